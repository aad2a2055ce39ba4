"""What a report's page says to one visitor: plain values for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from civicreport.accounts import queries as accounts
from civicreport.adapters.images import LARGE, MEDIUM, SMALL
from civicreport.delivery import queries as deliveries
from civicreport.domain import clock
from civicreport.domain.deadline import is_overdue
from civicreport.domain.location import Point
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import STAGES, Status, is_open, stage_of
from civicreport.domain.visibility import Visibility
from civicreport.participation import queries as participation
from civicreport.public.for_giver import ForGiver, for_giver
from civicreport.public.questions import Answered, directing
from civicreport.reports import queries, timeline
from civicreport.reports.elsewhere import Origin, origin_of
from civicreport.reports.models import Kind, Photo, Report, Source
from civicreport.reports.timeline import TimelineEntry
from civicreport.web.addresses import absolute
from civicreport.web.names import named
from civicreport.web.reasons import sentences
from civicreport.web.timeline_words import Line, told


@dataclass(frozen=True, slots=True)
class PagePhoto:
    address: str
    large: str
    alt: str
    caption: str
    sizes: str = ""  # as srcset lists them: addresses with their widths


@dataclass(frozen=True, slots=True)
class Work:
    """How far along it is, who has it, and by when."""

    status: Status
    stages: list[tuple[Status, str, datetime | None]]  # empty where it ended without a fix
    last_words: str  # why it ended
    body_code: str | None  # where it has a page
    body_name: str | None
    expected_at: datetime | None
    is_open: bool
    is_overdue: bool
    reasons: list[str]
    # The answers that said whose it is, for asking anew; None where they are not the visitor's.
    directing: Answered | None


class Following(NamedTuple):
    is_following: bool
    email: str  # of the visitor; empty: we know none


@dataclass(frozen=True, slots=True)
class ReportPage:
    id: int
    title: str
    details: str
    category_code: str
    category_name: str
    place: str
    is_place_rough: bool
    point: Point | None  # None where the place is nobody else's business
    reported_at: datetime
    reported_by: str
    work: Work
    lines: list[Line]
    photos: list[PagePhoto]
    upvotes: int
    has_upvoted: bool
    url: str
    is_public: bool
    for_giver: ForGiver | None
    follow: Following | None  # None: nothing more will happen, or not for everybody to hear
    origin: Origin | None  # where it is kept, if not here


def page_for(report: Report, viewer: Viewer) -> ReportPage:
    entries = timeline.of(report.id, viewer)
    is_mine = viewer.gave(report.reporter_id)
    return ReportPage(
        id=report.id,
        title=report.title,
        details=report.details,
        category_code=report.category.code,
        category_name=named(report.category.name),
        place=report.place_in_words,
        is_place_rough=report.is_place_rough,
        point=None if report.visibility is Visibility.PRIVATE else report.point.rounded(),
        reported_at=report.reported_at,
        reported_by=report.reporter_name if report.show_name else "",
        work=_work(report, entries, is_mine=is_mine),
        lines=told(entries, deliveries.arrivals(report.id)),
        photos=_photos(queries.photos_of(report.id, viewer), report, entries),
        upvotes=participation.upvotes(report.id),
        has_upvoted=participation.has_upvoted(report.id, viewer.account_id),
        url=absolute(url_for("public.reports.show", report_id=report.id)),
        is_public=report.visibility is Visibility.PUBLIC,
        for_giver=for_giver(report, entries, viewer) if is_mine else None,
        follow=_follow(report, viewer),
        origin=origin_of(report),
    )


def _work(report: Report, entries: Sequence[TimelineEntry], *, is_mine: bool) -> Work:
    entries = [entry for entry in entries if not (entry.is_taken_back or entry.takes_back_id)]
    is_at_work, is_ours = is_open(report.status), report.source is not Source.IMPORT
    said = directing(report.category.code, report.category.questions, report.answers)
    ended = [entry for entry in entries if entry.kind is Kind.STATUS and entry.new == report.status]
    return Work(
        status=report.status,
        stages=_stages(report.status, entries),
        last_words=ended[-1].text if ended else "",
        body_code=report.body.code if report.body and report.body.is_active else None,
        body_name=named(report.body.name) if report.body else None,
        expected_at=report.expected_at,
        is_open=is_at_work,
        is_overdue=is_ours and is_at_work and is_overdue(report.expected_at, now=clock.now()),
        reasons=sentences(report.routing_reasons, tells_answers=is_mine),
        directing=said if is_mine or not said else None,
    )


def _follow(report: Report, viewer: Viewer) -> Following | None:
    """For what is public and still moves; a giver without an address is asked by other words."""
    is_asked = report.visibility is Visibility.PUBLIC and report.source is not Source.IMPORT
    is_following = participation.follows(report.id, viewer.account_id)
    if not is_asked or not (report.is_open or is_following):
        return None
    known = accounts.by_id(viewer.account_id) if viewer.account_id else None
    email = known.email if known and known.email_confirmed_at else None
    if viewer.gave(report.reporter_id) and report.reporter_email and not email:
        return None  # they have been written to, and hear of it once they confirm
    return Following(is_following, email or "")


def _stages(
    status: Status, entries: Sequence[TimelineEntry]
) -> list[tuple[Status, str, datetime | None]]:
    """The five posts: done (since when), now, still to come; a skipped one has no day."""
    reached = stage_of(status)
    if reached is None:
        return []
    since = {
        Status(entry.new): entry.at
        for entry in entries
        if entry.kind in {Kind.SUBMITTED, Kind.STATUS} and entry.new
    }
    posts = [status if number == reached else stage for number, stage in enumerate(STAGES)]
    return [
        (post, _state(number, reached), since.get(post) if number <= reached else None)
        for number, post in enumerate(posts)
    ]


def _state(number: int, reached: int) -> str:
    if number == reached:
        return "now"
    return "done" if number < reached else "next"


def _photos(
    photos: Sequence[Photo], report: Report, entries: Sequence[TimelineEntry]
) -> list[PagePhoto]:
    captions = _captions(photos, entries)
    return [
        PagePhoto(
            address=url_for("public.photos.show", key=photo.key, size="small"),
            large=url_for("public.photos.show", key=photo.key, size="large"),
            alt=photo.alt or _alt(number, report),
            caption=captions[photo.id],
            sizes=_sizes(photo),
        )
        for number, photo in enumerate(photos, start=1)
    ]


def _alt(number: int, report: Report) -> str:
    """What is to be seen, as far as the report says it."""
    what = named(report.category.name)
    if report.place:
        return str(_("Photo %(n)s: %(what)s, %(place)s", n=number, what=what, place=report.place))
    return str(_("Photo %(n)s: %(what)s", n=number, what=what))


def _sizes(photo: Photo) -> str:
    longer = max(photo.width, photo.height)
    return ", ".join(
        f"{url_for('public.photos.show', key=photo.key, size=size)} "
        f"{max(1, photo.width * min(limit, longer) // longer)}w"
        for size, limit in (("small", SMALL), ("medium", MEDIUM), ("large", LARGE))
    )


def _captions(photos: Sequence[Photo], entries: Sequence[TimelineEntry]) -> dict[int, str]:
    """With what each came, as soon as some came later: nobody takes a repair for the damage."""
    later = {photo.history_id for photo in photos}
    titles = {entry.id: told([entry])[0].title for entry in entries if entry.id in later}
    at_first = _("As reported") if titles else ""
    return {
        photo.id: titles.get(photo.history_id or 0, at_first)
        if photo.visibility is Visibility.PUBLIC
        else _("Not public yet")
        for photo in photos
    }
