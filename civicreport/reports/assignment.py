"""Whose a report is, from what routing decided."""

from __future__ import annotations

from datetime import datetime

from civicreport.areas import gazetteer
from civicreport.areas import queries as areas
from civicreport.bodies.models import Body, Contact
from civicreport.db import session
from civicreport.domain.deadline import expected_answer
from civicreport.domain.errors import OutsideCoverage
from civicreport.domain.location import Point
from civicreport.domain.routing import Decision, Facts
from civicreport.reports.models import Report


def assign(report: Report, decision: Decision, *, since: datetime) -> None:
    """Give the report to whom routing chose, and keep why. `since`: when their days begin."""
    chosen = decision.responsible
    report.contact = session.get(Contact, chosen.contact_id) if chosen else None
    report.body = session.get(Body, chosen.body_id) if chosen else None
    report.contact_id = chosen.contact_id if chosen else None
    report.body_id = chosen.body_id if chosen else None
    report.routing_reasons = reasons(decision)
    report.expected_at = expected_answer(since, answer_days=chosen.answer_days) if chosen else None


def place_in_words(point: Point, facts: Facts) -> str:
    """The nearest postcode and the smallest area, as on an envelope."""
    smallest = min(facts.areas, key=lambda area: (area.square_metres, area.code))
    postcode = gazetteer.nearest_postcode(point)
    return f"{postcode}, {smallest.name}" if postcode else smallest.name


def is_chosen(report: Report, decision: Decision) -> bool:
    """Whether routing chose whoever has the report already."""
    chosen = decision.responsible
    return report.contact_id == (chosen.contact_id if chosen else None)


def reasons(decision: Decision) -> list[dict[str, str]]:
    return [because.as_json() for because in decision.reasons]


def outside(point: Point) -> OutsideCoverage:
    return OutsideCoverage(
        latitude=point.latitude, longitude=point.longitude, nearest=areas.nearest(point)
    )
