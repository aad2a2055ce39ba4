from __future__ import annotations

from datetime import timedelta

from civicreport.accounts import operations
from civicreport.participation import follows, queries, upvotes
from tests.factories import a_device, a_report
from tests.factories.reports import NOON
from tests.support.town import Town


def test_one_tap_gives_and_the_next_takes_back(town: Town) -> None:
    report = a_report(town)
    assert upvotes.toggle(report.id, town.ben, at=NOON) is True
    assert (queries.upvotes(report.id), queries.has_upvoted(report.id, town.ben.id)) == (1, True)
    assert upvotes.toggle(report.id, town.ben, at=NOON) is False
    assert (queries.upvotes(report.id), queries.has_upvoted(report.id, town.ben.id)) == (0, False)


def test_everybody_counts_once(town: Town) -> None:
    report = a_report(town)
    for account in (town.ben, a_device()):
        upvotes.give(report.id, account.id, at=NOON)
        upvotes.give(report.id, account.id, at=NOON)
    assert queries.upvotes(report.id) == 2


def test_whoever_reported_it_has_not_seen_it_too(town: Town) -> None:
    report = a_report(town)
    assert upvotes.toggle(report.id, town.ada, at=NOON) is False
    assert queries.upvotes(report.id) == 0


def test_what_a_device_saw_too_is_no_upvote_once_it_is_the_reporters(town: Town) -> None:
    report, device = a_report(town), a_device()
    upvotes.give(report.id, device.id, at=NOON)
    operations.take_in(device, town.ada, at=NOON)
    assert queries.upvotes(report.id) == 0


def test_a_stranger_has_given_nothing(town: Town) -> None:
    report = a_report(town)
    assert not queries.has_upvoted(report.id, None)
    assert not queries.follows(report.id, None)


def test_a_known_reporter_follows_from_the_start(town: Town) -> None:
    report = a_report(town)
    assert queries.follows(report.id, town.ada.id)


def test_an_unknown_reporter_does_not(town: Town) -> None:
    report = a_report(town, by=town.ben, email="ben@example.org")
    assert not queries.follows(report.id, town.ben.id)


def test_who_ended_it_hears_no_more_until_they_wish_so(town: Town) -> None:
    report = a_report(town)
    follows.end(report.id, town.ada.id, at=NOON + timedelta(days=1))
    follows.begin(report.id, town.ada.id, at=NOON + timedelta(days=2))
    assert not queries.follows(report.id, town.ada.id)
    follows.follow(report.id, town.ada.id, at=NOON + timedelta(days=3))
    assert queries.follows(report.id, town.ada.id)
