"""A filter and a view as conditions of a statement, each with the index that answers it."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from civicreport import config
from civicreport.bodies.models import Body
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain.location import Box, halves_of
from civicreport.domain.visibility import Visibility
from civicreport.reports.filters import HIDDEN_AFTER, ReportFilter, searchable_words
from civicreport.reports.models import SEARCHED, Report

Statement = sa.Select[*tuple[Any, ...]]


def filtered(chosen: Statement, filters: ReportFilter, *, now: datetime) -> Statement:
    """Narrowed to what was asked for. What ended long ago is `for_residents` to leave out."""
    if filters.statuses:
        chosen = chosen.where(Report.status.in_(filters.statuses))
    if filters.categories:
        known = sa.select(Category.id).where(Category.code.in_(filters.categories))
        chosen = chosen.where(Report.category_id.in_(known))
    if filters.body:
        responsible = sa.select(Body.id).where(Body.code == filters.body).scalar_subquery()
        chosen = chosen.where(Report.body_id == responsible)
    return chosen.where(*_when(filters, now), *_worded(filters.words))


def for_residents(chosen: Statement, filters: ReportFilter, *, now: datetime) -> Statement:
    """What everybody may see, without what ended long ago unless it was asked for."""
    chosen = filtered(chosen, filters, now=now).where(Report.visibility == Visibility.PUBLIC)
    if filters.hides_ended():
        is_fresh = Report.closed_at > now - HIDDEN_AFTER
        chosen = chosen.where(sa.or_(Report.closed_at.is_(None), is_fresh))
    return chosen


def in_view(chosen: Statement, view: Box) -> Statement:
    """Inside a box, which may lie across the date line."""
    # A generic plan cannot see how large the box is, and is up to twenty times slower.
    session.execute(sa.text("set local plan_cache_mode = force_custom_plan"))
    touches = Report.geom.op("&&")
    halves = (touches(sa.func.ST_MakeEnvelope(*half, 4326)) for half in halves_of(view))
    return chosen.where(sa.or_(*halves))


def _when(filters: ReportFilter, now: datetime) -> list[sa.ColumnElement[bool]]:
    zone = ZoneInfo(config.current().site.timezone)
    begins = filters.reported_from(now=now, zone=zone)
    ends = filters.reported_before(zone=zone)
    since = [Report.reported_at >= begins] if begins else []
    return [*since, Report.reported_at < ends] if ends else since


def _worded(text: str) -> list[sa.ColumnElement[bool]]:
    words = searchable_words(text)
    if not words:
        return []
    asked = sa.func.to_tsquery("simple", " & ".join(f"'{word}':*" for word in words))
    return [_searched().op("@@")(asked)]


@cache
def _searched() -> sa.ColumnClause[Any]:
    return sa.literal_column(SEARCHED)
