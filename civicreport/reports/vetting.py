"""What the light checks need to know of a new report, and what becomes of their doubts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from civicreport import config
from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.checks import MANY_REPEATS, Bounds, Signs, doubts_about
from civicreport.domain.visibility import at_submission
from civicreport.reports.models import Report

_CROWD_WITHIN = timedelta(hours=1)
_REPEATS_WITHIN = timedelta(days=1)
_TELLING_WORDS = 4


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a report came in; `origin` is a keyed hash of the sender's network, never an address."""

    origin: str = ""
    seconds_taken: float | None = None  # between opening the form and sending it
    trap_filled: bool = False  # a field that people do not see


UNKNOWN = Circumstances()


def judge(report: Report, circumstances: Circumstances, *, at: datetime) -> None:
    """Set who sees it, and why it waits where it does."""
    signs = Signs(
        details=_words(report),
        seconds_taken=circumstances.seconds_taken,
        trap_filled=circumstances.trap_filled,
        same_words_elsewhere=_same_words(report, at),
        is_confirmed=report.reporter.email_confirmed_at is not None,
        unconfirmed_this_hour=_unconfirmed_reports(report.body_id, at),
    )
    doubts = doubts_about(signs, _bounds())
    report.doubts = [str(doubt) for doubt in doubts]
    report.visibility = at_submission(
        has_doubts=bool(doubts), is_private=report.category.is_private
    )


def judge_words(report: Report) -> bool:
    """Whether its words alone, which are new, are such that somebody should look at them first."""
    doubts = doubts_about(Signs(details=_words(report)), _bounds())
    known = set(report.doubts)
    report.doubts = [*report.doubts, *(str(doubt) for doubt in doubts if doubt not in known)]
    return bool(doubts)


def _words(report: Report) -> str:
    """All that everybody reads of it."""
    name = report.reporter_name if report.show_name else ""
    return f"{report.details} {report.place_note} {name}"


def _bounds() -> Bounds:
    settings = config.current()
    return Bounds(
        max_links=settings.moderation.max_links,
        words=settings.moderation.words,
        unconfirmed_per_hour=settings.limits.anonymous_reports_per_body_and_hour,
    )


def _same_words(report: Report, at: datetime) -> int:
    """Of the last day, as many as matter; few words ("pothole") are everybody's and say nothing."""
    if len(report.details.split()) < _TELLING_WORDS:
        return 0
    same = sa.select(Report.id).where(
        sa.func.md5(Report.details) == sa.func.md5(report.details),
        Report.reported_at.between(at - _REPEATS_WITHIN, at),
    )
    return len(session.execute(same.limit(MANY_REPEATS)).all())


def _unconfirmed_reports(body_id: int | None, at: datetime) -> int:
    """Of the last hour for this body, counted no further than the bound."""
    few = (
        sa.select(Report.id)
        .join(Account, Report.reporter_id == Account.id)
        .where(
            Report.body_id.is_not_distinct_from(body_id),
            Report.reported_at.between(at - _CROWD_WITHIN, at),
            Account.email_confirmed_at.is_(None),
        )
        .limit(config.current().limits.anonymous_reports_per_body_and_hour)
    )
    return session.scalar(sa.select(sa.func.count()).select_from(few.subquery())) or 0
