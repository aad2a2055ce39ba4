"""What whoever is responsible has not been told yet, in one shape for every method of delivery."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from civicreport.bodies.models import Membership
from civicreport.db import look_up, session
from civicreport.delivery import queries
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.domain.milestones import is_passed_since
from civicreport.domain.status import Actor, Status
from civicreport.reports.models import HistoryRow, Kind, Photo, Report


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that somebody else did: words, photos, a status, a better place."""

    row: HistoryRow
    text: str = ""
    photos: tuple[Photo, ...] = ()
    asks_to_reopen: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """`until` is the last history row that has been looked at; `upvotes` is how many people have
    seen it, where that has become worth telling, and 0 otherwise.
    """

    items: tuple[Item, ...] = ()
    upvotes: int = 0
    until: int = 0

    def __bool__(self) -> bool:
        return bool(self.items or self.upvotes)

    @property
    def photos(self) -> tuple[Photo, ...]:
        return tuple(photo for item in self.items for photo in item.photos)


NOTHING = News()
_KINDS = (Kind.UPDATE, Kind.STATUS, Kind.CATEGORY, Kind.PLACE, Kind.EDIT)


class _Standing(NamedTuple):
    since: int  # up to which row of history other letters to them have told
    upvotes_told: int
    until: int
    upvotes: int
    is_said: bool  # by anybody, themselves included


# One round trip: of most reports there is nothing to say when they leave. What left before anybody
# wrote down what it told counts as telling all that was said until then.
_STANDING = """
with told as (
  select max(said_until) as since, coalesce(max(said_upvotes), 0) as upvotes, max(sent_at) as at
  from delivery
  where report_id = %(report_id)s and body_id = %(body_id)s
    and contact_id is not distinct from %(contact_id)s
    and purpose = any(%(purposes)s) and id <> %(id)s
), seen as (
  select coalesce(told.since, max(row.id) filter (where row.at <= told.at), 0) as since,
    told.upvotes, coalesce(max(row.id), 0) as until
  from told left join history_row row on row.report_id = %(report_id)s
  group by told.since, told.at, told.upvotes
)
select since, upvotes, until,
  (select count(*) from upvote where report_id = %(report_id)s),
  exists (
    select from history_row
    where report_id = %(report_id)s and id > since and kind = any(%(kinds)s) and not is_internal)
from seen
"""


def news_for(delivery: Delivery) -> News:
    """What others than the body itself have said, shown and voted since it was told last.

    With the report itself that is all that was said before it left.
    """
    standing = _standing(delivery)
    rows: Sequence[HistoryRow] = ()
    if standing.is_said:
        said = _said_since(delivery, standing.since)
        rows = session.scalars(said.order_by(HistoryRow.id)).all()
    items = _items(rows, delivery.report)
    return News(items, _worth_telling(delivery.report, standing), standing.until)


def may_have_news(delivery: Delivery) -> bool:
    """Whether to look once more when it leaves: photos follow the row that they hang on."""
    standing = _standing(delivery)
    if standing.is_said:
        said = _said_since(delivery, standing.since)
        if session.scalar(sa.select(said.exists())):
            return True
    return _worth_telling(delivery.report, standing) > 0


def has_arrived(delivery: Delivery) -> bool:
    """Whether the report itself has reached those to whom this one is addressed."""
    sent = _beside(delivery, Purpose.REPORT).where(Delivery.state == State.SENT)
    return bool(session.scalar(sa.select(sent.exists())))


def waiting_updates(delivery: Delivery) -> Sequence[Delivery]:
    """What is still to be told to the same body and contact, held fast."""
    updates = _beside(delivery, Purpose.UPDATE).where(Delivery.state == State.WAITING)
    return session.scalars(updates.with_for_update()).all()


def upvotes_told(report_id: int) -> int:
    """The most that any letter has told of."""
    told = sa.select(sa.func.coalesce(sa.func.max(Delivery.said_upvotes), 0))
    return session.scalar(told.where(Delivery.report_id == report_id)) or 0


def _standing(delivery: Delivery) -> _Standing:
    asked = {
        "report_id": delivery.report.id,
        "body_id": delivery.body_id,
        "contact_id": delivery.contact_id,
        "id": delivery.id or 0,
        "purposes": [Purpose.REPORT.value, Purpose.UPDATE.value],
        "kinds": [kind.value for kind in _KINDS],
    }
    [row] = look_up(_STANDING, asked)
    return _Standing(*row)


def _worth_telling(report: Report, standing: _Standing) -> int:
    """How many have seen what is still there, once a milestone has been passed."""
    is_worth_it = is_passed_since(standing.upvotes_told, standing.upvotes)
    return standing.upvotes if report.is_open and is_worth_it else 0


def _items(rows: Sequence[HistoryRow], report: Report) -> tuple[Item, ...]:
    """What there is to tell of these rows; what was taken back among them never happened."""
    if not rows:
        return ()
    undone = {row.takes_back_id for row in rows} & {row.id for row in rows}
    undone |= {row.id for row in rows if row.kind is Kind.EDIT} - {_last_edit(rows)}
    photos = defaultdict(list)
    for photo in queries.photos_for_the_body(report.id):
        photos[photo.history_id].append(photo)
    items = (
        Item(
            row=row,
            text=_words_of(row, report),
            photos=tuple(photos[row.id]),
            asks_to_reopen=_asks_to_reopen(row, report),
        )
        for row in rows
        if row.id not in undone and row.takes_back_id not in undone
    )
    return tuple(item for item in items if _says_something(item))


def _last_edit(rows: Sequence[HistoryRow]) -> int | None:
    """Each tells the words as they are now: once is enough."""
    return next((row.id for row in reversed(rows) if row.kind is Kind.EDIT), None)


def _words_of(row: HistoryRow, report: Report) -> str:
    """What the reporter has put right is told as it reads now."""
    if row.kind is Kind.EDIT:
        return "\n".join(filter(None, (report.place_note, report.details)))
    return row.text.words if row.text else ""


def _asks_to_reopen(row: HistoryRow, report: Report) -> bool:
    """Who reported it and writes again once it is closed is not done with it."""
    is_theirs = row.kind is Kind.UPDATE and row.actor is Actor.REPORTER
    return is_theirs and report.closed_at is not None and row.at >= report.closed_at


def _says_something(item: Item) -> bool:
    """Words may have been emptied, and photos hidden, since."""
    return item.row.kind is not Kind.UPDATE or bool(item.text or item.photos)


def _said_since(delivery: Delivery, since: int) -> sa.Select[HistoryRow]:
    """What the public reads and the body has not done itself; a withdrawal has its own letter."""
    is_withdrawal = (HistoryRow.kind == Kind.STATUS) & (HistoryRow.new == Status.WITHDRAWN)
    return sa.select(HistoryRow).where(
        HistoryRow.report_id == delivery.report.id,
        HistoryRow.id > since,
        HistoryRow.kind.in_(_KINDS),
        ~HistoryRow.is_internal,
        ~is_withdrawal,
        *_not_in_it_already(delivery),
        ~_speaks_for(delivery.body_id),
    )


def _not_in_it_already(delivery: Delivery) -> list[sa.ColumnElement[bool]]:
    """The report itself is handed over in its latest words."""
    return [HistoryRow.kind != Kind.EDIT] if delivery.purpose is Purpose.REPORT else []


def _speaks_for(body_id: int) -> sa.ColumnElement[bool]:
    """Whether the body itself said so: one of its people, or somebody known only as the body."""
    is_member = sa.exists().where(
        Membership.account_id == HistoryRow.by_id, Membership.body_id == body_id
    )
    is_theirs = sa.func.coalesce(HistoryRow.body_id, 0) == body_id
    return sa.and_(is_theirs, sa.or_(HistoryRow.by_id.is_(None), is_member))


def _beside(delivery: Delivery, *purposes: Purpose) -> sa.Select[Delivery]:
    """The other deliveries of this report to the same body and contact."""
    return sa.select(Delivery).where(
        Delivery.report_id == delivery.report.id,
        Delivery.body_id == delivery.body_id,
        Delivery.contact_id.is_not_distinct_from(delivery.contact_id),
        Delivery.purpose.in_(purposes),
        Delivery.id != (delivery.id or 0),
    )
