"""One JSON message to a URL of somebody's, signed, so that they know that it is ours and of now.

CivicReport-Event: report.created
CivicReport-Delivery: 6f1c…            the same at each attempt: whoever has seen it ignores it
CivicReport-Signature: t=1780315200,v1=<hex HMAC-SHA256 of "<t>.<body>" with the shared secret>
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from civicreport.adapters import outside
from civicreport.adapters.mail import one_line
from civicreport.adapters.outside import Answer, NotAllowed, OutsideFailure
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result

VERSION = 1
TOLERANCE_SECONDS = 300
_LONGEST_REFERENCE = 200
_LONGEST_WORDS = 200
_MOST_BYTES = 100_000
_PASSES = (408, 425, 429)  # of the 4xx; all others say that it is no use to try again


@dataclass(frozen=True, slots=True)
class Call:
    url: str
    secret: str
    id: str
    event: str
    body: bytes


def call(to: Call) -> Outcome:
    """Send it once; every way in which that can fail comes back as an outcome."""
    headers = {
        "Content-Type": "application/json",
        "CivicReport-Event": to.event,
        "CivicReport-Delivery": to.id,
        "CivicReport-Signature": signature(to.body, secret=to.secret, at=clock.now()),
    }
    try:
        answer = outside.request(
            "POST", to.url, body=to.body, headers=headers, max_bytes=_MOST_BYTES
        )
    except NotAllowed as refused:
        return Outcome(Result.NEVER, str(refused))
    except OutsideFailure as failure:  # who has it already knows it by its id
        return Outcome(Result.LATER, str(failure))
    return _outcome(answer)


def encoded(message: Mapping[str, object]) -> bytes:
    return json.dumps({"version": VERSION, **message}, ensure_ascii=False).encode()


def signature(body: bytes, *, secret: str, at: datetime) -> str:
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(body, secret, seconds)}"


def verify(body: bytes, header: str, *, secret: str, now: datetime) -> bool:
    """Whether a message is from whoever knows the secret, and of the last five minutes."""
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    seconds, digest = parts.get("t", ""), parts.get("v1", "")
    if not (seconds.isascii() and seconds.isdecimal() and digest.isascii()) or len(seconds) > 12:
        return False
    if abs(now.timestamp() - int(seconds)) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(digest, _digest(body, secret, int(seconds)))


def _digest(body: bytes, secret: str, seconds: int) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def _outcome(answer: Answer) -> Outcome:
    host = urlsplit(answer.url).hostname or ""
    said = one_line(answer.body.decode("utf-8", "replace"), longest=_LONGEST_WORDS)
    words = f"{host} answered {answer.status}" + (f": {said}" if said else "")
    if 200 <= answer.status < 300:
        return Outcome(Result.SENT, words, external_id=_reference(answer.body))
    if 300 <= answer.status < 400:
        there = one_line(answer.headers.get("location", ""), longest=_LONGEST_WORDS)
        return Outcome(Result.NEVER, f"{host} has moved to {there}: that address is to be entered")
    if answer.status >= 500 or answer.status in _PASSES:
        wait = _seconds(answer.headers.get("retry-after", ""))
        return Outcome(Result.LATER, words, wait_seconds=wait)
    return Outcome(Result.NEVER, words)


def _reference(body: bytes) -> str:
    """The receiver's own number, where the answer is JSON that names one."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    reference = answer.get("reference") if isinstance(answer, dict) else None
    if isinstance(reference, bool) or not isinstance(reference, str | int):
        return ""
    return one_line(str(reference), longest=_LONGEST_REFERENCE)


def _seconds(retry_after: str) -> int:
    """Of a Retry-After, which is a number of seconds or a date."""
    if retry_after.isascii() and retry_after.isdecimal():
        return int(retry_after[:9])
    try:
        then = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):  # or a year that no clock reaches
        return 0
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0, int((then - clock.now()).total_seconds()))
