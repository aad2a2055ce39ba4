"""Asking, and the twin that answers in tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Literal, Protocol, TypeVar

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from civicreport import config
from civicreport.adapters.outside.addresses import is_allowed_by_name
from civicreport.adapters.outside.failures import NoAnswer, NotAllowed, OutsideFailure
from civicreport.adapters.outside.lines import Deadline, line_to
from civicreport.adapters.outside.messages import (
    Answer,
    Pairs,
    Request,
    Target,
    Upload,
    refuse_control_characters,
    target_of,
)

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 3
_AT_ONCE = 65_536


class World(Protocol):
    def answer(self, asked: Request) -> Answer: ...


def request(  # noqa: PLR0913 - each is one part of a request, and all but two are optional
    method: Literal["GET", "POST"],
    url: str,
    *,
    params: Pairs = (),
    form: Pairs = (),
    files: Sequence[Upload] = (),
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    max_bytes: int | None = None,
    seconds: float | None = None,
) -> Answer:
    """Ask, and read the whole answer, whatever its status. Raises an OutsideFailure without one.

    A GET follows up to three redirects, each checked like the first address. A POST follows none:
    where it leads instead is for people to look at. `body` is JSON unless a header says otherwise.
    """
    asked = Request(method, url, params, form, files, body, headers or {})
    if _instead:
        return _instead[-1].answer(asked)
    outside = config.current().outside
    most = outside.max_bytes if max_bytes is None else max_bytes
    return Internet(outside.allow, most, seconds or outside.timeout_seconds).answer(asked)


@dataclass(frozen=True, slots=True)
class Internet:
    allow: tuple[str, ...]
    most_bytes: int
    seconds: float

    def answer(self, asked: Request) -> Answer:
        deadline = Deadline(self.seconds)
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._exchange(asked, deadline)
            location = answer.headers.get("location", "")
            if asked.method != "GET" or answer.status not in _REDIRECTS or not location:
                return answer
            asked = asked.moved_to(location)
        raise NoAnswer(f"{target_of(asked).host} redirects again and again")

    def _exchange(self, asked: Request, deadline: Deadline) -> Answer:
        target = target_of(asked)
        _refuse_posts_of_a_trial(asked, target, self.allow)
        refuse_control_characters(asked.headers)
        with line_to(target, allow=self.allow, deadline=deadline) as line:
            connection = HTTPConnection(target.host, target.port, timeout=deadline.left)
            connection.sock = line
            connection.auto_open = 0  # never by itself to what the name means by then
            try:
                answer = self._sent_and_read(connection, asked, target)
            except (HTTPError, HTTPException, OSError, ValueError) as error:
                raise NoAnswer(_lost(target, deadline, error)) from error
        if deadline.is_over:  # what was cut may look complete
            raise NoAnswer(_lost(target, deadline, TimeoutError()))
        return answer

    def _sent_and_read(self, connection: HTTPConnection, asked: Request, target: Target) -> Answer:
        content, content_type = asked.content()
        headers = _headers(asked, target, content_type)
        # They may have had enough before we were done, and still have said why.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(asked.method, target.path, content, headers, preload_content=False)
        response = connection.getresponse()
        body = self._body(response, target)
        names = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, names.get("content-type", ""), body, asked.url, names)

    def _body(self, response: HTTPResponse, target: Target) -> bytes:
        """Unpacked as it comes, so that a few bytes cannot become more than we want to hold."""
        body = bytearray()
        while chunk := response.read(min(_AT_ONCE, self.most_bytes + 1), decode_content=True):
            body += chunk
            if len(body) > self.most_bytes:
                raise NoAnswer(f"{target.host} answers with more than {self.most_bytes} bytes")
        return bytes(body)


class MemoryWorld:
    """The twin for tests: remembers what it was asked, and answers as it is told, in order.

    An answer may be a failure, which is raised, or a function of the request.
    """

    def __init__(self, *answers: Answer | OutsideFailure | Callable[[Request], Answer]) -> None:
        self.answers = list(answers)
        self.asked: list[Request] = []

    def answer(self, asked: Request) -> Answer:
        self.asked.append(asked)
        told = self.answers.pop(0) if self.answers else Answer(200, "", b"", asked.url)
        if isinstance(told, OutsideFailure):
            raise told
        return told if isinstance(told, Answer) else told(asked)


_instead: list[World] = []
Twin = TypeVar("Twin", bound=World)


@contextmanager
def replaced_by(twin: Twin) -> Iterator[Twin]:
    _instead.append(twin)
    try:
        yield twin
    finally:
        _instead.remove(twin)


def _refuse_posts_of_a_trial(asked: Request, target: Target, allow: tuple[str, ...]) -> None:
    """A demo or a staging site asks whom it likes, but tells only those that are named."""
    is_trial = config.current().site.mode != "live"
    if asked.method != "GET" and is_trial and not is_allowed_by_name(target, allow):
        raise NotAllowed(
            f"a {config.current().site.mode} site sends nothing to {target.host}; "
            "if that is meant, name it in outside.allow"
        )


def _headers(asked: Request, target: Target, content_type: str) -> dict[str, str]:
    usual = {
        "host": target.authority,
        "user-agent": f"CivicReport ({config.current().site.url})",
        "accept": "*/*",
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }
    if content_type:
        usual["content-type"] = content_type
    own = {name.lower(): value for name, value in asked.headers.items()}
    return {**usual, **own, "host": target.authority}


def _lost(target: Target, deadline: Deadline, error: Exception) -> str:
    if deadline.is_over or isinstance(error, TimeoutError):
        return f"{target.host}: no complete answer within {deadline.seconds:g} s"
    return f"{target.host}: the answer got lost ({type(error).__name__}: {error})"
