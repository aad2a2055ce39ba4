"""`/metrics`, as Prometheus reads it: for this machine, or for whoever shows the token."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, abort, request

from civicreport import config, jobs
from civicreport.db import is_away, own_transaction
from civicreport.delivery import figures
from civicreport.domain.health import Alarm
from civicreport.web.headers import keep_nowhere

blueprint = Blueprint("metrics", __name__)
_OF_PROXIES = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")
_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_HELP = {
    "deliveries_waiting": "Deliveries that have not left yet.",
    "deliveries_oldest_due_seconds": "For how long the oldest of them has been due.",
    "deliveries_dead": "Dead letters, which wait for a person.",
    "hook_calls_waiting": "Calls of the operator's webhooks that have not left yet.",
    "hook_calls_dead": "Calls of these that were given up.",
    "contacts_failing": "Contacts that cannot be reached or send mail back.",
    "mails_queued": "Mails that wait for a body's officers.",
    "mails_quarantined": "Mails that wait for an administrator.",
    "jobs_oldest_waiting_seconds": "For how long the oldest due job waits; grows without a worker.",
}


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/metrics")
def show() -> Response:
    if not (_is_from_here() or _shows_the_token()):
        abort(404)
    try:
        text = "\n".join([*_lines(), ""])
    except Exception as error:
        if not is_away(error):
            raise
        return _answer("civicreport_up 0\n", status=503)
    return _answer(text)


def _is_from_here() -> bool:
    """From this machine, and not by way of a proxy on it, behind which anybody may stand."""
    if any(name in request.headers for name in _OF_PROXIES):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _shows_the_token() -> bool:
    token = config.current().server.metrics_token
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    is_it = hmac.compare_digest(shown.encode(), token.encode())
    return bool(token) and kind == "Bearer" and is_it


def _lines() -> Iterator[str]:
    with own_transaction() as session:
        found = figures.figures(session)
        raised = figures.alarms_by_kind(session)
    found["jobs_oldest_waiting_seconds"] = jobs.oldest_waiting_seconds()
    yield "civicreport_up 1"
    for name, value in found.items():
        yield f"# HELP civicreport_{name} {_HELP[name]}"
        yield f"# TYPE civicreport_{name} gauge"
        yield f"civicreport_{name} {value:g}"
    yield "# HELP civicreport_contact_alarms Contacts that seem dead, by what is wrong."
    yield "# TYPE civicreport_contact_alarms gauge"
    for kind in Alarm:
        yield f'civicreport_contact_alarms{{kind="{kind}"}} {raised.get(kind, 0)}'


def _answer(text: str, *, status: int = 200) -> Response:
    return keep_nowhere(Response(text, status=status, content_type=_TYPE))
