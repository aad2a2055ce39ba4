from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from civicreport.domain.errors import NotFound, ReasonMissing
from civicreport.domain.events import UpdatePosted
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility
from civicreport.reports import timeline, updates
from civicreport.reports.models import Kind, Text
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.announcements import Heard
from tests.support.town import Town


@pytest.fixture
def staff(town: Town) -> Viewer:
    return Viewer(town.cleo.id, officer_of=frozenset({town.bodies["county"].id}))


@pytest.mark.parametrize(("show_name", "public"), [(True, "Ada L."), (False, "")])
def test_a_reporters_name_is_public_by_their_own_wish_only(
    town: Town, staff: Viewer, public: str, *, show_name: bool
) -> None:
    report = a_report(town, name=" Ada L. ", show_name=show_name)
    assert timeline.of(report.id, STRANGER)[0].by_name == public
    assert timeline.of(report.id, staff)[0].by_name == "Ada L."


def test_an_update_is_read_by_all_and_a_note_by_the_staff(
    town: Town, staff: Viewer, heard: Heard
) -> None:
    report = a_report(town)
    who: dict[str, Any] = {"by": town.cleo, "actor": Actor.OFFICER}
    row = updates.post(report, **who, text="We are on it.", at=NOON + timedelta(days=1))
    updates.note(report, **who, text="Ask Ben.", at=NOON + timedelta(days=2))

    public = timeline.of(report.id, STRANGER)
    assert [(entry.kind, entry.text) for entry in public[1:]] == [(Kind.UPDATE, "We are on it.")]
    assert [entry.text for entry in timeline.of(report.id, staff)[1:]] == [
        "We are on it.",
        "Ask Ben.",
    ]
    assert heard.of(UpdatePosted) == [UpdatePosted(report_id=report.id, history_id=row.id)]
    assert (report.version, report.changed_at) == (3, NOON + timedelta(days=2))


def test_an_update_says_something(town: Town) -> None:
    report = a_report(town)
    for write in (updates.post, updates.note):
        with pytest.raises(ReasonMissing):
            write(report, by=town.cleo, actor=Actor.OFFICER, text=" ", at=NOON)
    assert report.version == 1


def test_a_text_that_had_to_go_leaves_its_row(town: Town) -> None:
    report = a_report(town)
    row = updates.post(report, by=town.cleo, actor=Actor.OFFICER, text="Call Eve", at=NOON)
    assert isinstance(row.text, Text)
    row.text.words, row.text.emptied_at = "", NOON
    assert timeline.of(report.id, STRANGER)[-1].text == ""


def test_a_report_that_is_not_ones_to_see_has_no_history(town: Town) -> None:
    report = a_report(town, visibility=Visibility.PRIVATE)
    with pytest.raises(NotFound):
        timeline.of(report.id, STRANGER)
