"""`civicreport open311 keys`."""

from __future__ import annotations

from click.testing import CliRunner

from civicreport.accounts import queries
from civicreport.accounts.models import Right
from civicreport.cli.open311.keys import group
from tests.support.town import Town


def run(*words: str) -> str:
    result = CliRunner().invoke(group, words)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_key_is_shown_once_and_kept_as_a_hash(town: Town) -> None:
    secret = run("create", "app", "--right", "report", "--per-hour", "7").strip()
    held = queries.key_by_secret(secret)
    assert held is not None
    assert (held.name, held.rights, held.per_hour) == ("app", (Right.REPORT,), 7)
    assert secret not in run("list")
    assert "app\treport\t-\t7/h" in run("list")


def test_to_update_it_needs_a_body(town: Town) -> None:
    refused = CliRunner().invoke(group, ("create", "council", "--right", "update"))
    assert refused.exit_code != 0
    assert "--body" in refused.output
    run("create", "council", "--right", "update", "--body", "county")
    assert "county" in run("list")


def test_a_name_is_taken_once(town: Town) -> None:
    run("create", "app")
    again = CliRunner().invoke(group, ("create", "app"))
    assert again.exit_code != 0
    assert "already" in again.output


def test_a_revoked_key_is_nobodys(town: Town) -> None:
    secret = run("create", "app").strip()
    run("revoke", "app")
    assert queries.key_by_secret(secret) is None
    assert "revoked" in run("list")
    assert CliRunner().invoke(group, ("revoke", "nobody")).exit_code != 0
