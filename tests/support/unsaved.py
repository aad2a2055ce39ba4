"""Did a request leave behind what it never committed? Outside of tests that would be lost."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from civicreport.db import session

_MARK = "written_and_not_committed"


def watch() -> None:
    """Once, before the first request."""
    sa.event.listen(session, "after_flush", lambda those, _: those.info.update({_MARK: True}))
    sa.event.listen(session, "do_orm_execute", _note_bulk)
    for end in ("after_commit", "after_rollback"):
        sa.event.listen(session, end, forget)


def forget(those: Any = None) -> None:
    (those or session()).info.pop(_MARK, None)


def refuse(request: str) -> None:
    """Fail the test whose request wrote and did not commit."""
    assert not session().info.get(_MARK), (
        f"{request} changed rows and left them uncommitted: they would be lost."
        " Remedy: the view does it inside `with transaction():`."
    )


def _note_bulk(executed: Any) -> None:
    if executed.is_insert or executed.is_update or executed.is_delete:
        executed.session.info[_MARK] = True
