"""One's own report, to change it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from civicreport.db import session
from civicreport.domain.errors import NotFound
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import Actor
from civicreport.reports import queries, timeline
from civicreport.reports.models import HistoryRow, Report
from civicreport.reports.timeline import TimelineEntry


def for_change(report_id: int, viewer: Viewer) -> Report:
    """The report, locked, for whoever sent it. Raises NotFound for everybody else."""
    named = joinedload(Report.category), joinedload(Report.body), joinedload(Report.reporter)
    locked = sa.select(Report).options(*named).where(Report.id == report_id)
    locked = locked.with_for_update(of=Report).execution_options(populate_existing=True)
    report = session.scalar(locked)
    if (
        report is None
        or not viewer.gave(report.reporter_id)
        or not queries.is_visible(report, viewer)
    ):
        raise NotFound(report=report_id)
    return report


def visible(report_id: int, viewer: Viewer) -> Report:
    """The same to be read. Raises NotFound."""
    report = queries.visible(report_id, viewer)
    if not viewer.gave(report.reporter_id):
        raise NotFound(report=report_id)
    return report


def seen_since(report: Report, version: int, viewer: Viewer) -> list[TimelineEntry]:
    """What they could have seen happen after they had read this version, oldest first."""
    since = {row.id for row in queries.changes_since(report.id, version)}
    return [entry for entry in timeline.of(report.id, viewer) if entry.id in since]


def done_by_others(report: Report, version: int) -> list[HistoryRow]:
    """What others have done since, as far as everybody may know."""
    since = queries.changes_since(report.id, version)
    return [row for row in since if not row.is_internal and row.actor is not Actor.REPORTER]
