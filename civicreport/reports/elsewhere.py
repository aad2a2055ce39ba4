"""Reports that are only read here: where they are kept, and that nobody acts on them here.

Whatever their city would have to hear of is refused. What stays inside this house is not: who may
see them, and what the staff note about them. Neighbours may say that they have seen it, too.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from civicreport.db import session
from civicreport.domain.errors import KeptElsewhere
from civicreport.reports.models import ForeignReport, Report, Source


class Origin(NamedTuple):
    body_name: str
    url: str  # of the body's own site; may be empty
    number: str  # by which the report is known there


def origin_of(report: Report) -> Origin | None:
    """None for a report that was made here."""
    if report.source is not Source.IMPORT:
        return None
    number = session.scalar(
        sa.select(ForeignReport.external_id).where(ForeignReport.report_id == report.id)
    )
    body = report.body
    return Origin(body.name if body else "", body.url if body else "", number or "")


def check_is_ours(report: Report) -> None:
    """Raise KeptElsewhere for a report that is only read here."""
    origin = origin_of(report)
    if origin is not None:
        raise KeptElsewhere(body=origin.body_name, url=origin.url, number=origin.number)
