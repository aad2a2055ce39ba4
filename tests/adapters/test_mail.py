"""One door for all letters: addresses that are none, headers that smuggle, sites on trial."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from civicreport import config
from civicreport.adapters import mail
from civicreport.adapters.mail import (
    Attachment,
    BadAddress,
    Letter,
    MemoryMail,
    address_in,
    message_of,
    post,
    replaced_by,
)
from civicreport.adapters.mailbox import MailboxMail
from civicreport.adapters.reply_addresses import Kind, address_for, read
from civicreport.adapters.smtp import SmtpMail
from civicreport.domain.errors import NotFound
from civicreport.domain.sending import Result
from tests.conftest import settings_for
from tests.support.mail_servers import Postbox, serving

pytestmark = pytest.mark.usefixtures("app")


def letter(*to: str, **changes: Any) -> Letter:
    values = {"subject": "News", "text": "Hello.", "html": "<p>Hello.</p>", "message_id": "<1@x>"}
    return Letter(to=to, **{**values, **changes})


@pytest.fixture
def site(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A site of the given mode, for as long as the test takes."""

    def use(mode: str, **mail_settings: Any) -> None:
        settings = settings_for(
            "postgresql://nowhere/none",
            tmp_path,
            site={"mode": mode},
            mail=mail_settings,
        )
        monkeypatch.setattr(config, "current", lambda: settings)

    return use


def test_a_demo_never_opens_smtp(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site("demo", transport="mailbox")
    # Even where the settings' own refusal were to fail:
    wrong = config.current().mail.model_copy(update={"transport": "smtp"})
    settings = config.current().model_copy(update={"mail": wrong})
    monkeypatch.setattr(config, "current", lambda: settings)
    assert isinstance(mail.mailer(), MailboxMail)


def test_settings_refuse_a_demo_with_smtp(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mailbox"):
        settings_for("", tmp_path, site={"mode": "demo"}, mail={"transport": "smtp"})


def test_a_live_site_opens_smtp(site: Any) -> None:
    site("live", transport="smtp")
    assert isinstance(mail.mailer(), SmtpMail)


def test_a_staging_site_reaches_only_its_own_people(site: Any) -> None:
    postbox = Postbox()
    with serving(postbox) as port:
        site("staging", transport="smtp", redirect_to="staff@site.example", port=port)
        assert post(letter("Roads <roads@county.example>")).result is Result.SENT
    assert postbox.recipients == [["staff@site.example"]]
    (sent,) = postbox.letters
    assert sent["To"] == "staff@site.example"
    assert sent["Subject"] == "[for Roads <roads@county.example>] News"
    assert sent["X-Original-To"] == "Roads <roads@county.example>"


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("Reports.Example", "reports.example"),
        ("berichte.köln.example", "berichte.xn--kln-sna.example"),
    ],
)
def test_the_domain_for_answers_is_written_as_the_dns_knows_it(
    site: Any, written: str, known_as: str
) -> None:
    site("demo", transport="mailbox", reply_domain=written)
    address = address_for(Kind.DELIVERY, 12)
    assert address.endswith(f"@{known_as}")
    assert address.isascii()
    assert str(address_in(address)) == address
    assert read(address) == (Kind.DELIVERY, 12)
    assert read(address.upper()) == (Kind.DELIVERY, 12)


@pytest.mark.parametrize(
    "written", ["no domain", "a..example", "x" * 80 + ".example", "a@b.example"]
)
def test_settings_refuse_a_domain_for_answers_that_is_none(tmp_path: Path, written: str) -> None:
    with pytest.raises(ValueError, match="reply_domain"):
        settings_for("", tmp_path, mail={"reply_domain": written})


def test_settings_refuse_staging_that_redirects_to_nobody(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="redirect_to"):
        settings_for("", tmp_path, site={"mode": "staging"}, mail={"transport": "smtp"})


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("ada@example.org", "ada@example.org"),
        ("Ada <ada@example.org>", "Ada <ada@example.org>"),
        ("ada@exämple.org", "ada@xn--exmple-cua.org"),
        ("ada@straße.de", "ada@xn--strae-oqa.de"),
        ("ädä@example.org", "ädä@example.org"),
        ('"ada b"@example.org', '"ada b"@example.org'),
    ],
)
def test_an_address_is_understood(written: str, understood: str) -> None:
    assert str(address_in(written)) == understood


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@example.org\r\nBcc: all@example.org",
        "ada@exa mple.org",
        "ada@example.org, ben@example.org",
        "ada@.",
        "ada@" + "ä" * 80 + ".org",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(BadAddress):
        address_in(written)


def test_a_letter_to_no_address_is_never_tried_again() -> None:
    assert post(letter()).result is Result.NEVER
    assert post(letter("nobody")).result is Result.NEVER


def test_a_server_without_smtputf8_gets_no_mangled_address(site: Any) -> None:
    postbox = Postbox()
    with serving(postbox, enable_SMTPUTF8=False) as port:
        site("live", transport="smtp", port=port)
        outcome = post(letter("ädä@example.org"))
    assert outcome.result is Result.NEVER
    assert "SMTPUTF8" in outcome.words


def test_a_server_with_smtputf8_gets_the_address_as_it_is(site: Any) -> None:
    postbox = Postbox()
    with serving(postbox, enable_SMTPUTF8=True) as port:
        site("live", transport="smtp", port=port)
        assert post(letter("ädä@exämple.org")).result is Result.SENT
    assert postbox.recipients == [["ädä@xn--exmple-cua.org"]]


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\u2028"])
def test_line_breaks_cannot_smuggle_headers_in(break_: str) -> None:
    nasty = f"News{break_}Bcc: everybody@example.org"
    message = message_of(
        letter(
            "ada@example.org",
            subject=nasty,
            headers={"X-Place": nasty},
            attachments=(Attachment(nasty, "image/jpeg", b"x"),),
        )
    )
    assert message["Bcc"] is None
    assert message["Subject"] == "News Bcc: everybody@example.org"
    assert b"\r\nBcc:" not in message.as_bytes()


def test_long_subjects_are_cut() -> None:
    assert len(message_of(letter("ada@example.org", subject="x" * 5000))["Subject"]) == 200


def test_a_twin_stands_in_for_as_long_as_it_is_asked_to() -> None:
    with replaced_by(MemoryMail()) as twin:
        assert post(letter("ada@example.org")).result is Result.SENT
    assert twin.recipients == [("ada@example.org",)]
    assert mail.mailer() is not twin


def test_the_mailbox_keeps_letters_and_shows_the_newest_first(tmp_path: Path) -> None:
    box = MailboxMail(tmp_path / "mailbox")
    assert box.newest() == []
    for subject in ("First", "Second"):
        box.send(message_of(letter("ada@example.org", subject=subject)), ("ada@example.org",))
    newest = box.newest()
    assert [one.message["Subject"] for one in newest] == ["Second", "First"]
    assert box.letter(newest[0].key).message["Subject"] == "Second"


@pytest.mark.parametrize("key", ["nothing", "../../etc/passwd", ".", ""])
def test_the_mailbox_shows_nothing_else(tmp_path: Path, key: str) -> None:
    box = MailboxMail(tmp_path / "mailbox")
    box.send(message_of(letter("ada@example.org")), ("ada@example.org",))
    with pytest.raises(NotFound):
        box.letter(key)


def test_a_letter_names_what_it_follows_and_that_no_person_wrote_it() -> None:
    message = message_of(letter("ada@example.org", references=("<1@x>", "<2@x>")))
    assert message["In-Reply-To"] == "<2@x>"
    assert message["References"] == "<1@x> <2@x>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-CivicReport-Site"] == config.current().site.url
    assert message_of(letter("ada@example.org"))["References"] is None


def test_a_letter_may_say_that_it_answers_one() -> None:
    headers = {"Auto-Submitted": "auto-replied"}
    message = message_of(letter("ada@example.org", headers=headers))
    assert message.get_all("Auto-Submitted") == ["auto-replied"]


def test_bounces_go_where_the_letter_says(site: Any) -> None:
    postbox = Postbox()
    with serving(postbox) as port:
        site("live", transport="smtp", port=port, sender="Site <no-reply@site.example>")
        post(letter("ada@example.org", return_path="reply+b1.x@reports.site.example"))
        post(letter("ada@example.org"))
    assert postbox.senders == ["reply+b1.x@reports.site.example", "no-reply@site.example"]
    assert [sent["From"] for sent in postbox.letters] == ["Site <no-reply@site.example>"] * 2
    assert postbox.letters[0]["Return-Path"] is None  # whoever delivers writes it


def test_a_bounce_on_a_staging_site_says_nothing_of_the_council(site: Any) -> None:
    postbox = Postbox()
    with serving(postbox) as port:
        site("staging", transport="smtp", redirect_to="staff@site.example", port=port)
        post(letter("roads@county.example", return_path="reply+b1.x@reports.site.example"))
    assert postbox.senders == ["no-reply@localhost"]


def test_the_mailbox_shows_where_bounces_would_go(tmp_path: Path) -> None:
    box = MailboxMail(tmp_path / "mailbox")
    message = message_of(letter("ada@example.org"))
    box.send(message, ("ada@example.org",), return_path="reply+b1.x@reports.site.example")
    assert box.newest()[0].message["Return-Path"] == "<reply+b1.x@reports.site.example>"
