"""What has happened, in words: one line for each entry of a report's timeline, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from civicreport.delivery.queries import Arrival
from civicreport.domain.status import STAFF, Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Kind
from civicreport.reports.timeline import TimelineEntry
from civicreport.web.names import named
from civicreport.web.words import status_name


@dataclass(frozen=True, slots=True)
class Line:
    """As `components/timeline.html` draws it; `symbol` is one of our sprite's."""

    title: str
    at: datetime
    symbol: str
    status: Status | None = None
    text: str = ""
    by: str = ""
    internal: bool = False


def told(entries: Iterable[TimelineEntry], arrivals: Iterable[Arrival] = ()) -> list[Line]:
    """With arrivals: also when it reached whom."""
    lines = [_line(entry) for entry in entries]
    lines += [Line(_("Sent to %(body)s", body=named(body)), at, "mail") for body, at in arrivals]
    return sorted(lines, key=lambda line: line.at)[::-1]


def _line(entry: TimelineEntry) -> Line:
    status = (
        Status(entry.new) if entry.kind in {Kind.SUBMITTED, Kind.STATUS} and entry.new else None
    )
    return Line(
        title=str(_TITLES[entry.kind](entry)),
        at=entry.at,
        symbol=f"status-{status}" if status else _SYMBOLS.get(entry.kind, "info"),
        status=status,
        text=entry.text or entry.reason,
        by=_by(entry),
        internal=entry.is_internal,
    )


def _by(entry: TimelineEntry) -> str:
    """'Cleo, Countyshire Council', as far as the reader may know."""
    names = [entry.by_name, named(entry.body_name) if entry.actor in STAFF else None]
    return ", ".join(name for name in names if name)


def _status(entry: TimelineEntry) -> Any:
    if entry.takes_back_id:
        return _(
            "Taken back: it is “%(status)s” again", status=status_name(entry.new or "reported")
        )
    return status_name(entry.new or "reported")


def _responsibility(entry: TimelineEntry) -> Any:
    if not entry.new:
        return _("Nobody is responsible any more")
    if not entry.old:
        return _("%(body)s has it now", body=named(entry.new))
    return _("Passed on from %(old)s to %(new)s", old=named(entry.old), new=named(entry.new))


def _visibility(entry: TimelineEntry) -> Any:
    return {
        Visibility.PUBLIC: _("Shown to everybody"),
        Visibility.PRIVATE: _("Kept between the reporter and the council"),
        Visibility.HIDDEN: _("Hidden from the public"),
        Visibility.PENDING: _("Waiting to be looked at"),
    }[Visibility(entry.new or "pending")]


def _photo_visibility(entry: TimelineEntry) -> Any:
    shown = Visibility(entry.new or "pending") is Visibility.PUBLIC
    return _("A photo is shown to everybody") if shown else _("A photo is hidden from the public")


def _update(entry: TimelineEntry) -> Any:
    if entry.takes_back_id:
        return _("News was taken back by whoever gave it")
    if entry.actor in STAFF:
        return _("News from the council")
    if entry.actor is Actor.REPORTER:
        return _("From whoever reported it")
    if entry.actor is not Actor.RESIDENT:
        return _("News")
    return _("From a resident, who has erased it") if entry.is_emptied else _("From a resident")


_TITLES: dict[Kind, Callable[[TimelineEntry], Any]] = {
    Kind.SUBMITTED: lambda _entry: _("Reported"),
    Kind.STATUS: _status,
    Kind.RESPONSIBILITY: _responsibility,
    Kind.CATEGORY: lambda _entry: _("The category was put right"),
    Kind.PLACE: lambda _entry: _("The pin was put right"),
    Kind.VISIBILITY: _visibility,
    Kind.PHOTO_VISIBILITY: _photo_visibility,
    Kind.UPDATE: _update,
    Kind.NOTE: lambda entry: _("A note was taken back") if entry.takes_back_id else _("Note"),
    Kind.CONFIRMED: lambda _entry: _("The reporter’s address is confirmed"),
    Kind.EDIT: lambda entry: (
        _("The former words") if entry.is_internal else _("The words were put right")
    ),
}
_SYMBOLS = {
    Kind.RESPONSIBILITY: "council",
    Kind.VISIBILITY: "public",
    Kind.PHOTO_VISIBILITY: "camera",
    Kind.UPDATE: "mail",
    Kind.NOTE: "lock",
    Kind.CONFIRMED: "tick",
    Kind.EDIT: "edit",
}
