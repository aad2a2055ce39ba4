"""A look-up is one statement on a connection of its own, or the open transaction's."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from civicreport.db import look_up, session

ME = "select pg_backend_pid()"


def test_inside_a_transaction_it_sees_what_is_not_committed(cloned: Flask) -> None:
    session.execute(sa.text("create temporary table seen (n int) on commit drop"))
    session.execute(sa.text("insert into seen values (7)"))
    assert look_up("select n from seen where n = %(n)s", {"n": 7}) == [(7,)]


def test_outside_it_begins_none(cloned: Flask) -> None:
    assert not session().in_transaction()
    [(transaction_id,)] = look_up("select txid_current_if_assigned()", {})
    assert transaction_id is None
    assert look_up(ME, {}) == look_up(ME, {})  # the connection is kept
    assert not session().in_transaction()


def test_a_connection_that_died_meanwhile_is_replaced(cloned: Flask) -> None:
    [(before,)] = look_up(ME, {})
    session.execute(sa.text("select pg_terminate_backend(:pid)"), {"pid": before})
    session.rollback()
    [(after,)] = look_up(ME, {})
    assert after != before


def test_a_wrong_statement_says_so(cloned: Flask) -> None:
    with pytest.raises(Exception, match="nowhere"):
        look_up("select * from nowhere", {})
    assert look_up("select 1", {}) == [(1,)]
