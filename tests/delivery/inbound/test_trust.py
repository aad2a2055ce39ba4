"""Who is believed, as one table."""

from __future__ import annotations

import pytest

from civicreport.delivery.inbound.authentication import Verdict
from civicreport.delivery.inbound.trust import Answerers, Why, doubt_about, normal

PASS, FAIL, NONE = Verdict.PASS, Verdict.FAIL, Verdict.NONE
CONTACT = Answerers(("roads@county.example", "Depot <depot@county.example>"[7:-1]))
DOMAIN = Answerers(("roads@county.example",), trusts_domain=True)
PUBLIC = Answerers(("parish.council@gmail.com",), trusts_domain=True)
MICROSOFT = Answerers(("roads@county.onmicrosoft.com",), trusts_domain=True)
OFFICER = Answerers(("roads@county.example",), officers=("cleo@home.example",))
IDN = Answerers(("straßen@köln.example",))
NOBODY = Answerers((), trusts_domain=True)


@pytest.mark.parametrize(
    ("sender", "may_answer", "verdict", "asks_for_proof", "why"),
    [
        # Without a server that looks, token and sender have to do.
        ("roads@county.example", CONTACT, NONE, False, None),
        ("Roads@County.Example", CONTACT, NONE, False, None),
        ("depot@county.example", CONTACT, NONE, False, None),
        ("other@county.example", CONTACT, NONE, False, Why.STRANGER),
        ("ada@example.org", CONTACT, NONE, False, Why.STRANGER),
        ("", CONTACT, NONE, False, Why.STRANGER),
        ("roads", CONTACT, NONE, False, Why.STRANGER),
        ("@county.example", CONTACT, NONE, False, Why.STRANGER),
        # The whole domain, where the body says so: exactly it, and never everybody's.
        ("other@county.example", DOMAIN, NONE, False, None),
        ("other@mail.county.example", DOMAIN, NONE, False, Why.STRANGER),
        ("other@evil-county.example", DOMAIN, NONE, False, Why.STRANGER),
        ("other@county.example.evil.test", DOMAIN, NONE, False, Why.STRANGER),
        ("parish.council@gmail.com", PUBLIC, NONE, False, None),
        ("somebody@gmail.com", PUBLIC, NONE, False, Why.STRANGER),
        ("somebody@county.onmicrosoft.com", MICROSOFT, NONE, False, Why.STRANGER),
        ("anybody@anywhere.example", NOBODY, NONE, False, Why.STRANGER),
        ("", NOBODY, NONE, False, Why.STRANGER),
        # An officer writes from wherever they have proven to be.
        ("cleo@home.example", OFFICER, NONE, False, None),
        ("ben@home.example", OFFICER, NONE, False, Why.STRANGER),
        # One domain, two spellings.
        ("straßen@xn--kln-sna.example", IDN, NONE, False, None),
        # Where the server looks, it has to have found the sender true.
        ("roads@county.example", CONTACT, PASS, True, None),
        ("roads@county.example", CONTACT, NONE, True, Why.UNPROVEN),
        ("roads@county.example", CONTACT, FAIL, True, Why.FORGED),
        ("ada@example.org", CONTACT, PASS, True, Why.STRANGER),
        ("ada@example.org", CONTACT, NONE, True, Why.STRANGER),
        ("ada@example.org", CONTACT, FAIL, True, Why.FORGED),
        ("cleo@home.example", OFFICER, NONE, True, Why.UNPROVEN),
    ],
)
def test_who_is_believed(
    sender: str,
    may_answer: Answerers,
    verdict: Verdict,
    *,
    asks_for_proof: bool,
    why: Why | None,
) -> None:
    found = doubt_about(sender, may_answer, verdict=verdict, asks_for_proof=asks_for_proof)
    assert found is why


@pytest.mark.parametrize("domain", ["gmail.com", "hotmail.nl", "yahoo.com.au", "outlook.it"])
def test_a_providers_domain_is_nobodys_own_in_any_country(domain: str) -> None:
    parish = Answerers((f"parish@{domain}",), trusts_domain=True)
    found = doubt_about(f"eve@{domain}", parish, verdict=NONE, asks_for_proof=False)
    assert found is Why.STRANGER


@pytest.mark.parametrize("text", ["", "@", "a@", "@b", "a@\ud800", "a@..", "a@-", "x" * 400 + "@"])
def test_what_is_no_address_is_nobody(text: str) -> None:
    assert normal(text) == ""
