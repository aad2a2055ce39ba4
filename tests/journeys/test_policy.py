"""What a stranger's browser gets, and what it does not: cookies, foreign hosts, loose scripts."""

from __future__ import annotations

from tests.journeys.conftest import Open


def test_the_live_site_answers(phone: Open) -> None:
    assert "ok" in phone("/healthz").content()
