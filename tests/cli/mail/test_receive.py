"""A mail server pipes a mail in, and goes by the exit code."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from civicreport.cli.mail.command import group
from tests.support.mail_doors import DOMAIN, civicreport, environment, kept, ours, take_mail
from tests.support.processes import ROOT

LETTER = b"From: roads@county.example\r\nTo: %b\r\nSubject: Re: pothole\r\n\r\nFixed.\r\n"


@pytest.fixture(autouse=True)
def _site(cloned: Flask) -> None:
    take_mail()


def piped(raw: bytes, folder: Path, *arguments: str, **settings: object) -> int:
    return subprocess.run(
        civicreport("mail", "receive", *arguments),
        input=raw,
        cwd=ROOT,
        env=environment(folder, **settings),
        check=False,
        timeout=60,
    ).returncode


def test_the_recipient_is_named_or_stands_in_the_headers(tmp_path: Path) -> None:
    raw = LETTER % ours(1).encode()
    assert piped(raw, tmp_path) == os.EX_OK
    assert piped(raw, tmp_path, "--recipient", ours(2), "--sender", "") == os.EX_OK
    assert [(mail.recipient, mail.envelope_sender) for mail in kept()] == [
        (ours(1), None),
        (ours(2), ""),
    ]
    assert [mail.raw for mail in kept()] == [raw, raw]


@pytest.mark.parametrize(
    ("raw", "arguments", "code"),
    [
        (LETTER % b"someone@elsewhere.example", (), os.EX_NOUSER),
        (LETTER, ("--recipient", f"reply@{DOMAIN}"), os.EX_NOUSER),
        (b"\n", (), os.EX_DATAERR),
        (LETTER + b"x" * 100_000, (), os.EX_DATAERR),
    ],
    ids=["elsewhere", "not-signed", "empty", "too-big"],
)
def test_what_can_never_be_taken_is_said_for_good(
    raw: bytes, arguments: tuple[str, ...], code: int
) -> None:
    take_mail(max_bytes=100_000)
    ended = CliRunner().invoke(group, ["receive", *arguments], input=raw)
    assert ended.exit_code == code
    assert kept() == []


@pytest.mark.parametrize(
    "trouble",
    [
        {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"},
        {"MAIL__REPLY_DOMAIN": ""},
        {"NO_SUCH_KEY": "x"},
    ],
    ids=["no-database", "no-domain", "bad-config"],
)
def test_what_is_our_own_trouble_passes(tmp_path: Path, trouble: dict[str, object]) -> None:
    assert piped(LETTER % ours().encode(), tmp_path, **trouble) == os.EX_TEMPFAIL
