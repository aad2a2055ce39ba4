"""Signed so that nobody else can say it and nobody can say it again; answers become outcomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from civicreport.adapters.outside import (
    Answer,
    MemoryWorld,
    NoAnswer,
    NotAllowed,
    NotReached,
    OutsideFailure,
    replaced_by,
)
from civicreport.adapters.webhook import Call, call, encoded, signature, verify
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result

SECRET = "sixteen characters or more"
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
BODY = encoded({"event": "report.created", "details": "Schlagloch, groß & tief"})
CALL = Call("https://cases.example/in", SECRET, "6f1c", "report.created", BODY)


def sent_against(answer: Answer | OutsideFailure) -> Outcome:
    with replaced_by(MemoryWorld(answer)):
        return call(CALL)


def answering(status: int, body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, "text/plain", body, CALL.url, named)


def test_the_receiver_can_tell_that_it_is_ours() -> None:
    with replaced_by(MemoryWorld()) as world:
        call(CALL)
    (asked,) = world.asked
    assert (asked.method, asked.url, asked.body) == ("POST", CALL.url, BODY)
    assert asked.headers["CivicReport-Delivery"] == "6f1c"
    assert asked.headers["CivicReport-Event"] == "report.created"
    assert verify(BODY, asked.headers["CivicReport-Signature"], secret=SECRET, now=clock.now())


def test_the_signature_is_the_one_that_is_documented() -> None:
    """Reckoned once by hand (openssl dgst -sha256 -hmac), so that receivers can rely on it."""
    assert signature(b'{"version": 1}', secret="s" * 16, at=NOON) == (
        "t=1780315200,v1=0837dd46db85251964ac3a4a4ae7f18de9ec668e4905db3b613cda0c0a9a87d6"
    )


@pytest.mark.parametrize("passed", [timedelta(0), timedelta(minutes=5), -timedelta(minutes=5)])
def test_a_message_of_now_is_believed(passed: timedelta) -> None:
    header = signature(BODY, secret=SECRET, at=NOON)
    assert verify(BODY, header, secret=SECRET, now=NOON + passed)


@pytest.mark.parametrize(
    ("body", "header", "secret", "passed"),
    [
        (BODY + b" ", None, SECRET, 0),
        (BODY, None, SECRET[:-1], 0),
        (BODY, None, SECRET, 301),
        (BODY, None, SECRET, -301),
        (BODY, "", SECRET, 0),
        (BODY, "t=,v1=", SECRET, 0),
        (BODY, "t=1780315200", SECRET, 0),
        (BODY, "t=1780315200,v1=é", SECRET, 0),
        (BODY, "t=99999999999999999999,v1=00", SECRET, 0),
        (BODY, "t=²,v1=00", SECRET, 0),
    ],
)
def test_all_else_is_not(body: bytes, header: str | None, secret: str, passed: int) -> None:
    signed = signature(BODY, secret=SECRET, at=NOON) if header is None else header
    assert not verify(body, signed, secret=secret, now=NOON + timedelta(seconds=passed))


def test_an_older_time_cannot_be_written_over_a_signature() -> None:
    later = signature(BODY, secret=SECRET, at=NOON).replace("t=1780315200", "t=1780315201")
    assert not verify(BODY, later, secret=SECRET, now=NOON)


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (answering(200), Result.SENT),
        (answering(202, b"queued"), Result.SENT),
        (answering(301, location="https://b/"), Result.NEVER),
        (answering(400), Result.NEVER),
        (answering(401), Result.NEVER),
        (answering(404), Result.NEVER),
        (answering(410), Result.NEVER),
        (answering(422), Result.NEVER),
        (answering(408), Result.LATER),
        (answering(429), Result.LATER),
        (answering(500), Result.LATER),
        (answering(503), Result.LATER),
        (NotAllowed("private"), Result.NEVER),
        (NotReached("no such host"), Result.LATER),
        (NoAnswer("too slow"), Result.LATER),
    ],
)
def test_every_answer_is_an_outcome(answer: Answer | OutsideFailure, result: Result) -> None:
    outcome = sent_against(answer)
    assert outcome.result is result
    assert outcome.words


@pytest.mark.parametrize(
    ("body", "reference"),
    [
        (b'{"reference": "C-1234"}', "C-1234"),
        (b'{"reference": 1234}', "1234"),
        (b'{"reference": true}', ""),
        (b'{"reference": {"a": 1}}', ""),
        (b'["reference"]', ""),
        (b"<html>", ""),
        (b"\xff\xfe", ""),
        (b"[" * 50_000, ""),
        (b'{"reference": "%s"}' % (b"x" * 500), "x" * 199 + "…"),
        (b'{"reference": "a\\nb"}', "a b"),
    ],
)
def test_the_receiver_may_name_its_own_number(body: bytes, reference: str) -> None:
    assert sent_against(answering(201, body)).external_id == reference


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("120", 120),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("²", 0),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", 0),
    ],
)
def test_whoever_asks_for_time_is_heard(retry_after: str, seconds: int) -> None:
    answer = answering(429, retry_after=retry_after)
    assert sent_against(answer).wait_seconds == seconds


def test_time_may_be_asked_for_as_a_date() -> None:
    then = clock.now() + timedelta(minutes=2)
    outcome = sent_against(answering(503, retry_after=format_datetime(then)))
    assert 110 < outcome.wait_seconds <= 120


def test_what_failed_is_said_in_one_line() -> None:
    outcome = sent_against(answering(500, b"<h1>Oops</h1>\n" + b"x" * 5_000))
    assert outcome.words.startswith("cases.example answered 500: <h1>Oops</h1> xxx")
    assert len(outcome.words) < 300


def test_where_it_has_moved_is_said() -> None:
    outcome = sent_against(answering(308, location="https://new.example/in"))
    assert "https://new.example/in" in outcome.words
