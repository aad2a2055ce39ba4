"""The mail to a body holds all that somebody needs who never signs in."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from civicreport import config, jobs
from civicreport.adapters.images import reencode
from civicreport.adapters.mail import MemoryMail
from civicreport.bodies.models import ContactCopy
from civicreport.db import session
from civicreport.delivery.methods import email
from civicreport.domain.answers import Datatype, Question, as_json
from civicreport.domain.visibility import Visibility
from civicreport.reports import photos
from civicreport.reports.models import Photo
from tests.factories.reports import a_report
from tests.support.town import Town


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content


def a_photo(colour: str = "red") -> photos.StoredPhoto:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(picture, "JPEG")
    return photos.keep(
        reencode(picture.getvalue(), max_bytes=10**7, max_pixels=10**7, name="a.jpg")
    )


def test_it_names_reference_category_and_place_in_the_subject(
    town: Town, letters: MemoryMail
) -> None:
    report = a_report(town, place="High Street, Westham")
    jobs.drain()
    assert letters.messages[0]["Subject"] == f"[CR-{report.id}] Pothole, High Street, Westham"


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("is_rough", [True, False])
def test_it_says_how_exact_the_place_is(
    town: Town, letters: MemoryMail, kind: str, *, is_rough: bool
) -> None:
    a_report(town, place="Westham", place_note="By the weir", is_place_rough=is_rough)
    jobs.drain()
    shown = text_of(letters.messages[0], kind)
    assert "By the weir, Westham" in shown
    assert ("The coordinates are rough" in shown) == is_rough


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_it_tells_what_where_and_how_to_answer(town: Town, letters: MemoryMail, kind: str) -> None:
    report = a_report(town, details="A hole <b>as deep</b> as a hand.", name="Ada & co")
    jobs.drain()
    source = text_of(letters.messages[0], kind)
    shown = source if kind == "plain" else BeautifulSoup(source, "html.parser").get_text()
    for expected in (f"CR-{report.id}", "A hole <b>as deep</b> as a hand.", "51.050000, -0.950000"):
        assert expected in shown
    assert "Ada & co" in shown
    for address in (f"/reports/{report.id}", f"/officers/reports/{report.id}"):
        assert f"http://localhost{address}" in source
    assert "mlat=51.050000" in source


def test_it_can_be_answered_straight_to_a_reporter_with_a_proven_address(
    town: Town, letters: MemoryMail
) -> None:
    a_report(town, email="ada@example.org")
    jobs.drain()
    assert letters.messages[0]["Reply-To"] == "ada@example.org"
    assert "A reply to this mail goes to the reporter." in text_of(letters.messages[0])


def test_an_unproven_address_is_told_and_called_so(town: Town, letters: MemoryMail) -> None:
    a_report(town, by=town.ben, email="somebody@example.org", name="Somebody")
    jobs.drain()
    message = next(m for m in letters.messages if m["To"] == "pothole@county.example")
    assert message["Reply-To"] is None
    assert "somebody@example.org" in text_of(message)
    assert "has not been confirmed" in text_of(message)


def test_a_body_that_is_only_told_learns_no_names(town: Town, letters: MemoryMail) -> None:
    contact = town.contacts["county", "pothole"]
    session.add(ContactCopy(contact_id=contact.id, body_id=town.bodies["west"].id))
    a_report(town, email="ada@example.org", name="Ada Byron")
    jobs.drain()
    copy = letters.messages[1]
    assert copy["To"] == "office@west.example"
    assert copy["Reply-To"] is None
    assert "Countyshire Council is responsible" in text_of(copy)
    for kind in ("plain", "html"):
        assert "Ada" not in text_of(copy, kind)
        assert "ada@example.org" not in text_of(copy, kind)


def test_photos_are_attached_as_every_desk_can_open_them(town: Town, letters: MemoryMail) -> None:
    report = a_report(town, photos=(a_photo(), a_photo("blue")))
    jobs.drain()
    attached = list(letters.messages[0].iter_attachments())
    assert [part.get_filename() for part in attached] == [
        f"CR-{report.id}-1.jpg",
        f"CR-{report.id}-2.jpg",
    ]
    picture = Image.open(io.BytesIO(attached[0].get_content()))
    assert (picture.format, picture.size) == ("JPEG", (64, 48))
    assert "2 photos are attached." in text_of(letters.messages[0])


def test_a_photo_that_a_moderator_took_away_is_not_sent(town: Town, letters: MemoryMail) -> None:
    report = a_report(town, photos=(a_photo(),))
    session.query(Photo).filter_by(report_id=report.id).update({"visibility": Visibility.HIDDEN})
    jobs.drain()
    assert list(letters.messages[0].iter_attachments()) == []


def test_photos_beyond_what_a_mail_takes_are_left_to_the_page(
    town: Town, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "MOST_ATTACHED_BYTES", 1000)
    a_report(town, photos=(a_photo(), a_photo("blue")))
    jobs.drain()
    assert len(list(letters.messages[0].iter_attachments())) == 1
    assert "1 photo is not in this mail" in text_of(letters.messages[0])


def test_a_photo_whose_file_is_gone_does_not_hold_the_report_up(
    town: Town, letters: MemoryMail
) -> None:
    a_report(town, photos=(a_photo(),))
    for file in config.current().photo_folder.rglob("*.webp"):
        file.unlink()
    jobs.drain()
    assert len(letters.messages) == 1
    assert "1 photo is not in this mail" in text_of(letters.messages[0])


def test_details_cannot_smuggle_headers_in(town: Town, letters: MemoryMail) -> None:
    a_report(town, place="High Street\r\nBcc: everybody@example.org")
    jobs.drain()
    message = letters.messages[0]
    assert message["Bcc"] is None
    assert "Bcc: everybody@example.org" in message["Subject"]


def test_machines_are_told_that_a_machine_wrote(town: Town, letters: MemoryMail) -> None:
    a_report(town)
    jobs.drain()
    assert letters.messages[0]["Auto-Submitted"] == "auto-generated"


def test_an_unconfirmed_report_waits_where_the_body_insists(
    town: Town, letters: MemoryMail
) -> None:
    from civicreport.accounts import operations as accounts
    from civicreport.accounts.models import OneTimeLink
    from civicreport.domain import clock

    town.bodies["county"].only_confirmed = True
    a_report(town, by=town.ben, email="ben@example.org", at=clock.now())
    jobs.drain()
    assert [message["To"] for message in letters.messages] == ["ben@example.org"]

    accounts.confirm(session.query(OneTimeLink).one(), at=clock.now())
    jobs.drain()
    assert letters.messages[-1]["To"] == "pothole@county.example"
    assert letters.messages[-1]["Reply-To"] == "ben@example.org"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_it_tells_what_was_answered_to_the_categorys_questions(
    town: Town, letters: MemoryMail, kind: str
) -> None:
    asked = Question(
        "depth", "How deep is it?", Datatype.ONE_OF, values=(("1", "A hand"), ("2", "An arm"))
    )
    town.categories["pothole"].questions = [as_json(asked)]
    a_report(town, answers={"depth": "2", "asked_before": "yes"})
    jobs.drain()
    part = letters.messages[0].get_body((kind,))
    assert part is not None
    for words in ("How deep is it?", "An arm", "asked_before", "yes"):
        assert words in part.get_content()
