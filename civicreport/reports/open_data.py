"""The public record as programs read it: a page of it is one statement, whole.

What is pending, private or hidden is not there at all; a private category's place never is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from civicreport.db import Page, look_up, page_of
from civicreport.domain.location import Point
from civicreport.domain.status import Status
from civicreport.reports.inbox import key_in
from civicreport.reports.models import Source

_NOTHING_TAKES_IT_BACK = """not exists (
    select from history_row undo
    where undo.report_id = said.report_id and undo.takes_back_id = said.id
)"""

# The staff's last words to everybody.
_LAST_WORDS = f"""
    select text.words
    from history_row said join text on text.id = said.text_id
    where said.report_id = report.id and not said.is_internal and text.emptied_at is null
        and said.kind in ('status', 'update')
        and said.actor in ('officer', 'administrator', 'site') and {_NOTHING_TAKES_IT_BACK}
    order by said.id desc limit 1
"""

_PHOTOS = """
    select array_agg(photo.key order by photo.position, photo.id)
    from photo where photo.report_id = report.id and photo.visibility = 'public'
"""

_NOTES = """
    select json_agg(
        json_build_object(
            'at', said.at, 'kind', said.kind, 'new', said.new, 'words', coalesce(text.words, '')
        ) order by said.id
    )
    from history_row said left join text on text.id = said.text_id
    where said.report_id = report.id and not said.is_internal
        and said.kind in ('submitted', 'status', 'responsibility', 'update')
"""

# Upvotes belong to participation, a floor above; their number belongs on every list (see cards).
_WHOLE = """
select report.id, report.status, category.code, category.name, report.details,
    case when category.is_private then ''
        else concat_ws(', ', nullif(report.place_note, ''), nullif(report.place, '')) end,
    body.name, report.source, report.reported_at, report.changed_at, report.expected_at,
    report.closed_at,
    case when category.is_private then null else st_y(report.geom) end,
    case when category.is_private then null else st_x(report.geom) end,
    (select count(*) from upvote where upvote.report_id = report.id),
    ({photos}), ({words}), {notes}
from chosen
join report on report.id = chosen.id
join category on category.id = report.category_id
left join body on body.id = report.body_id
order by chosen.at desc, chosen.id desc
"""


_FACTS = (  # the first of its columns
    *("id", "status", "category_code", "category_name", "details", "place", "body_name"),
    *("source", "reported_at", "changed_at", "expected_at", "closed_at"),
)


@dataclass(frozen=True, slots=True)
class PublicReport:
    """`point` has 5 decimals; in a private category it is None, and `place` is empty.

    `notes` are None unless asked.
    """

    id: int
    status: Status
    category_code: str
    category_name: str
    details: str
    place: str
    body_name: str | None
    source: Source
    reported_at: datetime
    changed_at: datetime
    expected_at: datetime | None
    closed_at: datetime | None
    point: Point | None
    upvotes: int
    photo_keys: tuple[str, ...]
    last_words: str | None
    notes: tuple[dict[str, Any], ...] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the public reports; what is None or empty restricts nothing.

    Bounds are inclusive. Where the change is bounded the latest changed come first, else the
    latest reported.
    """

    ids: tuple[int, ...] = ()
    categories: tuple[str, ...] = ()
    body_id: int | None = None
    is_open: bool | None = None
    reported_from: datetime | None = None
    reported_until: datetime | None = None
    changed_from: datetime | None = None
    changed_until: datetime | None = None

    @property
    def by_change(self) -> bool:
        return self.changed_from is not None or self.changed_until is not None


def newest(
    wanted: Wanted, *, size: int, after: str | None = None, offset: int = 0, notes: bool = False
) -> Page[PublicReport]:
    """A page, newest first; `after` is the cursor of the page before."""
    parameters = {**_parameters(wanted), "limit": size + 1, "offset": offset}
    key = key_in(after)
    if key and key[0]:
        parameters |= {"after_at": key[0], "after_id": key[1]}
    statement = _statement(frozenset(parameters), by_change=wanted.by_change, notes=notes)
    rows = [_report(row) for row in look_up(statement, parameters)]
    return page_of(rows, size, lambda row: [_moment(row, wanted), row.id])


def _moment(report: PublicReport, wanted: Wanted) -> datetime:
    return report.changed_at if wanted.by_change else report.reported_at


def _parameters(wanted: Wanted) -> dict[str, Any]:
    """Those that restrict something."""
    given: Mapping[str, Any] = {
        "ids": list(wanted.ids) or None,
        "categories": list(wanted.categories) or None,
        "body_id": wanted.body_id,
        "is_open": wanted.is_open,
        "reported_from": wanted.reported_from,
        "reported_until": wanted.reported_until,
        "changed_from": wanted.changed_from,
        "changed_until": wanted.changed_until,
    }
    return {name: value for name, value in given.items() if value is not None}


# Answers have whole seconds: whoever asks for those until a second gets all of it.
_CONDITIONS = {
    "ids": "report.id = any(%(ids)s::bigint[])",
    "categories": (
        "report.category_id in (select id from category where code = any(%(categories)s::text[]))"
    ),
    "body_id": "report.body_id = %(body_id)s",
    "is_open": "(report.closed_at is null) = %(is_open)s",
    "reported_from": "report.reported_at >= %(reported_from)s",
    "reported_until": "report.reported_at < %(reported_until)s + interval '1 second'",
    "changed_from": "report.changed_at >= %(changed_from)s",
    "changed_until": "report.changed_at < %(changed_until)s + interval '1 second'",
}


@cache  # put together once for each kind of question
def _statement(given: frozenset[str], *, by_change: bool, notes: bool) -> str:
    moment = "changed_at" if by_change else "reported_at"
    conditions = [words for name, words in _CONDITIONS.items() if name in given]
    if "after_at" in given:
        conditions.append(f"(report.{moment}, report.id) < (%(after_at)s, %(after_id)s)")
    chosen = f"""
        select report.id, report.{moment} as at from report
        where {" and ".join(["report.visibility = 'public'", *conditions])}
        order by report.{moment} desc, report.id desc limit %(limit)s offset %(offset)s
    """
    told = f"({_NOTES})" if notes else "null"
    return (
        f"with chosen as ({chosen}) {_WHOLE.format(photos=_PHOTOS, words=_LAST_WORDS, notes=told)}"
    )


def _report(row: Sequence[Any]) -> PublicReport:
    *facts, latitude, longitude, upvotes, photo_keys, words, notes = row
    named: dict[str, Any] = dict(zip(_FACTS, facts, strict=True))
    named["status"], named["source"] = Status(named["status"]), Source(named["source"])
    return PublicReport(
        **named,
        point=Point(latitude, longitude).rounded() if latitude is not None else None,
        upvotes=upvotes,
        photo_keys=tuple(photo_keys or ()),
        last_words=words,
        notes=tuple(notes) if notes is not None else None,
    )


def number_sent_as(idempotency_key: str) -> int | None:
    """Of the report that was sent under this key, whoever may see it."""
    rows = look_up(
        "select id from report where idempotency_key = %(key)s", {"key": idempotency_key}
    )
    return rows[0][0] if rows else None


def whose(report_id: int) -> tuple[int | None, bool] | None:
    """The body that has a report, and whether it is public; None: there is no such report."""
    rows = look_up(
        "select body_id, visibility = 'public' from report where id = %(id)s", {"id": report_id}
    )
    return (rows[0][0], rows[0][1]) if rows else None
