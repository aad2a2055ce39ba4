"""Things that leave the house: the row is the truth, its job only a wake-up.

`carry` claims a row by a conditional update, commits, sends outside of any transaction, and
records how it went. A sender killed in between leaves the row `sending`: once its job no longer
runs, `rescue_and_wake` has it sent again under the same message id. No protocol can tell whether
the first copy had left, so the receiver may get it twice, recognisably; the attempt says so.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from civicreport.db import AtColumn, Id, OptionalAt, enum_column, is_away, session, transaction
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result, State, state_after
from civicreport.jobs import queue, registry

logger = logging.getLogger(__name__)

_WAKE_AT_ONCE = 5_000  # rows a minute and channel; more than that is a backlog anyway
# A database that restarts is back within this time, and found at the next of these short pauses:
# a sender that slept long would keep its worker from starting anew.
_RECORD_AGAIN, _RECORD_PAUSE = 45, 1.0
INTERRUPTED = Outcome(
    Result.INTERRUPTED, "interrupted while sending: it may arrive twice, with the same message id"
)
NOT_BEGUN = Outcome(Result.INTERRUPTED, "the database was away before the letter was written")


class Outgoing:
    """The columns of a row on its way out."""

    id: Mapped[Id]
    state: Mapped[State] = mapped_column(enum_column(State), default=State.WAITING)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[AtColumn]
    due_at: Mapped[AtColumn]
    started_at: Mapped[OptionalAt]  # of the attempt under way
    sent_at: Mapped[OptionalAt]
    # Chosen before the first attempt and kept for all of them, so that a copy is recognised.
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    last_error: Mapped[str] = mapped_column(sa.Text, default="", server_default="")


Row = TypeVar("Row", bound=Outgoing)
Letter = TypeVar("Letter")


@dataclass(frozen=True, slots=True)
class Channel(Generic[Row, Letter]):
    """How one kind of row leaves: `compose` reads (None: no longer wanted), `post` sends with no
    transaction open, `keep` writes down what each attempt came to. `needs` loads, in one statement,
    what `compose` reads of each row.
    """

    model: type[Row]
    task: str
    compose: Callable[[Row], Letter | None]
    post: Callable[[Letter], Outcome]
    keep: Callable[[Row, Letter | None, Outcome, datetime], None]
    needs: tuple[ORMOption, ...] = ()


_channels: dict[str, Channel[Any, Any]] = {}


def open_channel(channel: Channel[Any, Any]) -> None:
    """Register the channel's task; `rescue_and_wake` looks after its rows from now on."""
    _channels[channel.task] = channel

    def carry_one(row_id: int) -> None:
        carry(channel, row_id)

    registry.task(channel.task)(carry_one)


def new_message_id(host: str) -> str:
    return f"<{uuid.uuid4()}@{host}>"


def wake(channel: Channel[Any, Any], row: Outgoing) -> None:
    """Enqueue the job that sends this row when it is due; with one there, the earlier hour wins."""
    session.flush()
    queue.enqueue(channel.task, unique=f"{channel.task}/{row.id}", run_at=row.due_at, row_id=row.id)


def carry(channel: Channel[Row, Letter], row_id: int) -> None:
    """Send one row if it is due and nobody else does. Never raises for what a letter can cause."""
    started_at = clock.now()
    if not _claim(channel.model, row_id, at=started_at):
        return
    letter: Letter | None = None
    try:
        with transaction():
            letter = channel.compose(_row(channel, row_id, channel.needs))
        outcome = Outcome(Result.UNWANTED) if letter is None else channel.post(letter)
    except Exception as error:
        logger.exception("%s/%s could not be sent", channel.task, row_id)
        outcome = Outcome(Result.LATER, f"{type(error).__name__}: {error}")
        if letter is None and is_away(error):  # says nothing about the letter: no reason to wait
            outcome = NOT_BEGUN
    _record_for_sure(channel, row_id, letter, outcome)


def record(
    channel: Channel[Row, Letter],
    row: Row,
    letter: Letter | None,
    outcome: Outcome,
    *,
    at: datetime,
) -> None:
    """Write down how an attempt ended, and arrange for the next one where there is to be one."""
    channel.keep(row, letter, outcome, at)
    if row.state is State.SENT:  # another attempt of the same row has got through meanwhile
        return
    row.state, due_at = state_after(outcome, attempts=row.attempts, now=at)
    row.started_at = None
    row.last_error = "" if outcome.result is Result.SENT else outcome.words
    if row.state is State.SENT:
        row.sent_at = at
    if due_at is not None:
        row.due_at = due_at
        wake(channel, row)


def try_again(channel: Channel[Row, Letter], row: Row, *, at: datetime) -> None:
    """A person wants it sent after all, now."""
    row.state = State.WAITING
    row.attempts = 0
    row.due_at = at
    wake(channel, row)


@registry.periodic("* * * * *")
def rescue_and_wake() -> None:
    """Once a minute: free what killed workers held, and wake every due row without a live job."""
    with transaction():
        queue.rescue()
        for channel in _channels.values():
            rescue_rows(channel, at=clock.now())


def rescue_rows(channel: Channel[Any, Any], *, at: datetime) -> None:
    model = channel.model
    key = sa.func.concat(f"{channel.task}/", model.id)
    orphans = sa.select(model).where(
        model.state == State.SENDING, ~queue.has_job(key, is_running=True)
    )
    for row in session.scalars(orphans.with_for_update(skip_locked=True)):
        record(channel, row, None, INTERRUPTED, at=at)
    forgotten = sa.select(model).where(
        model.state == State.WAITING, model.due_at <= at, ~queue.has_job(key)
    )
    for row in session.scalars(forgotten.order_by(model.due_at).limit(_WAKE_AT_ONCE)):
        wake(channel, row)


@registry.periodic("17 3 * * *")
def forget_old_jobs() -> None:
    with transaction():
        queue.prune()


def _claim(model: type[Outgoing], row_id: int, *, at: datetime) -> bool:
    with transaction():
        claimed = session.execute(
            sa.update(model)
            .where(model.id == row_id, model.state == State.WAITING, model.due_at <= at)
            .values(state=State.SENDING, started_at=at, attempts=model.attempts + 1)
            .returning(model.id)
            .execution_options(synchronize_session=False)
        )
        return claimed.first() is not None


def _row(channel: Channel[Row, Any], row_id: int, needs: tuple[ORMOption, ...] = ()) -> Row:
    return session.get_one(channel.model, row_id, options=needs, populate_existing=True)


def _record_for_sure(
    channel: Channel[Row, Letter], row_id: int, letter: Letter | None, outcome: Outcome
) -> None:
    """The letter has left: a database that restarts just now must not make us send it again."""
    for _ in range(_RECORD_AGAIN):
        try:
            _record_once(channel, row_id, letter, outcome)
        except Exception as error:
            if not is_away(error):
                raise
            logger.warning("%s/%s: the database is away, recording later", channel.task, row_id)
            time.sleep(_RECORD_PAUSE)
        else:
            return
    _record_once(channel, row_id, letter, outcome)


def _record_once(
    channel: Channel[Row, Letter], row_id: int, letter: Letter | None, outcome: Outcome
) -> None:
    with transaction():
        record(channel, _row(channel, row_id), letter, outcome, at=clock.now())
