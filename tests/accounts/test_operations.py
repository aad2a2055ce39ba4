from __future__ import annotations

from datetime import timedelta

import pytest

from civicreport.accounts import operations, queries
from civicreport.accounts.models import OneTimeLink
from civicreport.domain.errors import LinkExpired, LinkUsed
from civicreport.domain.events import AddressConfirmed
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility
from civicreport.participation import queries as participation
from civicreport.participation import upvotes
from civicreport.reports import photos, updates
from civicreport.reports import queries as reports
from civicreport.reports.photos import StoredPhoto
from tests.factories import a_device, a_report
from tests.factories.reports import NOON
from tests.support.announcements import Heard
from tests.support.town import Town


def _link(email: str, *, account_id: int | None, report_id: int | None = None) -> OneTimeLink:
    link = operations.request_confirmation(
        email=email, name="Eve", account_id=account_id, report_id=report_id, at=NOON
    )
    assert link is not None
    return link


def test_a_device_is_known_again_by_its_secret(town: Town) -> None:
    account, secret = operations.new_device(at=NOON)
    assert queries.account_by_device(secret) is account
    assert queries.account_by_device(secret + "x") is None


def test_an_account_that_was_closed_has_no_devices(town: Town) -> None:
    account, secret = operations.new_device(at=NOON)
    account.is_active = False
    assert queries.account_by_device(secret) is None


def test_a_cookie_does_no_officers_work(town: Town) -> None:
    account, secret = operations.new_device(at=NOON)
    account.password = "hash"
    assert queries.account_by_device(secret) is None


def test_an_address_is_found_in_any_case(town: Town) -> None:
    assert queries.by_email(" ADA@Example.org ") is town.ada


def test_a_link_comes_back_by_its_token(town: Town) -> None:
    link = _link("eve@example.org", account_id=town.ben.id)
    assert queries.any_link(operations.link_token(link)) is link


@pytest.mark.parametrize("token", ["", "1", "WzFd.x", "\x00", "é"])
def test_a_made_up_token_opens_nothing(town: Town, token: str) -> None:
    with pytest.raises(LinkExpired):
        queries.any_link(token)


def test_a_link_lives_seven_days(town: Town) -> None:
    link = _link("eve@example.org", account_id=town.ben.id)
    assert not queries.is_late(link, at=NOON + timedelta(days=6, hours=23))
    assert queries.is_late(link, at=NOON + timedelta(days=7, seconds=1))


def test_three_links_an_hour_go_to_one_address(town: Town) -> None:
    def ask(email: str, minutes: int) -> OneTimeLink | None:
        return operations.request_confirmation(
            email=email,
            name="",
            account_id=None,
            report_id=None,
            at=NOON + timedelta(minutes=minutes),
        )

    assert all(ask("eve@example.org", minutes) for minutes in (0, 1, 2))
    assert ask("EVE@example.org", 3) is None
    assert ask("mallory@example.org", 3)
    assert ask("eve@example.org", 61)


def test_confirming_makes_a_person_of_the_device(town: Town, heard: Heard) -> None:
    device, secret = operations.new_device(at=NOON)
    link = _link("eve@example.org", account_id=device.id)
    person = operations.confirm(link, at=NOON, vouches=True)
    assert (person.email, person.name, person.email_confirmed_at) == (
        "eve@example.org",
        "Eve",
        NOON,
    )
    assert queries.account_by_device(secret) is person
    assert heard.of(AddressConfirmed) == [
        AddressConfirmed(
            account_id=person.id,
            device_account_id=device.id,
            report_id=None,
            at=NOON,
            asked_by_id=device.id,
        )
    ]


def test_a_known_person_gets_what_one_more_device_did(town: Town) -> None:
    device = a_device()
    report = a_report(town, by=device)
    link = _link("ADA@example.org", account_id=device.id)
    assert operations.confirm(link, at=NOON, browser=device) is town.ada
    assert report.reporter is town.ada


def test_of_a_stranger_who_types_an_address_only_what_bears_it_comes_along(town: Town) -> None:
    """Also where nobody had it here before: later on it would open to the stranger's browser."""
    stranger, secret = operations.new_device(at=NOON)
    nameless = a_report(town, by=stranger)
    first, second = (a_report(town, by=stranger, email="eve@example.org") for _ in range(2))
    link = _link("eve@example.org", account_id=stranger.id, report_id=first.id)
    eve = operations.confirm(link, at=NOON)
    assert queries.account_by_device(secret) is stranger
    assert [one.reporter for one in (nameless, first, second)] == [stranger, eve, eve]


@pytest.mark.parametrize("where", ["in her browser", "in her mail program"])
def test_a_stranger_who_types_a_known_address_does_not_become_that_person(
    town: Town, where: str
) -> None:
    """Ada confirms out of habit."""
    stranger, secret = operations.new_device(at=NOON)
    theirs = a_report(town, by=stranger)
    bears_her_address = a_report(town, by=stranger, email="ada@example.org")
    link = _link("ada@example.org", account_id=stranger.id, report_id=bears_her_address.id)
    operations.confirm(link, at=NOON, browser=town.ada if where == "in her browser" else None)
    assert queries.account_by_device(secret) is stranger
    assert (theirs.reporter, bears_her_address.reporter) == (stranger, town.ada)


def test_who_has_a_password_gives_no_device_their_account(town: Town) -> None:
    town.cleo.password = "hash"
    stranger, secret = operations.new_device(at=NOON)
    assert operations.confirm(_link("cleo@county.example", account_id=stranger.id), at=NOON)
    assert queries.account_by_device(secret) is stranger


def test_a_link_works_once(town: Town) -> None:
    link = _link("eve@example.org", account_id=town.ben.id)
    operations.confirm(link, at=NOON)
    with pytest.raises(LinkUsed):
        operations.confirm(link, at=NOON)


def test_a_late_link_does_not_work(town: Town) -> None:
    link = _link("eve@example.org", account_id=town.ben.id)
    with pytest.raises(LinkExpired):
        operations.confirm(link, at=NOON + timedelta(days=8))


def test_what_the_device_did_becomes_the_persons(town: Town) -> None:
    device = a_device()
    photo = StoredPhoto(key="ab/abc", width=4, height=3)
    own = a_report(town, by=device, email="eve@example.org", photos=(photo,))
    seen, seen_by_both = a_report(town), a_report(town)
    for report in (seen, seen_by_both):
        upvotes.toggle(report.id, device, at=NOON)
    eve = operations.create_person(email="eve@example.org", name="Eve", at=NOON)
    upvotes.toggle(seen_by_both.id, eve, at=NOON)

    link = _link("eve@example.org", account_id=device.id, report_id=own.id)
    assert operations.confirm(link, at=NOON, browser=device) is eve

    assert own.reporter is eve
    assert [p.visibility for p in reports.photos_of(own.id, Viewer(account_id=eve.id))] == [
        Visibility.PUBLIC
    ]
    assert participation.follows(own.id, eve.id)
    assert [participation.upvotes(r.id) for r in (seen, seen_by_both)] == [1, 1]
    assert participation.has_upvoted(seen.id, eve.id)


def test_a_confirmed_address_shows_no_photo_that_somebody_has_to_look_at(town: Town) -> None:
    report = a_report(town, by=town.ben, email="eve@example.org")
    theirs = updates.post(report, by=town.ben, actor=Actor.REPORTER, text="Deeper.", at=NOON)
    doubted = updates.note(report, by=town.ben, actor=Actor.REPORTER, text="Buy!", at=NOON)
    neighbours = updates.show(report, by=town.ada, actor=Actor.RESIDENT, at=NOON)
    for row in (theirs, doubted, neighbours):
        photo = StoredPhoto(key=f"ab/{row.id}", width=4, height=3)
        photos.add(row, (photo,), visibility=Visibility.PENDING, at=NOON)
    link = _link("eve@example.org", account_id=town.ben.id, report_id=report.id)
    operations.confirm(link, at=NOON, browser=town.ben)
    shown = reports.photos_of(report.id, STRANGER)
    assert [photo.history_id for photo in shown] == [theirs.id]


def test_a_person_who_types_another_address_of_theirs_keeps_the_rest(town: Town) -> None:
    first = a_report(town)
    second = a_report(town, email="ada@work.example")
    link = _link("ada@work.example", account_id=town.ada.id, report_id=second.id)
    at_work = operations.confirm(link, at=NOON)
    assert (first.reporter, second.reporter) == (town.ada, at_work)


def test_a_strangers_report_does_not_come_along(town: Town) -> None:
    anothers = a_report(town, email="someone@else.example")
    link = _link("eve@example.org", account_id=None, report_id=anothers.id)
    operations.confirm(link, at=NOON)
    assert anothers.reporter is town.ada
