"""How the site stands, for whoever watches it: is the process alive, may it get traffic."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify

from civicreport import jobs
from civicreport.db import is_away, migrations, own_transaction
from civicreport.delivery import figures
from civicreport.web.headers import keep_nowhere

blueprint = Blueprint("standing", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def healthz() -> Response:
    return keep_nowhere(jsonify(status="ok"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """503 until the database answers and has the schema of this code.

    What is wrong with a council's address is told besides: no other process would serve better.
    """
    found = _database()
    is_ready = found["database"] == "ok" and found["migrations"] == "ok"
    response = keep_nowhere(jsonify(status="ok" if is_ready else "not ready", **found))
    response.status_code = 200 if is_ready else 503
    return response


def _database() -> dict[str, str | float | None]:
    try:
        with own_transaction() as session:
            revision = migrations.current(session.connection())
            alarms = figures.alarms_by_kind(session) if revision == migrations.head() else {}
        waiting = jobs.oldest_waiting_seconds() if revision else None
    except Exception as error:
        if not is_away(error):
            raise
        return {"database": "away", "migrations": "unknown", "oldest_waiting_job_seconds": None}
    return {
        "database": "ok",
        "migrations": "ok" if revision == migrations.head() else f"at {revision}",
        "oldest_waiting_job_seconds": waiting,
        "contact_alarms": sum(alarms.values()),
    }
