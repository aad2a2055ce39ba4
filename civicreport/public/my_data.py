"""My data: a copy of all that I gave, and the end of it."""

from __future__ import annotations

import json
import tempfile
import zipfile
from datetime import datetime
from typing import IO, Any

from flask import Blueprint, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from civicreport.accounts import erasing, queries
from civicreport.accounts.models import Account
from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.categories import queries as categories
from civicreport.db import transaction
from civicreport.delivery import forgetting
from civicreport.domain import clock
from civicreport.notifications import queries as notifications
from civicreport.participation import queries as participation
from civicreport.reports import own_data
from civicreport.reports.photos import large
from civicreport.web import visitor
from civicreport.web.headers import keep_nowhere
from civicreport.web.i18n import long_day
from civicreport.web.limits import limit
from civicreport.web.names import named

blueprint = Blueprint("my_data", __name__, url_prefix="/reports/mine")
IN_MEMORY = 5_000_000
EVERYTHING = 100_000


@blueprint.post("/copy")
@limit("reports")
def copy() -> ResponseReturnValue:
    """One file with all of it, by a button: it costs more than a page, and so is counted."""
    with transaction():
        account = visitor.account()
        if account is None:
            return redirect(url_for("public.mine.show"), 303)
        told, keys = everything(account), own_data.photo_keys(account.id)
    to_be_read = render_template(
        "public/my_data/copy.html", told=told, names=_names(), day=_day, today=clock.now()
    )
    return keep_nowhere(
        send_file(
            packed(told, to_be_read, keys),
            mimetype="application/zip",
            as_attachment=True,
            download_name="my-reports.zip",
        )
    )


@blueprint.get("/erasure")
def show_erasure() -> ResponseReturnValue:
    account = visitor.account()
    if account is None:
        return redirect(url_for("public.mine.show"), 303)
    return render_template("public/my_data/show_erasure.html", account=account)


@blueprint.post("/erasure")
@limit("acts")
def erase() -> ResponseReturnValue:
    """For good. A second tap finds nobody to erase."""
    with transaction():
        account = visitor.account()
        if account is not None:
            erasing.erase(account, at=clock.now())
            visitor.forget()
    return render_template("public/my_data/erase.html")


def everything(account: Account) -> dict[str, Any]:
    return {
        "account": {
            "email": account.email,
            "name": account.name,
            "language": account.language,
            "since": account.created_at.isoformat(),
            "passkeys": [key.created_at.isoformat() for key in queries.passkeys_of(account.id)],
        },
        "reports": own_data.reports_of(account.id),
        "written_elsewhere": own_data.words_elsewhere(account.id),
        "seen_too": list(participation.upvoted_by(account.id, EVERYTHING)),
        "followed": list(participation.followed_by(account.id, EVERYTHING)),
        "mails_to_me": [
            {"at": one.sent_at.isoformat(), "about": one.topic.value, "report": one.report_id}
            for one in notifications.told(account.id)
            if one.sent_at
        ],
        "mails_to_councils": forgetting.letters_about(account.id),
    }


def packed(told: dict[str, Any], to_be_read: str, photo_keys: list[str]) -> IO[bytes]:
    """A page for people, the values as JSON, and each photo as it is kept."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - sent, then closed
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("my-reports.html", to_be_read)
        archive.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2))
        for key in photo_keys:
            try:
                archive.writestr(own_data.file_of(key), store().get(large(key)))
            except PhotoMissing:
                continue
    file.seek(0)
    return file


def _names() -> dict[str, str]:
    return {one.code: named(one.name) for one in categories.all_categories()}


def _day(at: str) -> str:
    """Of an instant as the copy tells it to programs."""
    return long_day(datetime.fromisoformat(at))
