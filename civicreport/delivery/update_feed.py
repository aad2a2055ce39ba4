"""What happened to public reports, in the order in which it happened, as other systems poll it.

What was taken back is not told; that it was taken back is a change of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from civicreport.db import Page, look_up, page_of
from civicreport.domain.status import Status
from civicreport.reports.inbox import key_in

# Passing a report on begins its work anew.
_STATUS_THEN = """
    select case before.kind when 'responsibility' then 'reported' else before.new end
    from history_row before
    where before.report_id = said.report_id and before.id <= said.id
        and before.kind in ('submitted', 'status', 'responsibility')
    order by before.id desc limit 1
"""

_PHOTO = """
    select photo.key from photo
    where photo.report_id = said.report_id and photo.history_id = said.id
        and photo.visibility = 'public'
    order by photo.position, photo.id limit 1
"""

_FEED = f"""
select said.id, said.report_id, said.at, said.kind = 'responsibility', said.new,
    coalesce(text.words, ''), ({_STATUS_THEN}), ({_PHOTO})
from history_row said
join report on report.id = said.report_id and report.visibility = 'public'
left join text on text.id = said.text_id
where said.kind in ('status', 'responsibility', 'update') and not said.is_internal
    and said.at >= %(since)s and said.at < %(until)s + interval '1 second'
    and (said.at, said.id) > (%(after_at)s, %(after_id)s)
    and not exists (
        select from history_row undo
        where undo.report_id = said.report_id and undo.takes_back_id = said.id
    )
    and not exists (
        select from outside_update echo
        where echo.history_id = said.id and echo.source = %(asker)s
    )
order by said.at, said.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class PublicUpdate:
    """`passed_on_to` is None unless another body has the report now; '': nobody yet."""

    id: int
    report_id: int
    at: datetime
    status: Status
    text: str
    passed_on_to: str | None
    photo_key: str | None


def between(
    since: datetime, until: datetime, *, size: int, after: str | None = None, asker: str = ""
) -> Page[PublicUpdate]:
    """Oldest first, both ends included to the second; without what `asker` said itself."""
    key = key_in(after)
    from_the_start = (since, 0)
    after_at, after_id = (key[0], key[1]) if key and key[0] else from_the_start
    parameters = {
        "since": since,
        "until": until,
        "after_at": after_at,
        "after_id": after_id,
        "asker": asker,
        "limit": size + 1,
    }
    rows = [_update(*row) for row in look_up(_FEED, parameters)]
    return page_of(rows, size, lambda row: [row.at, row.id])


def _update(
    number: int,
    report_id: int,
    at: datetime,
    is_passed_on: bool,  # noqa: FBT001
    new: str | None,
    text: str,
    status: str,
    photo_key: str | None,
) -> PublicUpdate:
    passed_on_to = (new or "") if is_passed_on else None
    return PublicUpdate(number, report_id, at, Status(status), text, passed_on_to, photo_key)


def number_of(source: str, update_id: str) -> str:
    """By which the feed knows what somebody said; what left no words there has a number, too."""
    rows = look_up(
        "select coalesce(history_id::text, 'silent-' || id) from outside_update"
        " where source = %(source)s and update_id = %(update_id)s",
        {"source": source, "update_id": update_id},
    )
    return str(rows[0][0])
