"""One line for each request: what was asked, how it ended, how long it took, under which id.

No address, no query string and no token is written: paths are given as their rules, with only
numbers filled in. Live sites get JSON, people at a terminal get words.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, request

from civicreport import config

log = logging.getLogger("civicreport.requests")
_GIVEN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_ARGUMENT = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def init_app(app: Flask) -> None:
    _write_to_stderr()
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The caller's own id where it is a sane one, so that a trace can cross machines."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(16)
    known: str = g.request_id
    return known


def path_without_secrets() -> str:
    """'/reports/12', but '/confirm/<token>'."""
    if request.url_rule is None:
        return "(no such page)"
    known = request.view_args
    if not known:
        return request.url_rule.rule

    def fill(found: re.Match[str]) -> str:
        value = known.get(found[1])
        return str(value) if isinstance(value, int) else f"<{found[1]}>"

    return _ARGUMENT.sub(fill, request.url_rule.rule)


def _begin() -> None:
    g.began = time.perf_counter()
    request_id()


def _end(response: Response) -> Response:
    began = g.get("began", None)
    facts = {
        "request_id": request_id(),
        "method": request.method,
        "path": path_without_secrets(),
        "status": response.status_code,
        "ms": round((time.perf_counter() - began) * 1000, 1) if began else None,
    }
    response.headers["X-Request-Id"] = facts["request_id"]
    log.info("%(method)s %(path)s %(status)s in %(ms)s ms", facts, extra={"facts": facts})
    return response


def _write_to_stderr() -> None:
    """Once for each process, however many apps it makes; a host's own set-up is left alone."""
    ours = logging.getLogger("civicreport")
    if ours.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    if config.current().site.mode == "live":
        handler.setFormatter(JsonLines())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
