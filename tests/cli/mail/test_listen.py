"""What a mail server meets at our door: who is here, what is too big, and 250 only for the kept."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest
import sqlalchemy as sa

from civicreport import config
from civicreport.adapters.reply_addresses import Kind
from civicreport.db import session, transaction
from civicreport.db.cluster import Cluster
from civicreport.delivery.models import ReceivedMail
from tests.conftest import a_clone
from tests.support.mail_doors import DOMAIN, kept, listening, ours, take_mail

LETTER = b"From: roads@county.example\r\nSubject: Re: pothole\r\n\r\nFixed.\r\n"
LARGEST = 200_000

Door = tuple[int, Popen[bytes]]


@pytest.fixture(scope="module", autouse=True)
def _site(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = list(config._current)
    with a_clone(cluster, tmp_path_factory.mktemp("site")):
        take_mail()
        yield
    config._current[:] = before


@pytest.fixture(autouse=True)
def _nothing_is_kept_yet(_site: None) -> None:
    with transaction():
        session.execute(sa.delete(ReceivedMail))


@pytest.fixture(scope="module")
def door(_site: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A program costs more to start than all conversations with it: one for those who leave it."""
    with listening(tmp_path_factory.mktemp("door"), INBOUND__MAX_BYTES=LARGEST) as door:
        yield door


@pytest.fixture
def server(door: Door) -> Iterator[smtplib.LMTP]:
    """A mail server's side of the conversation."""
    with smtplib.LMTP("127.0.0.1", door[0], timeout=20) as server:
        server.ehlo_or_helo_if_needed()
        yield server


def begin(server: smtplib.SMTP, *recipients: str, sender: str = "roads@county.example") -> None:
    server.mail(sender)
    for recipient in recipients:
        assert server.rcpt(recipient)[0] == 250


def hand_over(server: smtplib.SMTP, raw: bytes) -> int:
    """The letter after DATA, and the code of the first answer to it."""
    server.putcmd("data")
    assert server.getreply()[0] == 354
    server.send(raw.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
    return server.getreply()[0]


def test_a_letter_is_there_once_it_was_said_to_be(server: smtplib.LMTP) -> None:
    begin(server, ours(7))
    assert hand_over(server, LETTER) == 250
    (mail,) = kept()
    assert (mail.recipient, mail.envelope_sender) == (ours(7), "roads@county.example")
    assert mail.raw == LETTER + b"\r\n"


def test_each_recipient_has_a_letter_and_an_answer(server: smtplib.LMTP) -> None:
    begin(server, ours(1), ours(2), ours(3, Kind.NOTIFICATION))
    assert hand_over(server, LETTER) == 250
    assert [server.getreply()[0] for _ in range(2)] == [250, 250]
    assert [mail.recipient for mail in kept()] == [ours(1), ours(2), ours(3, Kind.NOTIFICATION)]


@pytest.mark.parametrize(
    "recipient",
    [
        f"postmaster@{DOMAIN}",
        f"reply+d1.aaaaaaaaaaaaaaaaaaaaaaaa@{DOMAIN}",
        "reply+d1.aaaaaaaaaaaaaaaaaaaaaaaa@elsewhere.example",
        "reply",
    ],
)
def test_who_is_not_here_is_refused_at_once(server: smtplib.LMTP, recipient: str) -> None:
    server.mail("someone@example.org")
    assert server.rcpt(recipient)[0] == 550
    assert server.rcpt(ours())[0] == 250, "the others are still welcome"


def test_a_mail_program_may_have_changed_the_case(server: smtplib.LMTP) -> None:
    begin(server, ours().upper())
    assert hand_over(server, LETTER) == 250


def test_a_bounce_comes_from_nobody(server: smtplib.LMTP) -> None:
    begin(server, ours(1, Kind.DELIVERY_BOUNCE), sender="")
    assert hand_over(server, LETTER) == 250
    assert [mail.envelope_sender for mail in kept()] == [""]


def test_what_is_too_big_is_said_and_refused(server: smtplib.LMTP) -> None:
    assert server.esmtp_features["size"] == str(LARGEST)
    assert server.mail("a@example.org", [f"size={LARGEST + 1}"])[0] == 552
    begin(server, ours(1), ours(2))
    assert hand_over(server, LETTER + b"words and words\r\n" * 20_000) == 552
    assert server.getreply()[0] == 552, "one answer for each recipient"
    assert kept() == []
    begin(server, ours(1))
    assert hand_over(server, LETTER) == 250


@pytest.mark.parametrize(
    "body",
    [
        b"nothing\0at\0all",
        "8 bits: ä".encode("latin-1"),
        b"bare\nline\nfeeds",
        b"one very long line " * 5_000,
        b".a dot that begins a line\r\n..and two",
        bytes(range(256)).replace(b"\r", b"").replace(b"\n", b""),
    ],
    ids=["nul", "8bit", "line-feeds", "long-line", "dots", "all-bytes"],
)
def test_whatever_it_is_it_is_kept_as_it_came(server: smtplib.LMTP, body: bytes) -> None:
    begin(server, ours())
    assert hand_over(server, LETTER + body) == 250
    assert [mail.raw for mail in kept()] == [LETTER + body + b"\r\n"]


def test_a_line_without_end_is_refused_and_the_next_letter_taken(server: smtplib.LMTP) -> None:
    begin(server, ours())
    assert hand_over(server, LETTER + b"endless" * 400_000) == 500
    begin(server, ours())
    assert hand_over(server, LETTER) == 250


def test_the_same_letter_twice_is_one(server: smtplib.LMTP) -> None:
    for _ in range(2):
        begin(server, ours())
        assert hand_over(server, LETTER) == 250
    assert len(kept()) == 1


def test_addresses_beyond_ascii_are_no_trouble(server: smtplib.LMTP) -> None:
    assert server.has_extn("smtputf8")
    assert server.has_extn("8bitmime")
    server.command_encoding = "utf-8"
    server.mail("straße@gemeinde.example", ["smtputf8", "body=8bitmime"])
    assert server.rcpt(ours())[0] == 250
    assert hand_over(server, LETTER) == 250
    assert [mail.envelope_sender for mail in kept()] == ["straße@gemeinde.example"]


def test_noise_harms_nobody(door: Door) -> None:
    port, program = door
    for noise in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n" * 30,
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"LHLO x\r\nMAIL FROM:<\r\nMAIL FROM:<a@b> SIZE=x\r\nRCPT TO:\xff\xfe\0\r\nDATA\r\n",
        b"LHLO x\r\nMAIL FROM:<\xff\xfe@x>\r\nRCPT TO:<" + ours().encode() + b">\r\nDATA\r\nabc",
        b"A" * 3_000_000,
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as noisy:
            noisy.sendall(noise)
    assert program.poll() is None
    with smtplib.LMTP("127.0.0.1", port, timeout=20) as server:
        server.ehlo_or_helo_if_needed()
        begin(server, ours())
        assert hand_over(server, LETTER) == 250


def test_many_conversations_at_once_are_all_answered(door: Door) -> None:
    servers = [smtplib.LMTP("127.0.0.1", door[0], timeout=20) for _ in range(20)]
    for number, server in enumerate(servers, start=1):
        server.ehlo_or_helo_if_needed()
        begin(server, ours(number))
    assert [hand_over(server, LETTER) for server in servers] == [250] * 20
    for server in servers:
        server.quit()
    assert len(kept()) == 20


def test_told_to_stop_it_stops(tmp_path: Path) -> None:
    with (
        listening(tmp_path) as (port, program),
        smtplib.LMTP("127.0.0.1", port, timeout=20) as server,
    ):
        server.ehlo_or_helo_if_needed()
        begin(server, ours())
        assert hand_over(server, LETTER) == 250
        program.terminate()
        assert program.wait(timeout=20) == 0
    assert len(kept()) == 1


def test_smtp_has_one_answer_for_all(tmp_path: Path) -> None:
    with (
        listening(tmp_path, INBOUND__PROTOCOL="smtp") as (port, _),
        smtplib.SMTP("127.0.0.1", port, timeout=20) as server,
    ):
        refused = server.sendmail("a@example.org", [ours(1), ours(2), f"x@{DOMAIN}"], LETTER)
        assert list(refused) == [f"x@{DOMAIN}"]
        assert server.noop()[0] == 250
    assert len(kept()) == 2


def test_while_the_database_is_away_mail_waits_outside(tmp_path: Path) -> None:
    with (
        listening(tmp_path, DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none") as (p, _),
        smtplib.LMTP("127.0.0.1", p, timeout=30) as server,
    ):
        server.ehlo_or_helo_if_needed()
        begin(server, ours())
        assert hand_over(server, LETTER) == 451
