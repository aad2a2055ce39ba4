from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from civicreport.domain.errors import NotFound, ReasonMissing, VisibilityNotAllowed
from civicreport.domain.events import ReportReleased, VisibilityChanged
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility
from civicreport.reports import inbox, moderation, queries, timeline
from civicreport.reports.models import Photo
from civicreport.reports.photos import StoredPhoto
from tests.factories import a_device, a_report
from tests.factories.reports import NOON
from tests.support.announcements import Heard
from tests.support.town import Town

PHOTO = StoredPhoto(key="ab/abc", width=4, height=3)


@pytest.fixture
def by_cleo(town: Town) -> dict[str, Any]:
    return {
        "by": town.cleo,
        "actor": Actor.OFFICER,
        "reason": "Shows a number plate",
        "at": NOON + timedelta(hours=1),
    }


@pytest.fixture
def staff(town: Town) -> Viewer:
    return Viewer(town.cleo.id, officer_of=frozenset({town.bodies["county"].id}))


def test_a_hidden_report_is_gone_for_all_but_the_staff(
    town: Town, by_cleo: dict[str, Any], staff: Viewer, heard: Heard
) -> None:
    report = a_report(town)
    moderation.hide(report, **by_cleo)
    for viewer in (STRANGER, Viewer(town.ada.id), Viewer(town.ben.id)):
        with pytest.raises(NotFound):
            queries.visible(report.id, viewer)
    assert queries.visible(report.id, staff) is report
    assert heard.of(VisibilityChanged)[-1].new is Visibility.HIDDEN


def test_why_it_was_hidden_is_kept_for_the_staff(
    town: Town, by_cleo: dict[str, Any], staff: Viewer
) -> None:
    report = a_report(town)
    moderation.hide(report, **by_cleo)
    moderation.restore(report, **by_cleo)
    told = timeline.of(report.id, staff)[-2:]
    assert [(entry.old, entry.new) for entry in told] == [
        ("public", "hidden"),
        ("hidden", "public"),
    ]
    assert told[0].reason == "Shows a number plate"
    assert len(timeline.of(report.id, STRANGER)) == 1


def test_a_released_report_goes_out(town: Town, by_cleo: dict[str, Any], heard: Heard) -> None:
    report = a_report(town, visibility=Visibility.PENDING)
    moderation.release(report, **by_cleo)
    assert report.visibility is Visibility.PUBLIC
    assert heard.of(ReportReleased) == [ReportReleased(report_id=report.id)]


def test_a_released_report_of_a_private_category_stays_private(
    town: Town, by_cleo: dict[str, Any]
) -> None:
    town.categories["pothole"].is_private = True
    report = a_report(town, visibility=Visibility.PENDING)
    moderation.release(report, **by_cleo)
    assert report.visibility is Visibility.PRIVATE


def test_what_was_never_released_still_waits_after_it_was_hidden(
    town: Town, by_cleo: dict[str, Any], heard: Heard
) -> None:
    report = a_report(town, visibility=Visibility.PENDING)
    moderation.hide(report, **by_cleo)
    moderation.restore(report, **by_cleo)
    assert report.visibility is Visibility.PENDING
    assert heard.of(ReportReleased) == []


@pytest.mark.parametrize(
    ("was", "act"),
    [
        (Visibility.PUBLIC, moderation.release),
        (Visibility.PUBLIC, moderation.restore),
        (Visibility.HIDDEN, moderation.hide),
        (Visibility.HIDDEN, moderation.release),
    ],
)
def test_a_move_must_fit(
    town: Town, by_cleo: dict[str, Any], was: Visibility, act: Callable[..., None]
) -> None:
    report = a_report(town, visibility=was)
    with pytest.raises(VisibilityNotAllowed):
        act(report, **by_cleo)


def test_nothing_is_hidden_without_a_reason(town: Town, by_cleo: dict[str, Any]) -> None:
    report = a_report(town)
    with pytest.raises(ReasonMissing):
        moderation.hide(report, **{**by_cleo, "reason": " "})
    assert report.visibility is Visibility.PUBLIC


def _keys(report_id: int, viewer: Viewer) -> list[str]:
    return [photo.key for photo in queries.photos_of(report_id, viewer)]


def test_an_unknown_persons_photo_is_public_once_an_officer_has_looked(
    town: Town, by_cleo: dict[str, Any], staff: Viewer
) -> None:
    device = a_device()
    report = a_report(town, by=device, photos=(PHOTO,))
    assert _keys(report.id, STRANGER) == []
    assert _keys(report.id, Viewer(device.id)) == _keys(report.id, staff) == [PHOTO.key]
    assert [row.key for row in inbox.pending_photos(staff).rows] == [PHOTO.key]

    moderation.release_photo(_photo(report.id, staff), **by_cleo)
    assert _keys(report.id, STRANGER) == [PHOTO.key]
    assert queries.photo_by_key(PHOTO.key, STRANGER).key == PHOTO.key


def test_a_hidden_photo_is_gone_and_comes_back_as_it_was(
    town: Town, by_cleo: dict[str, Any], staff: Viewer
) -> None:
    report = a_report(town, photos=(PHOTO,))
    moderation.hide_photo(_photo(report.id, staff), **by_cleo)
    assert _keys(report.id, Viewer(town.ada.id)) == []
    with pytest.raises(NotFound):
        queries.photo_by_key(PHOTO.key, Viewer(town.ada.id))
    moderation.restore_photo(_photo(report.id, staff), **by_cleo)
    assert _keys(report.id, STRANGER) == [PHOTO.key]


def test_the_photos_of_a_hidden_report_are_hidden_with_it(
    town: Town, by_cleo: dict[str, Any]
) -> None:
    report = a_report(town, photos=(PHOTO,))
    moderation.hide(report, **by_cleo)
    with pytest.raises(NotFound):
        queries.photo_by_key(PHOTO.key, STRANGER)


def _photo(report_id: int, staff: Viewer) -> Photo:
    (photo,) = queries.photos_of(report_id, staff)
    return queries.photo_for_change(photo.id, viewer=staff)[0]


def test_what_became_private_while_it_was_hidden_is_not_shown_again(
    town: Town, by_cleo: dict[str, Any]
) -> None:
    report = a_report(town)
    moderation.hide(report, **by_cleo)
    report.category.is_private = True
    moderation.restore(report, **by_cleo)
    assert report.visibility is Visibility.PRIVATE
