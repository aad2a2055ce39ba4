"""A copy of all that somebody gave, and its end."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from civicreport import config, jobs
from civicreport.accounts import operations as accounts
from civicreport.accounts import queries
from civicreport.accounts.models import Account, OneTimeLink
from civicreport.adapters import images
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session
from civicreport.delivery import queries as deliveries
from civicreport.delivery.methods import email
from civicreport.delivery.models import KeptMail, MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.participation import follows, upvotes
from civicreport.participation import queries as participation
from civicreport.reports import casework, corrections, photos, updates
from civicreport.reports.models import HistoryRow, Report, Text
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_device, a_report
from tests.support.notifications import of_report
from tests.support.pages import page, words
from tests.support.photos import a_photo
from tests.support.report_form import parsed
from tests.support.town import Town


@pytest.fixture
def report(town: Town) -> Report:
    return a_report(
        town, name="Ada Lovelace", email="ada@example.org", show_name=True, at=clock.now()
    )


@pytest.fixture
def ada(client: FlaskClient, town: Town) -> FlaskClient:
    client.set_cookie(DEVICE_COOKIE, accounts.add_device(town.ada, at=clock.now()))
    return client


def copy_of(client: FlaskClient) -> tuple[dict[str, Any], list[str]]:
    answer = client.post("/reports/mine/copy", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return json.loads(archive.read("data.json")), archive.namelist()


def test_the_copy_holds_what_was_given_and_nothing_of_others(
    ada: FlaskClient, town: Town, report: Report, letters: MemoryMail
) -> None:
    stored = photos.keep(
        images.reencode(a_photo(), max_bytes=10**7, max_pixels=10**8, name="hole.jpg")
    )
    row = updates.post(report, by=town.ada, actor=Actor.REPORTER, text="Deeper.", at=clock.now())
    photos.add(row, (stored,), visibility=report.visibility, at=clock.now())
    seen = a_report(town, by=town.ben, details="Not a word of mine.")
    upvotes.give(seen.id, town.ada.id, at=clock.now())
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    jobs.drain()
    told, names = copy_of(ada)
    assert told["account"]["email"] == "ada@example.org"
    [mine] = told["reports"]
    assert (mine["details"], mine["name"]) == (report.details, "Ada Lovelace")
    assert [done["words"] for done in mine["done"]] == ["", "Deeper."]
    assert (told["seen_too"], told["followed"]) == ([seen.id], [report.id])
    assert [mail["about"] for mail in told["mails_to_me"]] == ["report_changed"]
    assert "Pothole" in told["mails_to_councils"][0]["subject"]
    assert mine["photos"] == [name for name in names if name.startswith("photos/")]
    assert "Not a word of mine" not in json.dumps(told)


def test_the_copy_can_be_read_without_a_program(
    ada: FlaskClient, town: Town, report: Report
) -> None:
    stored = photos.keep(
        images.reencode(a_photo(), max_bytes=10**7, max_pixels=10**8, name="hole.jpg")
    )
    row = updates.post(report, by=town.ada, actor=Actor.REPORTER, text="<Deeper>", at=clock.now())
    photos.add(row, (stored,), visibility=report.visibility, at=clock.now())
    answer = ada.post("/cy/reports/mine/copy", buffered=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        shown = BeautifulSoup(archive.read("my-reports.html"), "html.parser")
        assert shown.html is not None
        assert shown.html["lang"] == "cy"
        for told in ("ada@example.org", "Ada Lovelace", report.details, "<Deeper>", "Adroddwyd"):
            assert told in words(shown)
        photo = shown.select_one("img")
        assert photo is not None
        assert str(photo["src"]) in archive.namelist()


def test_the_copy_holds_no_photo_of_others_and_all_that_a_device_did(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    report = a_report(town, by=town.ben, at=clock.now())
    updates.post(report, by=town.ben, actor=Actor.REPORTER, text="Deeper.", at=clock.now())
    for key, by, actor in (
        ("of-council", town.cleo, Actor.OFFICER),
        ("of-neighbour", town.ada, Actor.RESIDENT),
    ):
        row = updates.show(report, by=by, actor=actor, at=clock.now())
        photo = photos.StoredPhoto(key=f"ab/{key}", width=4, height=3)
        photos.add(row, (photo,), visibility=Visibility.PENDING, at=clock.now())
    eve = accounts.create_person(email="eve@example.org", name="Eve", at=clock.now())
    accounts.take_in(town.ben, eve, at=clock.now())
    client.set_cookie(DEVICE_COOKIE, accounts.add_device(eve, at=clock.now()))
    told, _names = copy_of(client)
    [mine] = told["reports"]
    assert mine["photos"] == []
    assert [done["words"] for done in mine["done"]] == ["", "Deeper."]


def test_a_stranger_has_nothing_to_take_or_to_erase(client: FlaskClient, town: Town) -> None:
    assert client.post("/reports/mine/copy").location == "/reports/mine"
    assert client.get("/reports/mine/erasure").location == "/reports/mine"
    assert client.post("/reports/mine/erasure").status_code == 200


def test_the_page_before_says_what_goes_and_stays_and_changes_nothing(
    ada: FlaskClient, town: Town
) -> None:
    text = words(page(ada, "/reports/mine/erasure"))
    for said in ("What goes", "What stays", "What we cannot reach", "cannot be undone"):
        assert said in text
    assert town.ada.email == "ada@example.org"


def test_erased_the_person_is_gone_and_the_reports_stay(
    ada: FlaskClient, town: Town, report: Report, letters: MemoryMail
) -> None:
    jobs.drain()
    other = a_report(town, by=town.ben)
    follows.follow(other.id, town.ada.id, at=clock.now())
    upvotes.give(other.id, town.ada.id, at=clock.now())
    link = accounts.request_confirmation(
        email="ada@example.org", name="Ada", account_id=None, report_id=None, at=clock.now()
    )
    assert link is not None
    token = accounts.link_token(link)
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    session.add(_mail_of("ada@example.org"))
    cookie = ada.get_cookie(DEVICE_COOKIE)
    assert cookie is not None

    answer = ada.post("/reports/mine/erasure")
    assert answer.status_code == 200
    assert parsed(answer).select("main forget-pages[data-all]")
    assert ada.get_cookie(DEVICE_COOKIE) is None
    session.expire_all()
    assert queries.account_by_device(cookie.value) is None
    assert queries.by_email("ada@example.org") is None
    assert (report.reporter_name, report.reporter_email, report.show_name) == ("", "", False)
    assert participation.followed_by(town.ada.id, 9) == []
    assert participation.upvotes(other.id) == 1
    assert ada.post(f"/confirm/{token}").status_code == 410
    assert ada.post(f"/confirm/{token}/again").status_code == 410
    assert _everywhere("ada@example.org") == []
    assert _everywhere("Lovelace") == []
    letters.messages.clear()
    jobs.drain()
    assert [mail["To"] for mail in letters.messages if "ada" in str(mail["To"])] == []
    assert "cancelled" in {row.state for row in of_report(report.id)}
    text = words(page(ada, f"/reports/{report.id}"))
    assert report.details in text
    assert "Lovelace" not in text


def test_a_body_that_has_not_got_it_yet_never_learns_the_name(
    ada: FlaskClient, report: Report, letters: MemoryMail
) -> None:
    ada.post("/reports/mine/erasure")
    jobs.drain()
    [letter] = letters.messages
    text = letter.get_body(("plain",))
    assert text is not None
    assert "Lovelace" not in text.get_content()
    assert "ada@example.org" not in text.get_content()


def test_a_mere_device_is_forgotten_likewise(client: FlaskClient, town: Town) -> None:
    secret = accounts.add_device(town.ben, at=clock.now())
    client.set_cookie(DEVICE_COOKIE, secret)
    report = a_report(town, by=town.ben, name="Ben", email="ben@example.org")
    client.post("/reports/mine/erasure")
    session.refresh(report)
    assert (report.reporter_name, report.reporter_email) == ("", "")
    assert queries.account_by_device(secret) is None


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_the_mails_of_others_stay(client: FlaskClient, town: Town, who: str) -> None:
    """Also of somebody whose address ends, or begins, as Ada's does, or whom nobody knows."""
    for sender in ("joada@example.org", "ada@example.org.uk", ""):
        mail = _mail_of(sender)
        mail.envelope_sender = sender or None
        session.add(mail)
    secret = accounts.add_device(getattr(town, who), at=clock.now())
    client.set_cookie(DEVICE_COOKIE, secret)
    client.post("/reports/mine/erasure")
    session.expire_all()
    kept = session.scalars(sa.select(ReceivedMail)).all()
    assert [mail.words for mail in kept] == ["Yours, Lovelace"] * 3


def test_what_waits_for_somebody_to_look_at_it_goes_as_well(
    ada: FlaskClient, town: Town, report: Report
) -> None:
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    [letter] = [row for row in of_report(report.id) if row.account_id == town.ada.id]
    letter.last_error = "550 no such user ada@example.org"
    settings = config.current()
    mail = settings.mail.model_copy(update={"reply_domain": "reports.example"})
    config.use(settings.model_copy(update={"mail": mail}))
    for kind in (Kind.NOTIFICATION, Kind.NOTIFICATION_BOUNCE):
        to_us, waits = address_for(kind, letter.id), MailOutcome.QUEUED
        session.add(_mail_of("mailer-daemon@example.org", recipient=to_us, outcome=waits))
    ada.post("/reports/mine/erasure")
    session.expire_all()
    assert letter.last_error == ""
    mails = session.scalars(sa.select(ReceivedMail)).all()
    assert [(mail.words, mail.outcome) for mail in mails] == [("", MailOutcome.DISMISSED)] * 2


def test_a_report_that_bears_the_address_unconfirmed_loses_it(ada: FlaskClient, town: Town) -> None:
    """Sent from another browser of hers, and delivered."""
    elsewhere = a_report(town, by=town.ben, name="Ada Lovelace", email="Ada@example.org")
    jobs.drain()
    ada.post("/reports/mine/erasure")
    session.expire_all()
    assert (elsewhere.reporter_name, elsewhere.reporter_email) == ("", "")
    assert _everywhere("Lovelace") == []


def test_also_those_for_which_no_further_mail_went_out(ada: FlaskClient, town: Town) -> None:
    """Several sent within the hour, each from a browser that keeps no cookie."""
    several = [
        a_report(town, by=a_device(), name="Ada Lovelace", email="ada@example.org", at=clock.now())
        for _ in range(config.current().limits.confirmations_per_hour + 2)
    ]
    jobs.drain()
    ada.post("/reports/mine/erasure")
    session.expire_all()
    assert {one.reporter_email for one in several} == {""}
    assert _everywhere("Lovelace") == []


def test_what_was_said_to_the_reports_of_others_goes_and_what_was_added_to_ones_own_stays(
    ada: FlaskClient, town: Town, report: Report, letters: MemoryMail
) -> None:
    other = a_report(town, by=town.ben)
    jobs.drain()
    before = session.scalar(sa.select(KeptMail).where(KeptMail.text.contains(other.details)))
    assert before is not None
    updates.post(
        other, by=town.ada, actor=Actor.RESIDENT, text="Call me, Lovelace.", at=clock.now()
    )
    updates.post(other, by=town.ben, actor=Actor.REPORTER, text="Still there.", at=clock.now())
    updates.post(report, by=town.ada, actor=Actor.REPORTER, text="It is deeper.", at=clock.now())
    jobs.drain()

    ada.post("/reports/mine/erasure")

    session.expire_all()
    assert _everywhere("Lovelace") == []
    assert before.emptied_at is None
    below = words(page(ada, f"/reports/{other.id}"))
    assert "From a resident, who has erased it" in below
    assert "Still there." in below
    assert "It is deeper." in words(page(ada, f"/reports/{report.id}"))


def test_former_words_go(ada: FlaskClient, town: Town, report: Report) -> None:
    new = corrections.Wording("A hole.", "", "pothole")
    corrections.edit(report, new, by=town.ada, at=clock.now())
    former = session.scalars(sa.select(Text)).one()
    ada.post("/reports/mine/erasure")
    session.refresh(former)
    assert former.words == ""


def test_a_letter_that_is_just_leaving_is_kept_without_its_words(
    ada: FlaskClient, town: Town, report: Report, letters: MemoryMail
) -> None:
    [delivery] = deliveries.of_report(report.id)
    letter = email.letter(delivery)
    ada.post("/reports/mine/erasure")
    email.MailParcel(letter).keep(delivery, Outcome(Result.SENT), clock.now())
    session.flush()
    assert _everywhere("Lovelace") == []


def _mail_of(
    sender: str,
    *,
    recipient: str = "reply@example.org",
    outcome: MailOutcome = MailOutcome.COMMENT,
) -> ReceivedMail:
    return ReceivedMail(
        fingerprint=secrets.token_bytes(32),
        received_at=clock.now(),
        recipient=recipient,
        envelope_sender=sender,
        raw=b"From: ada@example.org",
        outcome=outcome,
        sender=sender,
        subject="Re: from Lovelace",
        words="Yours, Lovelace",
    )


def _everywhere(word: str) -> list[str]:
    """The tables in which it still stands."""
    found = []
    for table in (Account, OneTimeLink, Report, HistoryRow, Text, KeptMail, ReceivedMail):
        name = table.__tablename__
        hits = session.scalar(
            sa.text(f"select count(*) from {name} row where row::text ilike :word"),  # noqa: S608
            {"word": f"%{word}%"},
        )
        if hits:
            found.append(name)
    return found
