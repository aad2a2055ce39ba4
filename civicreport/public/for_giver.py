"""What only the one who sent a report is told on its page, and may do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civicreport.accounts import queries as accounts
from civicreport.categories.queries import questions_behind
from civicreport.delivery import queries as deliveries
from civicreport.domain import answers, clock
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility
from civicreport.participation import queries as participation
from civicreport.public.questions import as_named
from civicreport.reports import answer_times, corrections
from civicreport.reports.answer_times import UsualAnswer
from civicreport.reports.cards import ReportCard
from civicreport.reports.models import Kind, Report, Source
from civicreport.reports.neighbours import open_near
from civicreport.reports.timeline import TimelineEntry
from civicreport.web.words import doubt_words

NEARBY_METRES = 1000
NEARBY_TRIED = 6


@dataclass(frozen=True, slots=True)
class ForGiver:
    """What only the one who sent it is told, and may do."""

    waits_for: list[str]  # what the light checks doubt
    answers: list[tuple[str, str]]  # to what the category asks besides
    is_private: bool
    is_fresh: bool  # nothing has happened since
    hears_at: str  # the address that gets each step; empty: none
    is_confirmed: bool  # by the link that was mailed to it
    next_card: ReportCard | None  # one next small step, never three
    usual: UsualAnswer | None  # how long it has taken of late
    edit_until: datetime | None  # None: it stays as it is
    leaves_at: datetime | None  # None: it has left, or waits for something else
    version: int
    is_withdrawn: bool


def for_giver(report: Report, entries: Sequence[TimelineEntry], viewer: Viewer) -> ForGiver:
    is_pending = report.visibility is Visibility.PENDING
    seen = [entry for entry in entries if not entry.is_internal]
    edit_until = _edit_until(report)
    is_fresh = not is_pending and all(_is_own(entry) for entry in seen) and report.is_open
    return ForGiver(
        waits_for=[doubt_words(doubt) for doubt in report.doubts] if is_pending else [],
        answers=answers.told(
            [as_named(one) for one in questions_behind(report.category, report.answers)],
            report.answers,
        ),
        is_private=report.visibility is Visibility.PRIVATE,
        is_fresh=is_fresh,
        hears_at=report.reporter_email,
        is_confirmed=_hears(report),
        next_card=_one_nearby(report, viewer) if is_fresh else None,
        usual=answer_times.usual(report) if is_fresh else None,
        edit_until=edit_until,
        leaves_at=deliveries.leaves_at(report.id) if edit_until else None,
        version=report.version,
        is_withdrawn=corrections.is_withdrawn(report),
    )


def _is_own(entry: TimelineEntry) -> bool:
    """What whoever sent it did about it while it was new."""
    return entry.actor is Actor.REPORTER and entry.kind is not Kind.UPDATE


def _edit_until(report: Report) -> datetime | None:
    is_ours = report.source is not Source.IMPORT
    is_open_to_change = is_ours and corrections.may_edit(report, at=clock.now())
    return corrections.edit_until(report) if is_open_to_change else None


def _hears(report: Report) -> bool:
    reporter = report.reporter
    is_theirs = accounts.same_address(reporter.email, report.reporter_email)
    return is_theirs and reporter.email_confirmed_at is not None


def _one_nearby(report: Report, viewer: Viewer) -> ReportCard | None:
    """An open report like it, of somebody else, that this person may have seen, too."""
    if report.visibility is not Visibility.PUBLIC or viewer.account_id is None:
        return None
    near = open_near(report.point, report.category.code, NEARBY_TRIED, metres=NEARBY_METRES)
    others = (one.card for one in near if not viewer.gave(one.reporter_id))
    return next(
        (card for card in others if not participation.has_upvoted(card.id, viewer.account_id)), None
    )
