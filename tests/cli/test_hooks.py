from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.outside import Answer, MemoryWorld, replaced_by
from civicreport.cli import hooks
from tests.factories.reports import a_report
from tests.support.town import Town
from tests.support.webhook_settings import use_webhooks


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(hooks.group, words)


def test_what_a_hook_has_missed_is_shown_and_told_after_all(
    town: Town, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_webhooks(monkeypatch, {"name": "dashboard"}, {"name": "quiet", "events": ["report.moved"]})
    with replaced_by(MemoryWorld(Answer(404, "", b"gone", "https://hook.example/in"))) as world:
        a_report(town)
        jobs.drain()
        shown = run("list").output
        for expected in ("dashboard", "all", "never", "answered 404: gone", "report.moved"):
            assert expected in shown
        assert "1 on their way" in run("retry", "dashboard").output
        jobs.drain()
        assert len(world.asked) == 2
    assert "UTC" in run("list").output


def test_a_hook_that_nobody_has_configured(town: Town) -> None:
    assert "No hooks are configured" in run("list").output
    assert run("retry", "dashboard").exit_code == 1
