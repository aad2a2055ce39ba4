"""An operator's programs hear of public reports, and of nothing that is not public."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.outside import Answer, MemoryWorld, replaced_by
from civicreport.db import session
from civicreport.delivery import hooks
from civicreport.delivery.models import HookCall, State
from civicreport.domain import clock
from civicreport.domain.events import ReportSubmitted
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, moderation, updates
from civicreport.reports.models import Report, Source
from tests.factories.reports import a_report
from tests.support.town import Town
from tests.support.webhook_settings import use_webhooks

pytestmark = pytest.mark.usefixtures("letters")


@pytest.fixture
def world() -> Iterator[MemoryWorld]:
    with replaced_by(MemoryWorld()) as world:
        yield world


@pytest.fixture
def dashboard(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    use_webhooks(monkeypatch, {"name": "dashboard"})
    return town


def told(world: MemoryWorld) -> list[dict[str, Any]]:
    jobs.drain()
    return [json.loads(asked.body or b"") for asked in world.asked]


def schedule(town: Town, report: Report, text: str = "On Monday.") -> None:
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text=text, at=clock.now()
    )


def test_everything_that_happens_to_a_public_report_is_told(
    dashboard: Town, world: MemoryWorld
) -> None:
    report = a_report(dashboard, name="Ada Byron", email="ada@example.org")
    schedule(dashboard, report)
    updates.post(report, by=dashboard.cleo, actor=Actor.OFFICER, text="Tomorrow.", at=clock.now())
    casework.reroute(
        report, category_code="graffiti", by=dashboard.cleo, actor=Actor.OFFICER, at=clock.now()
    )
    messages = told(world)
    assert [message["event"] for message in messages] == [
        "report.created",
        "report.status_changed",
        "report.updated",
        "report.moved",
    ]
    changes = [message.get("change", {}) for message in messages]
    assert (changes[1]["old"], changes[1]["new"]) == ("reported", "scheduled")
    assert changes[1]["text"] == "On Monday."
    assert changes[2]["text"] == "Tomorrow."
    assert changes[3]["new"] == "Westham District Council"
    assert len({message["id"] for message in messages}) == 4


def test_nobody_is_named_who_does_not_want_it(dashboard: Town, world: MemoryWorld) -> None:
    a_report(dashboard, name="Ada Byron", email="ada@example.org")
    (message,) = told(world)
    assert "ada" not in json.dumps(message).lower()


def test_a_hook_hears_only_what_it_asked_for(
    town: Town, world: MemoryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_webhooks(
        monkeypatch,
        {"name": "all", "url": "https://all.example/"},
        {"name": "news", "url": "https://news.example/", "events": ["report.status_changed"]},
    )
    schedule(town, a_report(town))
    told(world)
    assert [asked.url for asked in world.asked].count("https://all.example/") == 2
    assert [asked.url for asked in world.asked].count("https://news.example/") == 1


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.HIDDEN, Visibility.PENDING])
def test_what_is_not_public_is_never_told(
    dashboard: Town, world: MemoryWorld, visibility: Visibility
) -> None:
    report = a_report(dashboard, visibility=visibility)
    schedule(dashboard, report)
    assert told(world) == []  # not even its coming, which had waited since it was public


def test_a_private_category_is_never_told(dashboard: Town, world: MemoryWorld) -> None:
    dashboard.categories["pothole"].is_private = True
    session.flush()
    schedule(dashboard, a_report(dashboard))
    assert session.scalars(sa.select(HookCall)).all() == []
    assert told(world) == []


def test_what_waited_for_a_moderator_is_told_when_it_is_released(
    dashboard: Town, world: MemoryWorld
) -> None:
    report = a_report(dashboard, details="See http://a.example http://b.example http://c.example")
    assert told(world) == []
    moderation.release(
        report, by=dashboard.cleo, actor=Actor.OFFICER, reason="Photos.", at=clock.now()
    )
    assert [message["event"] for message in told(world)] == ["report.created"]


def test_what_was_imported_is_no_news(dashboard: Town, world: MemoryWorld) -> None:
    report = a_report(dashboard)
    session.execute(sa.delete(HookCall))
    report.source = Source.IMPORT
    event = ReportSubmitted(report.id, unconfirmed_email=None, account_id=dashboard.ada.id)
    hooks.tell_of_new_report(event)
    assert told(world) == []


def test_a_hook_that_is_no_longer_configured_is_not_called(
    dashboard: Town, world: MemoryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report(dashboard)
    use_webhooks(monkeypatch)
    assert told(world) == []
    assert session.scalars(sa.select(HookCall.state)).all() == [State.CANCELLED]


def test_what_failed_for_good_can_be_told_after_all(dashboard: Town) -> None:
    with replaced_by(MemoryWorld(Answer(404, "", b"", "https://hook.example/in"))) as world:
        a_report(dashboard)
        jobs.drain()
        assert session.scalars(sa.select(HookCall.state)).all() == [State.DEAD]
        assert hooks.retry_dead("another", at=clock.now()) == 0
        assert hooks.retry_dead("dashboard", at=clock.now()) == 1
        first, second = told(world)
    assert first["id"] == second["id"]
    assert session.scalars(sa.select(HookCall.state)).all() == [State.SENT]


def test_old_calls_are_forgotten(
    dashboard: Town, world: MemoryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report(dashboard, at=clock.now() - timedelta(days=31))
    recent = a_report(dashboard, at=clock.now() - timedelta(days=29))
    told(world)
    hooks.forget_old_calls()
    assert session.scalars(sa.select(HookCall.report_id)).all() == [recent.id]


def test_no_hook_no_row(town: Town, letters: MemoryMail) -> None:
    a_report(town)
    assert session.scalars(sa.select(HookCall)).all() == []
