from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.delivery.inbound.authentication import Verdict, verdict

OURS = "mx.example.org"
PASS = f"{OURS}; dmarc=pass (p=reject dis=none) header.from=council.example"
FAIL = f"{OURS}; dmarc=fail (p=none) header.from=council.example"
DKIM = f"{OURS}; dkim=pass (2048-bit key) header.d=council.example header.i=@council.example"


def judged(*results: str, domain: str = "council.example") -> Verdict:
    return verdict(results, authserv_id=OURS, sender_domain=domain)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([PASS], Verdict.PASS),
        (["MX.example.org 1; DMARC = pass header . from = Council.Example"], Verdict.PASS),
        ([f'"{OURS}"; dmarc=pass reason="p; q" header.from=council.example'], Verdict.PASS),
        ([f"(a ; (b) \\) c) {OURS} (d); dmarc=pass header.from=council.example"], Verdict.PASS),
        ([f"{OURS}; dmarc/1=pass header.from=council.example"], Verdict.PASS),
        ([DKIM, PASS], Verdict.PASS),
        ([FAIL], Verdict.FAIL),
        ([f"{OURS}; dkim=pass header.d=council.example; dmarc=fail"], Verdict.FAIL),
        ([PASS, FAIL], Verdict.FAIL),
        ([FAIL, PASS], Verdict.FAIL),
        ([f"{OURS}; dmarc=temperror header.from=council.example", DKIM], Verdict.NONE),
        # The domain has no policy: its own signature will do, its postman will not.
        ([DKIM], Verdict.PASS),
        ([f"{OURS}; dkim=pass header.i=@council.example"], Verdict.PASS),
        ([f"{OURS}; dmarc=none header.from=council.example; dkim=pass header.d=council.example"],
         Verdict.PASS),
        ([f"{OURS}; dkim=pass header.d=list.example"], Verdict.NONE),
        ([f"{OURS}; dkim=fail header.d=council.example"], Verdict.NONE),
        ([f"{OURS}; spf=pass smtp.mailfrom=ada@council.example"], Verdict.NONE),
        ([f"{OURS}; none"], Verdict.NONE),
        ([OURS], Verdict.NONE),
        ([], Verdict.NONE),
        ([""], Verdict.NONE),
    ],
)  # fmt: skip
def test_what_our_server_says(results: list[str], expected: Verdict) -> None:
    assert judged(*results) is expected


@pytest.mark.parametrize(
    "forged",
    [
        "mx.elsewhere.example; dmarc=pass header.from=council.example",
        "mx.example.org.evil.example; dmarc=pass header.from=council.example",
        f"{OURS}; dmarc=pass header.from=evil.example",
        f"{OURS}; dmarc=pass header.from=council.example.evil.example",
        f"{OURS}; dmarc=pass",
        f'{OURS}; spf=none smtp.mailfrom="; dmarc=pass header.from=council.example"',
        f"{OURS}; spf=none (; dmarc=pass header.from=council.example)",
        f"{OURS}; spf=none (\\; ( ; dmarc=pass) header.from=council.example)",
        "spf=pass; dmarc=pass header.from=council.example",
        f'{OURS}; spf=pass smtp.mailfrom="a\\"; dmarc=pass header.from=council.example; \\""@evil',
    ],
)  # fmt: skip
def test_a_forged_line_proves_nothing(forged: str) -> None:
    assert judged(forged) is Verdict.NONE


def test_below_a_strangers_line_nothing_counts() -> None:
    assert judged("relay.example; spf=pass", PASS) is Verdict.NONE


def test_the_topmost_word_on_dmarc_counts() -> None:
    doubt = f"{OURS}; dmarc=permerror header.from=council.example"
    assert judged(doubt, PASS) is Verdict.NONE


@pytest.mark.parametrize(
    ("ours", "forged"),
    [
        ("dmarc=none header.from=council.example", "dmarc=pass header.from=council.example"),
        ("dkim=none", "dkim=pass header.d=council.example"),
        ("dkim=pass header.d=evil.example; dmarc=none", "dkim=pass header.d=council.example"),
    ],
)
def test_what_our_server_has_judged_no_line_below_judges_anew(ours: str, forged: str) -> None:
    """Ours stands on top; a server that strips no lines leaves the sender's own below it."""
    assert judged(f"{OURS}; {ours}", f"{OURS}; {forged}") is Verdict.NONE


def test_without_a_name_or_a_sender_nothing_is_proved() -> None:
    assert verdict((PASS,), authserv_id="", sender_domain="council.example") is Verdict.NONE
    assert judged(PASS, domain="") is Verdict.NONE


@given(some.lists(some.text(alphabet='amx.org;="\\()/ dkimcpsfr@', max_size=80).map(OURS.__add__)))
def test_no_line_breaks_the_judgement(lines: list[str]) -> None:
    assert judged(*lines) in set(Verdict)
