"""Every mood of a mail server is one of the results of `domain.sending`, in bounded time."""

from __future__ import annotations

import ssl
import time
from typing import Any

import pytest

from civicreport.adapters.mail import Letter, message_of
from civicreport.adapters.smtp import SmtpMail
from civicreport.config.settings import Mail
from civicreport.domain.sending import Outcome, Result
from tests.support.mail_servers import Postbox, breaking_off, certified, only, serving

LETTER = Letter(
    to=("one@county.example",),
    subject="CR-1: Pothole, High Street",
    text="A hole, sixteen hands wide.\n",
    html="<p>A hole</p>",
    message_id="<1@localhost>",
)
pytestmark = pytest.mark.usefixtures("app")


def send(
    port: int,
    *recipients: str,
    tls: ssl.SSLContext | None = None,
    **settings: Any,
) -> Outcome:
    mail = Mail(
        **{"host": "localhost", "port": port, "timeout_seconds": 10, **settings},
    )
    to = recipients or LETTER.to
    return SmtpMail(mail, tls=tls).send(message_of(LETTER), to)


def test_a_letter_arrives_whole() -> None:
    postbox = Postbox()
    with serving(postbox) as port:
        outcome = send(port)
    assert outcome.result is Result.SENT
    (letter,) = postbox.letters
    assert letter["Subject"] == LETTER.subject
    assert letter["Message-ID"] == LETTER.message_id
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == LETTER.text.splitlines()


@pytest.mark.parametrize(
    ("who", "answer", "result"),
    [
        ("one@county.example", "550 no such mailbox", Result.NEVER),
        ("one@county.example", "450 greylisted", Result.LATER),
        ("one@county.example", "421 too busy", Result.LATER),
        ("DATA", "554 not this", Result.NEVER),
        ("DATA", "552 too large", Result.NEVER),
        ("DATA", "451 later", Result.LATER),
    ],
)
def test_the_servers_answer_decides(who: str, answer: str, result: Result) -> None:
    postbox = Postbox({who: answer})
    with serving(postbox) as port:
        outcome = send(port)
    assert outcome.result is result
    assert answer[4:] in outcome.words
    assert postbox.letters == []


def test_of_several_recipients_only_those_refused_for_now_remain() -> None:
    postbox = Postbox({"two@county.example": "450 greylisted", "three@county.example": "550 gone"})
    with serving(postbox) as port:
        outcome = send(port, "one@county.example", "two@county.example", "three@county.example")
    assert outcome.result is Result.LATER
    assert outcome.remaining == ("two@county.example",)
    assert postbox.recipients == [["one@county.example"]]


def test_one_who_is_gone_does_not_undo_the_others() -> None:
    postbox = Postbox({"two@county.example": "550 gone"})
    with serving(postbox) as port:
        outcome = send(port, "one@county.example", "two@county.example")
    assert outcome.result is Result.SENT
    assert "two@county.example: 550 gone" in outcome.words


@pytest.mark.parametrize("hang", [False, True], ids=["hangs up", "falls silent"])
@pytest.mark.parametrize("after", [b"", b"EHLO", b"MAIL", b"RCPT", b"DATA", b"."])
def test_a_line_that_breaks_at_any_point_is_tried_again(after: bytes, *, hang: bool) -> None:
    began = time.monotonic()
    with breaking_off(after, hang=hang) as port:
        outcome = send(port, timeout_seconds=0.5)
    assert outcome.result is Result.LATER
    assert time.monotonic() - began < 10


def test_a_server_that_is_rude_after_the_letter_has_it_all_the_same() -> None:
    with breaking_off(b"QUIT") as port:
        assert send(port).result is Result.SENT


def test_nobody_listening_is_tried_again() -> None:
    assert send(1).result is Result.LATER


def test_a_host_that_does_not_exist_is_tried_again() -> None:
    assert send(25, host="mail.invalid").result is Result.LATER


def test_starttls_and_a_password() -> None:
    server, client = certified()
    postbox = Postbox()
    how = {
        "tls_context": server,
        "require_starttls": True,
        "authenticator": only("site", "secret"),
        "auth_required": True,
    }
    with serving(postbox, **how) as port:
        login: dict[str, Any] = {"security": "starttls", "username": "site"}
        assert send(port, tls=client, password="secret", **login).result is Result.SENT
        wrong = send(port, tls=client, password="guess", **login)
        unknown = send(port, password="secret", **login)
        plain = send(port, security="none")
    # A wrong password or certificate is the operator's to mend: nothing is given up for it.
    assert wrong.result is Result.LATER
    assert unknown.result is Result.LATER
    assert "certificate" in unknown.words
    assert plain.result is not Result.SENT
    assert len(postbox.letters) == 1


def test_tls_from_the_first_byte() -> None:
    server, client = certified()
    postbox = Postbox()
    with serving(postbox, ssl_context=server, server_hostname="localhost") as port:
        tls: dict[str, Any] = {"security": "tls"}
        assert send(port, tls=client, **tls).result is Result.SENT
        assert send(port, **tls).result is Result.LATER
    assert len(postbox.letters) == 1


def test_a_certificate_for_another_host_is_refused() -> None:
    server, client = certified()
    with serving(Postbox(), tls_context=server, require_starttls=True) as port:
        outcome = send(port, tls=client, host="127.0.0.1", security="starttls")
    assert outcome.result is Result.LATER


def test_a_server_without_starttls_gets_no_letter_in_the_clear() -> None:
    postbox = Postbox()
    with serving(postbox) as port:
        outcome = send(port, security="starttls")
    assert outcome.result is Result.LATER
    assert postbox.letters == []
