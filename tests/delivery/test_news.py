"""Whoever is responsible hears what others say, show and vote: bundled, once, never their own."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

from civicreport import config, jobs
from civicreport.accounts import operations as accounts
from civicreport.accounts.models import Account
from civicreport.adapters.images import Reencoded, reencode
from civicreport.adapters.mail import MemoryMail
from civicreport.bodies.models import ContactCopy, Method
from civicreport.db import session
from civicreport.delivery import dead_letters, queries
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.delivery.news import news_for
from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.participation import upvotes
from civicreport.reports import casework, moderation, photos, updates
from civicreport.reports.models import HistoryRow, Report
from tests.delivery.test_operations import pass_on
from tests.factories.reports import a_report
from tests.support.photos import a_photo
from tests.support.town import Town


@pytest.fixture
def pothole(town: Town, letters: MemoryMail) -> Report:
    """The county's, from Ada; its letter has arrived, and is forgotten here."""
    report = a_report(town, name="Ada")
    jobs.drain()
    letters.messages.clear()
    return report


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    settings = config.current()
    held = settings.delivery.model_copy(update={"update_hold_seconds": 600})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"delivery": held}))


def comment(town: Town, report: Report, text: str, by: Account | None = None) -> HistoryRow:
    """As Ada says it, who reported; or somebody else."""
    actor = Actor.RESIDENT if by else Actor.REPORTER
    return updates.post(report, by=by or town.ada, actor=actor, text=text, at=clock.now())


def status(town: Town, report: Report, new: Status, by: Account | None, text: str = "") -> None:
    actor = Actor.ADMINISTRATOR if by is town.dov else Actor.OFFICER
    casework.change_status(report, new, by=by, actor=actor, text=text, at=clock.now())


def vote(report: Report, count: int) -> list[Account]:
    voters = [accounts.new_device(at=clock.now())[0] for _ in range(count)]
    for voter in voters:
        upvotes.toggle(report.id, voter, at=clock.now())
    return voters


def reencoded() -> Reencoded:
    return reencode(a_photo(), max_bytes=10**7, max_pixels=10**7, name="hole.jpg")


def told(report: Report) -> list[tuple[str, str]]:
    rows = queries.of_report(report.id)
    return [(row.body.code, str(row.state)) for row in rows if row.purpose is Purpose.UPDATE]


def to_county(letters: MemoryMail) -> list[EmailMessage]:
    return [one for one in letters.messages if one["To"] == "pothole@county.example"]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_comment_reaches_whoever_is_responsible(
    town: Town, letters: MemoryMail, pothole: Report, kind: str
) -> None:
    comment(town, pothole, "It is <deeper> now.")
    comment(town, pothole, "My bicycle is broken.", by=town.ben)
    jobs.drain()
    text = text_of(to_county(letters)[0], kind)
    assert "Ada, who reported it, writes:" in text
    assert ("It is <deeper> now." if kind == "plain" else "&lt;deeper&gt;") in text
    assert "Somebody else who has seen it writes:" in text


def test_several_things_within_the_hold_make_one_letter(
    town: Town, letters: MemoryMail, pothole: Report, hold: None, hour: Callable[..., None]
) -> None:
    comment(town, pothole, "It is deeper now.")
    hour(minutes=9)
    comment(town, pothole, "And wider.", by=town.ben)
    jobs.drain()
    assert to_county(letters) == []
    hour(minutes=1)  # since the first of them: who goes on talking holds nothing up
    jobs.drain()
    (letter,) = to_county(letters)
    assert text_of(letter).index("deeper") < text_of(letter).index("wider")
    assert told(pothole) == [("county", "sent")]


def test_what_is_urgent_is_told_at_once(
    town: Town, letters: MemoryMail, pothole: Report, hold: None
) -> None:
    town.categories["pothole"].is_urgent = True
    comment(town, pothole, "The cable touches the water now.")
    jobs.drain()
    assert len(to_county(letters)) == 1


def test_nothing_is_told_twice(town: Town, letters: MemoryMail, pothole: Report) -> None:
    comment(town, pothole, "It is deeper now.")
    jobs.drain()
    comment(town, pothole, "And wider.")
    jobs.drain()
    first, second = map(text_of, to_county(letters))
    assert "deeper" in first
    assert "wider" in second
    assert "deeper" not in second


def test_a_body_does_not_hear_its_own_words(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    updates.post(pothole, by=town.cleo, actor=Actor.OFFICER, text="Seen.", at=clock.now())
    updates.post(pothole, by=None, actor=Actor.OFFICER, text="By mail.", at=clock.now())
    status(town, pothole, Status.SCHEDULED, town.cleo)
    jobs.drain()
    assert told(pothole) == []
    comment(town, pothole, "Thank you.")
    jobs.drain()
    text = text_of(to_county(letters)[0])
    assert "Thank you." in text
    assert "Seen." not in text
    assert "By mail." not in text
    assert "Scheduled" not in text


def test_what_the_sites_operator_sets_is_told(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    status(town, pothole, Status.SCHEDULED, town.dov, "They told us by telephone.")
    jobs.drain()
    text = text_of(to_county(letters)[0])
    assert f"{config.current().site.name} has set its status: Scheduled" in text
    assert "They told us by telephone." in text


def test_what_was_taken_back_before_it_left_never_happened(
    town: Town, letters: MemoryMail, pothole: Report, hold: None, hour: Callable[..., None]
) -> None:
    status(town, pothole, Status.SCHEDULED, town.dov)
    row = session.query(HistoryRow).order_by(HistoryRow.id.desc()).first()
    assert row is not None
    casework.undo(pothole, row, by=town.dov, at=clock.now())
    said = comment(town, pothole, "Wrong street, sorry.")
    updates.take_back(pothole, said, by=town.ada, at=clock.now())
    hour(minutes=11)
    jobs.drain()
    assert to_county(letters) == []
    assert told(pothole) == [("county", "cancelled")]


def test_a_comment_after_the_end_asks_to_look_again(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    comment(town, pothole, "It is deeper now.")
    status(town, pothole, Status.FIXED, town.cleo, "Done.")
    comment(town, pothole, "It is not.")
    comment(town, pothole, "Looks fine to me.", by=town.ben)
    jobs.drain()
    text = text_of(to_county(letters)[0])
    assert text.count("asks you to look at it again:\n  > It is not.") == 1
    assert text.count("look at it again") == 1


def test_notes_and_what_is_internal_go_nowhere(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    updates.note(pothole, by=town.dov, actor=Actor.ADMINISTRATOR, text="Rude.", at=clock.now())
    comment(town, pothole, "It is deeper now.")
    jobs.drain()
    assert "Rude." not in text_of(to_county(letters)[0])


def test_copies_get_no_updates(town: Town, letters: MemoryMail) -> None:
    contact = town.contacts["county", "pothole"]
    session.add(ContactCopy(contact_id=contact.id, body_id=town.bodies["west"].id))
    report = a_report(town)
    jobs.drain()
    comment(town, report, "It is deeper now.")
    jobs.drain()
    assert told(report) == [("county", "sent")]


def test_what_was_said_before_the_report_left_is_in_the_report(
    town: Town, letters: MemoryMail
) -> None:
    report = a_report(town, name="Ada")
    comment(town, report, "It is deeper now.")
    jobs.drain()
    (letter,) = to_county(letters)
    assert "It is deeper now." in text_of(letter)
    assert "It is deeper now." in text_of(letter, "html")
    assert told(report) == []


def test_who_takes_it_over_reads_what_was_said_and_who_had_it_hears_no_more(
    town: Town, letters: MemoryMail, pothole: Report, hold: None, hour: Callable[..., None]
) -> None:
    updates.post(pothole, by=town.cleo, actor=Actor.OFFICER, text="Not ours.", at=clock.now())
    comment(town, pothole, "Whose then?")
    pass_on(town, pothole, ("west", "graffiti"))
    hour(minutes=11)
    jobs.drain()
    assert told(pothole) == [("county", "cancelled")]
    to_west = [one for one in letters.messages if one["To"] == "graffiti@west.example"]
    assert "Not ours." in text_of(to_west[0])
    assert "Whose then?" in text_of(to_west[0])
    comment(town, pothole, "Thank you.")
    hour(minutes=11)
    jobs.drain()
    assert told(pothole)[1:] == [("west", "sent")]


def test_a_withdrawal_ends_what_was_still_to_be_told(
    town: Town, letters: MemoryMail, pothole: Report, hold: None, hour: Callable[..., None]
) -> None:
    comment(town, pothole, "I was wrong.")
    casework.change_status(
        pothole, Status.WITHDRAWN, by=town.ada, actor=Actor.REPORTER, text="", at=clock.now()
    )
    hour(minutes=11)
    jobs.drain()
    assert told(pothole) == [("county", "cancelled")]
    assert "taken the report back" in text_of(to_county(letters)[0])


def test_what_is_hidden_is_told_once_it_is_shown_again(
    town: Town, letters: MemoryMail, pothole: Report, hold: None, hour: Callable[..., None]
) -> None:
    comment(town, pothole, "It is deeper now.")
    why: Any = {"by": town.dov, "actor": Actor.ADMINISTRATOR, "at": clock.now()}
    moderation.hide(pothole, reason="Names a neighbour.", **why)
    hour(minutes=11)
    jobs.drain()
    assert to_county(letters) == []
    moderation.restore(pothole, reason="It does not.", **why)
    hour(minutes=11)
    jobs.drain()
    assert "It is deeper now." in text_of(to_county(letters)[0])


def test_photos_that_come_later_are_attached_and_those_of_the_report_are_not(
    town: Town, letters: MemoryMail
) -> None:
    kept = [photos.keep(reencoded()) for _ in range(3)]
    report = a_report(town, photos=(kept[0],))
    jobs.drain()
    letters.messages.clear()
    shown = updates.show(report, by=town.ben, actor=Actor.RESIDENT, at=clock.now())
    photos.add(shown, (kept[1],), visibility=Visibility.PENDING, at=clock.now())
    own = updates.show(report, by=None, actor=Actor.OFFICER, at=clock.now())
    photos.add(own, (kept[2],), visibility=Visibility.PUBLIC, at=clock.now())
    jobs.drain()
    (letter,) = to_county(letters)
    assert [one.get_filename() for one in letter.iter_attachments()] == [f"CR-{report.id}-2.jpg"]
    assert "Somebody else who has seen it has added 1 photo." in text_of(letter)
    assert "1 photo is attached." in text_of(letter)


def test_a_photo_that_is_released_has_been_sent_before(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    kept = photos.keep(reencoded())
    report = a_report(town, by=town.ben, photos=(kept,))
    jobs.drain()
    (photo,) = queries.photos_for_the_body(report.id)
    why: Any = {"by": town.dov, "actor": Actor.ADMINISTRATOR, "at": clock.now()}
    moderation.release_photo(photo, reason="Shows nobody.", **why)
    jobs.drain()
    assert told(report) == []


def test_a_milestone_is_told_once_however_often_a_vote_is_given_and_taken(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    *_, last = vote(pothole, 4)
    jobs.drain()
    assert told(pothole) == []
    vote(pothole, 1)
    jobs.drain()
    (letter,) = to_county(letters)
    assert "5 people have seen this too." in text_of(letter)
    for _ in range(4):
        upvotes.toggle(pothole.id, last, at=clock.now())
        jobs.drain()
    assert told(pothole) == [("county", "sent")]
    vote(pothole, 5)
    jobs.drain()
    assert "10 people have seen this too." in text_of(to_county(letters)[1])


def test_votes_for_what_is_done_are_no_news(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    status(town, pothole, Status.FIXED, town.cleo, "Done.")
    vote(pothole, 5)
    jobs.drain()
    assert told(pothole) == []


def test_a_lost_update_is_in_the_next_and_is_not_sent_after_it(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    letters.outcomes = [Outcome(Result.NEVER, "550 no such mailbox")]
    comment(town, pothole, "It is deeper now.")
    jobs.drain()
    comment(town, pothole, "And wider.")
    jobs.drain()
    (letter,) = to_county(letters)
    assert "deeper" in text_of(letter)
    lost = next(row for row in queries.of_report(pothole.id) if row.state is State.DEAD)
    dead_letters.retry(lost, at=clock.now())
    jobs.drain()
    assert lost.state is State.CANCELLED
    assert len(to_county(letters)) == 1


def test_who_got_it_at_the_first_attempt_hears_what_the_second_one_told(
    town: Town, letters: MemoryMail, hour: Callable[..., None]
) -> None:
    town.contacts["county", "pothole"].address = "one@county.example, two@county.example"
    letters.outcomes = [Outcome(Result.LATER, "greylisted", remaining=("two@county.example",))]
    report = a_report(town)
    jobs.drain()
    comment(town, report, "It is deeper now.")
    hour(minutes=2)
    jobs.drain()  # the report to the second one, and whatever else is due
    comment(town, report, "And wider.")
    hour(minutes=2)
    jobs.drain()
    to_the_first = [
        text_of(message)
        for message, to in zip(letters.messages, letters.recipients, strict=True)
        if "one@county.example" in to
    ]
    assert "It is deeper now." in "".join(to_the_first)


def test_a_report_that_left_before_anybody_counted_tells_only_what_came_after(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    (first,) = queries.of_report(pothole.id)
    first.said_until = None
    comment(town, pothole, "It is deeper now.")
    (item,) = news_for(first).items
    assert item.text == "It is deeper now."


def test_a_corrected_place_is_told_to_whoever_keeps_the_report(
    town: Town, letters: MemoryMail, pothole: Report
) -> None:
    near = Point(town.west.latitude + 0.001, town.west.longitude)
    act: Any = {"actor": Actor.ADMINISTRATOR, "at": clock.now()}
    assert casework.reroute(pothole, point=near, by=town.dov, **act) is None
    jobs.drain()
    (letter,) = to_county(letters)
    assert f"has moved its pin: {pothole.place}" in text_of(letter)
    assert f"{near.latitude:.6f}" in text_of(letter)


@pytest.mark.parametrize("method", list(Method))
def test_every_method_is_told_in_the_same_way(
    town: Town, letters: MemoryMail, pothole: Report, method: Method
) -> None:
    (first,) = queries.of_report(pothole.id)
    first.method = method
    comment(town, pothole, "It is deeper now.")
    (update,) = session.query(Delivery).filter_by(purpose=Purpose.UPDATE)
    assert update.method is method
    assert [item.text for item in news_for(update).items] == ["It is deeper now."]
