from __future__ import annotations

from datetime import timedelta

import pytest

from civicreport.domain.errors import (
    ChangeNotAllowed,
    OutsideCoverage,
    ReasonMissing,
    UndoNotAllowed,
)
from civicreport.domain.events import (
    ReportCorrected,
    ReportSubmitted,
    ResponsibilityChanged,
    StatusChanged,
    VisibilityChanged,
)
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, timeline
from civicreport.reports.models import HistoryRow, Kind, Report
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.announcements import Heard
from tests.support.town import Town

LATER = NOON + timedelta(hours=2)


def _set(town: Town, report: Report, new: Status, *, text: str = "", note: str = "") -> HistoryRow:
    return casework.change_status(
        report, new, by=town.cleo, actor=Actor.OFFICER, text=text, note=note, at=LATER
    )


def test_an_officer_schedules_a_repair_and_everybody_reads_it(town: Town, heard: Heard) -> None:
    report = a_report(town)
    row = _set(town, report, Status.SCHEDULED, text=" On Tuesday. ")

    assert (report.status, report.version, report.changed_at) == (Status.SCHEDULED, 2, LATER)
    assert report.closed_at is None
    entry = timeline.of(report.id, STRANGER)[-1]
    assert (entry.kind, entry.old, entry.new) == (Kind.STATUS, "reported", "scheduled")
    assert (entry.text, entry.body_name, entry.by_name) == (
        "On Tuesday.",
        "Countyshire Council",
        "",
    )
    assert heard.of(StatusChanged) == [
        StatusChanged(
            report_id=report.id, history_id=row.id, old=Status.REPORTED, new=Status.SCHEDULED
        )
    ]


def test_an_end_is_dated_and_a_new_look_takes_the_date_away(town: Town) -> None:
    report = a_report(town)
    _set(town, report, Status.FIXED)
    assert report.closed_at == LATER
    _set(town, report, Status.INVESTIGATING)
    assert report.closed_at is None


def test_an_internal_note_is_for_the_staff(town: Town) -> None:
    report = a_report(town)
    _set(town, report, Status.ACKNOWLEDGED, note="Ask the contractor")
    staff = Viewer(town.cleo.id, officer_of=frozenset({town.bodies["county"].id}))
    assert "Ask the contractor" in [entry.text for entry in timeline.of(report.id, staff)]
    assert "Ask the contractor" not in [entry.text for entry in timeline.of(report.id, STRANGER)]
    assert timeline.of(report.id, staff)[-1].by_name == "Cleo"


def test_an_impossible_change_leaves_no_trace(town: Town, heard: Heard) -> None:
    report = a_report(town)
    _set(town, report, Status.FIXED)
    before = (report.status, report.version, len(timeline.of(report.id, STRANGER)), len(heard))
    with pytest.raises(ChangeNotAllowed):
        _set(town, report, Status.SCHEDULED)
    after = (report.status, report.version, len(timeline.of(report.id, STRANGER)), len(heard))
    assert after == before


def test_a_no_needs_its_reason(town: Town) -> None:
    report = a_report(town)
    with pytest.raises(ReasonMissing):
        _set(town, report, Status.NO_ACTION, text="  ")
    assert report.status is Status.REPORTED


def test_a_slip_is_taken_back_by_a_row_that_names_it(town: Town, heard: Heard) -> None:
    report = a_report(town)
    slip = _set(town, report, Status.FIXED, text="Done")
    undone = casework.undo(report, slip, by=town.cleo, at=LATER + timedelta(minutes=14))

    assert (report.status, report.closed_at, report.version) == (Status.REPORTED, None, 3)
    assert (undone.old, undone.new, undone.takes_back_id) == ("fixed", "reported", slip.id)
    entries = {entry.id: entry for entry in timeline.of(report.id, STRANGER)}
    assert entries[slip.id].is_taken_back
    assert not entries[undone.id].is_taken_back
    assert [event.new for event in heard.of(StatusChanged)] == [Status.FIXED, Status.REPORTED]


def test_only_ones_own_latest_change_is_taken_back_and_soon(town: Town) -> None:
    report = a_report(town)
    first = _set(town, report, Status.ACKNOWLEDGED)
    latest = _set(town, report, Status.SCHEDULED)
    soon, late = LATER + timedelta(minutes=1), LATER + timedelta(minutes=16)

    def why_not(row: HistoryRow, **how: object) -> str:
        with pytest.raises(UndoNotAllowed) as refused:
            casework.undo(report, row, **{"by": town.cleo, "at": soon, **how})  # type: ignore[arg-type]
        return refused.value.why

    assert why_not(latest, by=town.dov) == "not_yours"
    assert why_not(first) == "not_the_latest"
    assert why_not(latest, at=late) == "too_late"
    undone = casework.undo(report, latest, by=town.cleo, at=soon)
    assert why_not(undone) == "not_a_change"


def test_another_category_passes_the_report_on_and_work_begins_anew(
    town: Town, heard: Heard
) -> None:
    report = a_report(town)
    _set(town, report, Status.SCHEDULED)
    row = casework.reroute(
        report, category_code="graffiti", by=town.cleo, actor=Actor.OFFICER, at=LATER
    )
    assert row is not None
    assert (row.old, row.new) == ("Countyshire Council", "Westham District Council")
    assert report.body is town.bodies["west"]
    assert report.category.code == "graffiti"
    assert (report.status, report.expected_at) == (Status.REPORTED, LATER + timedelta(days=7))
    assert heard.of(ResponsibilityChanged) == [
        ResponsibilityChanged(
            report_id=report.id,
            history_id=row.id,
            old_contact_id=town.contacts["county", "pothole"].id,
            new_contact_id=town.contacts["west", "graffiti"].id,
        )
    ]


def test_another_place_in_the_same_hands_changes_nothing_but_the_pin(
    town: Town, heard: Heard
) -> None:
    report = a_report(town)
    _set(town, report, Status.SCHEDULED)
    row = casework.reroute(report, point=town.east, by=town.cleo, actor=Actor.OFFICER, at=LATER)
    assert row is None
    assert (report.point, report.place, report.status) == (
        town.east,
        "Eastham",
        Status.SCHEDULED,
    )
    assert [type(event) for event in heard] == [ReportSubmitted, StatusChanged, ReportCorrected]
    assert timeline.of(report.id, STRANGER)[-1].kind is Kind.PLACE


def test_a_pin_does_not_leave_the_county(town: Town) -> None:
    report = a_report(town)
    with pytest.raises(OutsideCoverage):
        casework.reroute(report, point=town.outside, by=town.cleo, actor=Actor.OFFICER, at=LATER)
    assert report.point == town.west


def test_what_was_taken_back_is_passed_on_to_nobody(town: Town) -> None:
    report = a_report(town)
    report.status = Status.WITHDRAWN
    with pytest.raises(ChangeNotAllowed):
        casework.reroute(
            report, category_code="graffiti", by=town.cleo, actor=Actor.OFFICER, at=LATER
        )


def test_a_private_category_hides_and_never_shows_again_by_itself(town: Town, heard: Heard) -> None:
    town.categories["litter"].is_private = True
    report = a_report(town, category_code="graffiti")
    for category in ("litter", "graffiti"):
        casework.reroute(
            report, category_code=category, by=town.cleo, actor=Actor.OFFICER, at=LATER
        )
        assert report.visibility is Visibility.PRIVATE
    assert [event.new for event in heard.of(VisibilityChanged)] == [Visibility.PRIVATE]
