"""A mailbox somewhere else: what is unseen there is kept here, and only then marked."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from civicreport.adapters.imap import ImapTrouble
from civicreport.delivery.inbound import fetching, reception
from tests.support.imap_server import PASSWORD, USERNAME, ImapServer, imap_server
from tests.support.mail_doors import kept, ours, take_mail

LETTER = b"From: roads@county.example\r\nTo: %b\r\nSubject: Re: pothole\r\n\r\nFixed.\0 \xe4\r\n"


@pytest.fixture
def server(db: None) -> Iterator[ImapServer]:
    with imap_server() as server:
        take_mail(
            imap_host="127.0.0.1",
            imap_port=server.port,
            imap_security="none",
            imap_username=USERNAME,
            imap_password=PASSWORD,
            max_bytes=100_000,
        )
        yield server


def test_what_is_unseen_is_kept_once_byte_for_byte(server: ImapServer) -> None:
    letters = [LETTER % ours(number).encode() for number in (1, 2)]
    for letter in letters:
        server.append(letter)
    assert fetching.fetch() == 2
    assert [(mail.recipient, mail.raw) for mail in kept()] == [
        (ours(1), letters[0]),
        (ours(2), letters[1]),
    ]
    assert [mail.envelope_sender for mail in kept()] == [None, None]
    assert all("Seen" in flags for flags in server.flags())
    assert fetching.fetch() == 0


def test_what_could_not_be_kept_stays_unseen(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.append(LETTER % ours().encode())

    def away(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("insert", None, Exception("the server went away"))

    with monkeypatch.context() as patched:
        patched.setattr(reception, "keep", away)
        with pytest.raises(sa.exc.OperationalError):
            fetching.fetch()
    assert not any("Seen" in flags for flags in server.flags())
    assert fetching.fetch() == 1


def test_a_mail_to_nobody_here_is_kept_for_administrators(server: ImapServer) -> None:
    server.append(LETTER % b"reports@provider.example")
    assert fetching.fetch() == 1
    assert [mail.recipient for mail in kept()] == [USERNAME]


def test_what_is_too_big_stays_there_flagged(server: ImapServer) -> None:
    server.append(LETTER % ours(1).encode() + b"x" * 120_000)
    server.append(LETTER % ours(2).encode())
    assert fetching.fetch() == 1
    assert [mail.recipient for mail in kept()] == [ours(2)]
    big, small = server.flags()
    assert "Flagged" in big
    assert "Flagged" not in small
    assert fetching.fetch() == 0


def test_a_wrong_password_is_told_and_harms_nothing(server: ImapServer) -> None:
    take_mail(imap_password="wrong")
    with pytest.raises(ImapTrouble, match="AUTHENTICATIONFAILED"):
        fetching.fetch()
    fetching.fetch_mail()


def test_a_server_that_is_down_is_tried_again(
    server: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        take_mail(imap_port=taken.getsockname()[1])
        fetching.fetch_mail()
    assert "cannot be read" in caplog.text


def test_without_a_mailbox_nobody_is_asked(db: None) -> None:
    take_mail(imap_host="")
    fetching.fetch_mail()
    assert kept() == []
