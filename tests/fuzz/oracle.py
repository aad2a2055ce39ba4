"""What no answer may be, whatever was asked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers

from tests.fuzz.probes import READING, Probe

ALWAYS_SENT = ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control")
TRACES = (b"Traceback (most recent", b"sqlalchemy", b"psycopg", b"werkzeug")
COOKIES = ("civicreport_device", "civicreport_desk")


def surprises(probe: Probe, status: int, headers: Headers, content: bytes) -> Iterator[str]:
    if status >= 500:
        yield f"answered {status}"
    if any(trace in content for trace in TRACES):
        yield "shows what is inside"
    if "X" in headers or "Bcc" in headers:
        yield "lets headers in"
    yield from (f"lacks {name}" for name in ALWAYS_SENT if name not in headers)
    if not _stays(headers.get("Location", "/")):
        yield f"leads to {headers['Location']}"
    yield from _of_caches(probe, headers)


def _stays(location: str) -> bool:
    return not any(urlsplit(location)[:2]) and location.startswith("/")


def _of_caches(probe: Probe, headers: Headers) -> Iterator[str]:
    """Strangers get no cookie by looking, and nobody keeps what was said to one person."""
    knows_us = any(name in probe.headers.get("Cookie", "") for name in COOKIES)
    may_be_kept = "public" in headers.get("Cache-Control", "")
    if "Set-Cookie" in headers and probe.method in READING and not knows_us:
        yield "gives a stranger a cookie"
    if may_be_kept and ("Set-Cookie" in headers or probe.method not in (*READING, "OPTIONS")):
        yield "lets caches keep what is one person's"
