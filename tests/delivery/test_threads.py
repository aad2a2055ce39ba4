"""A report's letters to its body: one thread, each answerable, each with a bounce of its own."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest

from civicreport import config, jobs
from civicreport.adapters import reply_addresses
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.bodies.models import ContactCopy
from civicreport.db import session
from civicreport.delivery import queries
from civicreport.delivery.models import Delivery, Purpose
from civicreport.delivery.threads import thread_of
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Actor, Status
from civicreport.reports import casework, updates
from civicreport.reports.models import Report
from tests.delivery.test_operations import pass_on
from tests.factories.reports import a_report
from tests.support.mail_servers import Postbox, serving
from tests.support.replies import a_reply, delivery_of, hand_in
from tests.support.town import Town


@pytest.fixture(autouse=True)
def mail_settings(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """This site takes answers; `mail_settings(port=…)` changes how it sends."""
    settings = config.current()

    def change(mode: str = "demo", **values: Any) -> None:
        mail = {**settings.mail.model_dump(), "reply_domain": "reports.example", **values}
        site = settings.site.model_copy(update={"mode": mode})
        changed = {"mail": type(settings.mail).model_validate(mail), "site": site}
        monkeypatch.setattr(config, "current", lambda: settings.model_copy(update=changed))

    change()
    return change


def comment(town: Town, report: Report, text: str) -> None:
    updates.post(report, by=town.ada, actor=Actor.REPORTER, text=text, at=clock.now())


def to_county(letters: MemoryMail) -> list[EmailMessage]:
    return [one for one in letters.messages if one["To"] == "pothole@county.example"]


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_whole_story_is_one_thread(town: Town, letters: MemoryMail) -> None:
    report = a_report(town, place="High Street")
    jobs.drain()
    comment(town, report, "It is deeper now.")
    jobs.drain()
    report.place = "High Street, corner of Mill Lane"  # the thread keeps its name
    comment(town, report, "And wider.")
    jobs.drain()
    casework.change_status(
        report, Status.WITHDRAWN, by=town.ada, actor=Actor.REPORTER, text="", at=clock.now()
    )
    jobs.drain()
    first, *later = to_county(letters)
    assert first["Subject"] == f"[CR-{report.id}] Pothole, High Street"
    assert first["References"] is None
    assert len(later) == 3
    for one in later:
        assert one["Subject"] == f"Re: {first['Subject']}"
        assert one["References"] == one["In-Reply-To"] == first["Message-ID"]
    assert len({one["Message-ID"] for one in letters.messages}) == len(letters.messages)


def test_each_body_has_a_thread_of_its_own(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    jobs.drain()
    pass_on(town, report, ("west", "graffiti"))
    jobs.drain()
    pass_on(town, report, ("county", "pothole"))
    jobs.drain()
    to_bodies = [one for one in letters.messages if one["To"] != "ada@example.org"]
    threads = {one["References"]: one["To"] for one in to_bodies if one["References"]}
    heads = {one["Message-ID"]: one["To"] for one in to_bodies if not one["References"]}
    assert sorted(heads.values()) == ["graffiti@west.example", "pothole@county.example"]
    assert threads == heads


def test_a_receipt_stands_in_the_thread_and_answers_the_mail(
    town: Town, letters: MemoryMail
) -> None:
    report = a_report(town)
    jobs.drain()
    (delivery,) = queries.of_report(report.id)
    hand_in(
        a_reply("received", message_id="<7@county.example>"),
        recipient=address_for(Kind.DELIVERY, delivery.id),
    )
    first, receipt = to_county(letters)
    assert receipt["In-Reply-To"] == "<7@county.example>"
    assert receipt["References"].split() == [first["Message-ID"], "<7@county.example>"]
    assert receipt["Subject"] == f"Re: {first['Subject']}"
    assert receipt["Auto-Submitted"] == "auto-replied"


def test_who_answers_the_receipt_stays_in_the_thread(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    jobs.drain()
    (delivery,) = queries.of_report(report.id)
    for words in ("received", "fixed"):
        hand_in(a_reply(words), recipient=address_for(Kind.DELIVERY, delivery.id))
        delivery = delivery_of(report, Purpose.UNDERSTOOD)  # that is what they answer next
    first, *receipts = to_county(letters)
    assert [one["Subject"] for one in receipts] == [f"Re: {first['Subject']}"] * 2
    assert [one["References"].split()[0] for one in receipts] == [first["Message-ID"]] * 2


def test_a_first_letter_tried_again_follows_nothing(
    town: Town, letters: MemoryMail, hour: Callable[..., None]
) -> None:
    town.contacts["county", "pothole"].address = "one@county.example, two@county.example"
    letters.outcomes = [Outcome(Result.LATER, "greylisted", remaining=("two@county.example",))]
    a_report(town)
    jobs.drain()
    hour(minutes=2)
    jobs.drain()
    assert [one["References"] for one in letters.messages] == [None]


def test_every_letter_has_its_own_addresses_for_answers_and_bounces(
    town: Town, letters: MemoryMail
) -> None:
    contact = town.contacts["county", "pothole"]
    session.add(ContactCopy(contact_id=contact.id, body_id=town.bodies["west"].id))
    report = a_report(town)
    jobs.drain()
    comment(town, report, "It is deeper now.")
    jobs.drain()
    rows: dict[str, Delivery] = {row.message_id: row for row in queries.of_report(report.id)}
    assert len(rows) == 3
    for message, bounces in zip(letters.messages, letters.return_paths, strict=True):
        row = rows[message["Message-ID"]]
        assert reply_addresses.read(message["Reply-To"]) == (Kind.DELIVERY, row.id)
        assert reply_addresses.read(bounces) == (Kind.DELIVERY_BOUNCE, row.id)
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["List-Unsubscribe"] is None  # a council's work is no newsletter


def test_who_confirmed_an_address_is_named_in_the_letter_and_not_in_its_head(
    town: Town, letters: MemoryMail
) -> None:
    a_report(town, name="Ada")
    jobs.drain()
    (letter,) = to_county(letters)
    assert "ada@example.org" in text_of(letter)
    assert "ada@example.org" not in str(letter.items())


def test_the_footer_tells_the_words_that_set_the_status(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    jobs.drain()
    comment(town, report, "It is deeper now.")
    jobs.drain()
    for letter in to_county(letters):
        footer = text_of(letter).partition("\n--\n")[2]
        assert "scheduled for 12 May" in footer
        assert "no action: private land" in footer
        assert "“internal:”" in footer
        assert "\nSent by " in footer


def test_without_a_domain_for_answers_they_go_to_whoever_reported(
    town: Town, letters: MemoryMail, mail_settings: Callable[..., None]
) -> None:
    mail_settings(reply_domain="")
    a_report(town)
    jobs.drain()
    (letter,) = to_county(letters)
    assert letter["Reply-To"] == "ada@example.org"
    assert letters.return_paths == [""]
    assert "scheduled for" not in text_of(letter)


def test_what_a_mail_server_gets_survives_dmarc(
    town: Town, mail_settings: Callable[..., None]
) -> None:
    """From, answers and bounces are all ours: nobody else's domain is claimed."""
    postbox = Postbox()
    with serving(postbox) as port:
        mail_settings("live", transport="smtp", port=port, sender="Site <no-reply@our.example>")
        report = a_report(town)
        jobs.drain()
    (row,) = queries.of_report(report.id)
    (sent,) = [one for one in postbox.letters if one["To"] == "pothole@county.example"]
    assert sent["From"] == "Site <no-reply@our.example>"
    assert parseaddr(sent["Reply-To"])[1].endswith("@reports.example")
    assert postbox.senders == [address_for(Kind.DELIVERY_BOUNCE, row.id)]
    assert sent["Sender"] is None


def test_a_category_cannot_smuggle_headers_into_a_thread(town: Town, letters: MemoryMail) -> None:
    town.categories["pothole"].name = "Pothole\r\nBcc: everybody@example.org"
    report = a_report(town)
    jobs.drain()
    comment(town, report, "It is deeper now.")
    jobs.drain()
    assert [one["Bcc"] for one in to_county(letters)] == [None, None]


def test_a_delivery_that_answers_nothing_and_follows_nothing_begins_a_thread(town: Town) -> None:
    (delivery,) = queries.of_report(a_report(town).id)
    assert thread_of(delivery).references == ()
