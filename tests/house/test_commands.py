"""What the documents tell people to type exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from civicreport.door import door
from tests.house.source import ROOT, named

DOCUMENTS = [
    path
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md")
    if path.exists()
] + sorted((ROOT / "docs").rglob("*.md"))
COMMAND = re.compile(r"(?<![\w/@.-])civicreport((?: [a-z][a-z0-9-]+(?:\|[a-z0-9-]+)*)+)")
SCRIPT = re.compile(r"(?<![\w/])((?:script|deploy|docs)/[\w./-]*\w)")


def _code(path: Path) -> str:
    """Only what stands in code: a sentence may say `civicreport` and go on."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return "\n".join(
        blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_the_commands_exist(document: Path) -> None:
    for found in COMMAND.finditer(_code(document)):
        for words in _alternatives(found[1].split()):
            _resolve(words, document)


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_the_files_exist(document: Path) -> None:
    missing = [
        f for f in SCRIPT.findall(document.read_text(encoding="utf-8")) if not (ROOT / f).exists()
    ]
    assert not missing, f"{named(document)} names files that are not there: correct the text."


def _alternatives(words: list[str]) -> list[list[str]]:
    """['db', 'upgrade|check'] as the two commands that it stands for."""
    commands: list[list[str]] = [[]]
    for word in words:
        commands = [[*begun, choice] for begun in commands for choice in word.split("|")]
    return commands


def _resolve(words: list[str], document: Path) -> None:
    here: click.Command = door()
    for word in words:
        if not isinstance(here, click.Group):
            return  # the rest are arguments
        child = here.get_command(click.Context(here), word)
        assert child is not None, (
            f"{named(document)}: `civicreport {' '.join(words)}` does not exist. Remedy: correct"
            " the document, or list the room in civicreport.cli.ROOMS."
        )
        here = child
