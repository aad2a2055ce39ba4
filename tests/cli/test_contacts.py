from __future__ import annotations

from click.testing import CliRunner, Result

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.cli import contacts
from civicreport.domain import sending
from tests.factories.reports import a_report
from tests.support.town import Town


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "220"}).invoke(contacts.group, words)


def test_the_table_shows_every_contact_and_what_ails_it(town: Town, letters: MemoryMail) -> None:
    shown = run("health")
    assert shown.exit_code == 0
    assert shown.output.count("never") == 6
    letters.outcomes = [sending.Outcome(sending.Result.NEVER, "550 no such mailbox")]
    a_report(town)
    jobs.drain()
    shown = run("health")
    assert shown.exit_code == 1
    assert "failing" in shown.output
    assert "550 no such mailbox" in shown.output
    only = run("health", "--trouble").output
    assert only.count("Council") == 1


def test_without_trouble_it_says_so(town: Town) -> None:
    shown = run("health", "--trouble")
    assert (shown.exit_code, shown.output) == (0, "No contact has trouble.\n")
