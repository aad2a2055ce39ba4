from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from civicreport.db import session
from civicreport.db.paging import encode_cursor
from civicreport.domain.errors import ChangedMeanwhile, NotFound, NotPermitted
from civicreport.domain.location import Point
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import CLOSED, Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, clusters, inbox, queries, updates
from civicreport.reports.filters import ReportFilter
from civicreport.reports.neighbours import open_near
from civicreport.reports.photos import StoredPhoto
from tests.factories import a_device, a_report
from tests.factories.reports import NOON
from tests.support.town import Town

EVERYWHERE = (-1.0, 51.0, -0.8, 51.1)
ALL = ReportFilter()


@dataclass
class Cast:
    stranger: Viewer
    ada: Viewer
    cleo: Viewer  # officer of the county
    wendy: Viewer  # officer of the western district
    dov: Viewer


@pytest.fixture
def cast(town: Town) -> Cast:
    return Cast(
        stranger=STRANGER,
        ada=Viewer(town.ada.id),
        cleo=Viewer(town.cleo.id, officer_of=frozenset({town.bodies["county"].id})),
        wendy=Viewer(-1, officer_of=frozenset({town.bodies["west"].id})),
        dov=Viewer(town.dov.id, is_operator=True),
    )


# Who sees a pothole of Ada's, which is the county's.
# fmt: off
SEEN_BY = [
    # visibility          stranger ada    cleo  wendy  dov
    (Visibility.PUBLIC,  (True,  True,  True, True,  True)),
    (Visibility.PENDING, (False, True,  True, False, True)),
    (Visibility.PRIVATE, (False, True,  True, False, True)),
    (Visibility.HIDDEN,  (False, False, True, False, True)),
]
# fmt: on


@pytest.mark.parametrize(("visibility", "seen"), SEEN_BY)
def test_who_sees_what(
    town: Town, cast: Cast, visibility: Visibility, seen: tuple[bool, ...]
) -> None:
    report = a_report(town, visibility=visibility)
    people = (cast.stranger, cast.ada, cast.cleo, cast.wendy, cast.dov)
    assert tuple(_sees(viewer, report.id) for viewer in people) == seen


def _sees(viewer: Viewer, report_id: int) -> bool:
    try:
        queries.visible(report_id, viewer)
    except NotFound:
        return False
    return True


def test_what_is_nobodys_is_the_operators_to_change(town: Town, cast: Cast) -> None:
    report = a_report(town, category_code="flooding")
    assert queries.for_change(report.id, viewer=cast.dov, version=1) is report
    with pytest.raises(NotPermitted):
        queries.for_change(report.id, viewer=cast.cleo, version=1)


def test_only_its_own_staff_changes_a_report(town: Town, cast: Cast) -> None:
    report = a_report(town)
    assert queries.for_change(report.id, viewer=cast.cleo, version=1) is report
    for viewer in (cast.stranger, cast.ada, cast.wendy):
        with pytest.raises(NotPermitted):
            queries.for_change(report.id, viewer=viewer, version=1)


def test_a_change_to_what_one_may_not_see_tells_nothing(town: Town, cast: Cast) -> None:
    report = a_report(town, visibility=Visibility.HIDDEN)
    with pytest.raises(NotFound):
        queries.for_change(report.id, viewer=cast.wendy, version=1)
    with pytest.raises(NotFound):
        queries.for_change(report.id + 1, viewer=cast.dov, version=1)


def test_the_second_officer_is_told_what_the_first_one_did(town: Town, cast: Cast) -> None:
    report = a_report(town)
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="Tuesday", at=NOON
    )
    updates.note(report, by=town.cleo, actor=Actor.OFFICER, text="Crew 4", at=NOON)
    with pytest.raises(ChangedMeanwhile) as refused:
        queries.for_change(report.id, viewer=cast.cleo, version=1)
    assert refused.value.version == 3
    words = [row.text.words for row in refused.value.changes if row.text]
    assert words == ["Tuesday", "Crew 4"]


def test_pins_are_public_and_rounded_to_a_metre(town: Town) -> None:
    report = a_report(town, point=Point(51.051234567, -0.951234567), details="Hole. Deep.")
    a_report(town, visibility=Visibility.PENDING)
    (pin,) = clusters.overview(EVERYWHERE, ALL, now=NOON).pins
    assert (pin.id, pin.latitude, pin.longitude) == (report.id, 51.05123, -0.95123)
    assert (pin.title, pin.category_name, pin.status) == ("Hole", "Pothole", Status.REPORTED)


def test_a_view_lists_what_lies_in_it_the_newest_first(town: Town) -> None:
    a_report(town, point=town.east)
    old, new = (a_report(town, at=NOON + timedelta(hours=hour)) for hour in (1, 2))
    west_only = (-1.0, 51.0, -0.9, 51.1)
    listed = queries.newest_in(west_only, ALL, now=NOON)
    assert [card.id for card in listed.rows] == [new.id, old.id]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (ReportFilter(), {"pothole", "graffiti", "fixed"}),
        (ReportFilter(statuses=frozenset({Status.FIXED})), {"fixed"}),
        (ReportFilter(categories=frozenset({"graffiti"})), {"graffiti"}),
        (ReportFilter(categories=frozenset({"dragons"})), set()),
        (ReportFilter(body="county"), {"pothole", "fixed"}),
        (ReportFilter(body="nobody"), set()),
        (ReportFilter(statuses=CLOSED, categories=frozenset({"graffiti"})), set()),
    ],
)
def test_filters_narrow_the_map(town: Town, filters: ReportFilter, found: set[str]) -> None:
    reports = {
        "pothole": a_report(town),
        "graffiti": a_report(town, category_code="graffiti"),
        "fixed": a_report(town),
    }
    reports["fixed"].status = Status.FIXED
    names = {report.id: name for name, report in reports.items()}
    listed = queries.newest_in(EVERYWHERE, filters, now=NOON)
    assert {names[card.id] for card in listed.rows} == found


def test_the_latest_come_first_and_only_the_public_ones(town: Town) -> None:
    old, new = (a_report(town, at=NOON + timedelta(days=day)) for day in (1, 2))
    a_report(town, at=NOON + timedelta(days=3), visibility=Visibility.PRIVATE)
    assert [card.id for card in queries.latest(5)] == [new.id, old.id]
    assert [card.id for card in queries.latest(1)] == [new.id]


def test_the_latest_fixes_are_fixes(town: Town) -> None:
    fixed, _, refused = a_report(town), a_report(town), a_report(town)
    for report, end in ((fixed, Status.FIXED), (refused, Status.NO_ACTION)):
        casework.change_status(
            report, end, by=town.cleo, actor=Actor.OFFICER, text="Because.", at=NOON
        )
    (card,) = queries.latest_fixes(5)
    assert (card.id, card.closed_at, card.status) == (fixed.id, NOON, Status.FIXED)


def test_a_card_says_all_that_a_list_shows(town: Town) -> None:
    photo = StoredPhoto(key="ab/abc", width=4, height=3)
    report = a_report(town, details="Bin overflows!\nSince Monday.", photos=(photo,))
    (card,) = queries.latest(1)
    assert (card.title, card.excerpt) == ("Bin overflows!", "Bin overflows! Since Monday.")
    assert (card.body_name, card.place) == ("Countyshire Council", "Westham")
    assert (card.photo_key, card.upvotes, card.id) == ("ab/abc", 0, report.id)


def test_a_strangers_list_shows_no_pending_photo(town: Town) -> None:
    device = a_device()
    photo = StoredPhoto(key="ab/abc", width=4, height=3)
    a_report(town, by=device, photos=(photo,))
    assert [card.photo_key for card in queries.latest(1)] == [None]
    assert [card.photo_key for card in queries.mine(device.id, 1).rows] == ["ab/abc"]


def test_near_by_are_the_open_ones_of_a_category_nearest_first(town: Town) -> None:
    here = Point(51.05, -0.95)
    # A hundredth of a degree of longitude is about 700 metres here.
    far, near = (a_report(town, point=Point(51.05, -0.95 + step)) for step in (0.003, 0.001))
    a_report(town, point=Point(51.05, -0.94))
    a_report(town, point=here, category_code="graffiti")
    closed = a_report(town, point=here)
    casework.change_status(
        closed, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="", at=NOON
    )
    a_report(town, point=here, visibility=Visibility.PENDING)
    found = open_near(here, "pothole", 10, metres=250)
    assert [one.card.id for one in found] == [near.id, far.id]


def test_ones_own_list_holds_what_one_may_see(town: Town) -> None:
    pending = a_report(town, visibility=Visibility.PENDING)
    a_report(town, visibility=Visibility.HIDDEN)
    a_report(town, by=town.ben)
    assert [card.id for card in queries.mine(town.ada.id, 10).rows] == [pending.id]


def test_the_inbox_holds_the_overdue_first_and_only_ones_own(town: Town, cast: Cast) -> None:
    young, old = (a_report(town, at=NOON - timedelta(days=days)) for days in (1, 30))
    a_report(town, category_code="graffiti")
    page = inbox.inbox(cast.cleo, ALL, now=NOON)
    assert [(row.id, row.is_overdue) for row in page.rows] == [(old.id, True), (young.id, False)]
    assert len(inbox.inbox(cast.dov, ALL, now=NOON).rows) == 3


def test_closed_work_is_in_the_inbox_only_when_asked_for(town: Town, cast: Cast) -> None:
    report = a_report(town)
    casework.change_status(
        report, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="", at=NOON
    )
    assert inbox.inbox(cast.cleo, ALL, now=NOON).rows == []
    fixed = inbox.inbox(cast.cleo, ReportFilter(statuses=CLOSED), now=NOON)
    assert [(row.id, row.is_overdue) for row in fixed.rows] == [(report.id, False)]


@pytest.mark.parametrize("filters", [ALL, ReportFilter(statuses=frozenset(Status))])
def test_the_inbox_turns_its_pages_without_losing_or_repeating(
    town: Town, cast: Cast, filters: ReportFilter
) -> None:
    reports = [a_report(town, at=NOON - timedelta(days=n // 2)) for n in range(5)]
    reports += [a_report(town, category_code="flooding") for _ in range(3)]  # nobody's: no day
    seen: list[int] = []
    cursor = None
    for _ in range(4):
        page = inbox.inbox(cast.dov, filters, cursor, now=NOON, size=2)
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
    assert cursor is None
    assert sorted(seen) == sorted(report.id for report in reports)


MADE_UP_KEYS: list[list[Any]] = [
    ["noon", 1],
    [None, None],
    ["2026-01-01", 10**30],
    ["2026-01-01", True],
    [None, -1],
]


@pytest.mark.parametrize("cursor", ["x", "WzFd", "é", *map(encode_cursor, MADE_UP_KEYS)])
def test_a_made_up_page_is_the_first(town: Town, cast: Cast, cursor: str) -> None:
    report = a_report(town)
    assert [row.id for row in inbox.inbox(cast.cleo, ALL, cursor).rows] == [report.id]


def test_what_waits_for_a_look_waits_in_order(town: Town, cast: Cast) -> None:
    old, new = (a_report(town, at=NOON + timedelta(hours=n)) for n in (1, 2))
    for report in (old, new):
        report.visibility, report.doubts = Visibility.PENDING, ["links"]
    session.flush()
    first = inbox.pending(cast.cleo, now=NOON, size=1)
    rest = inbox.pending(cast.cleo, first.next_cursor, now=NOON, size=1)
    assert [row.id for row in (*first.rows, *rest.rows)] == [old.id, new.id]
    assert (first.rows[0].doubts, rest.next_cursor) == (("links",), None)
    assert inbox.pending(cast.wendy, now=NOON).rows == []
