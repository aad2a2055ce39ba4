"""Carries strange requests to a served site, byte for byte, and tells what came back."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from werkzeug.datastructures import Headers

from tests.bench.site import BenchSite
from tests.fuzz.oracle import surprises
from tests.fuzz.probes import READING, URLENCODED, Probe

PATIENCE_SECONDS = 30
# What reading may never touch; the worker keeps its own books meanwhile.
KEPT = (
    *("report", "account", "device", "upvote", "follow", "history_row", "photo", "text"),
    *("delivery", "notification", "one_time_link"),
)
_SIGN_IN = re.compile(r"(administrator@\S+)\s+(\S+)")
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Tally:
    what: str
    answers: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)

    def expect_same(self, before: dict[str, int], after: dict[str, int]) -> None:
        if before != after:
            self.surprises.append(f"reading wrote: {before} became {after}")

    def __str__(self) -> str:
        counted = ", ".join(f"{n} x {answer}" for answer, n in sorted(self.answers.items()))
        told = "".join(f"\n  ! {surprise}" for surprise in self.surprises[:50])
        return f"{self.what}: {self.answers.total()} requests ({counted}){told}"


class Carrier:
    def __init__(self, site: BenchSite, log: Path) -> None:
        self.site, self.log = site, log

    def carry(self, what: str, probes: Iterator[Probe], seconds: float) -> Tally:
        tally = Tally(what)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            probe = next(probes)
            try:
                status, headers, content = self._send(probe)
            except (HTTPException, OSError) as error:
                tally.answers[type(error).__name__] += 1
                tally.surprises.append(f"{error!r}: {probe}")
                continue
            tally.answers[str(status)] += 1
            for surprise in surprises(probe, status, headers, content):
                tally.surprises.append(f"{surprise} ({headers['X-Request-Id']}): {probe}")
        return tally

    def rows(self) -> dict[str, int]:
        engine = sa.create_engine(self.site.database_url)
        with engine.connect() as connection:
            counts = {
                name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name)))
                for name in KEPT
            }
        engine.dispose()
        return {name: count or 0 for name, count in counts.items()}

    def sign_in(self) -> tuple[str, str]:
        """As the demo's administrator: the session's cookie, and the token that its forms want."""
        printed = _SIGN_IN.search(self.log.read_text())
        if printed is None:
            raise SystemExit("The demo has not said who may sign in.")
        body = urlencode({"email": printed[1], "password": printed[2]}).encode()
        headers = {"Content-Type": URLENCODED}
        _, answer, _ = self._send(Probe("POST", "/officers/sign-in", headers, body))
        cookie = (answer.get("Set-Cookie") or "").partition(";")[0]
        _, answer, page = self._send(Probe("GET", "/officers/", {"Cookie": cookie}))
        cookie = (answer.get("Set-Cookie") or cookie).partition(";")[0]
        token = _TOKEN.search(page)
        if token is None:
            raise SystemExit("The desk did not let the administrator in.")
        return cookie, token[1].decode()

    def _send(self, probe: Probe) -> tuple[int, Headers, bytes]:
        headers = dict(probe.headers)
        if probe.method not in READING:
            headers["Content-Length"] = str(len(probe.body))
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE_SECONDS)
        connection.putrequest(probe.method, probe.path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value.encode("latin-1", "replace"))
        connection.endheaders(probe.body)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, Headers(answer.getheaders()), content
