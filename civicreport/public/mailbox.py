"""The demo's mailbox: what a live site would have mailed, for whoever tries it out.

Letters hold sign-in links, so that these pages are there in a demo only, and nobody keeps them.
"""

from __future__ import annotations

from email.message import EmailMessage

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from civicreport import config
from civicreport.adapters.mailbox import MailboxMail
from civicreport.domain.errors import NotFound
from civicreport.web.headers import content_security_policy

blueprint = Blueprint("mailbox", __name__, url_prefix="/demo/mailbox")

# A letter is a stranger to our pages: no scripts, no requests, and its links open the whole page.
SANDBOX = "allow-popups allow-top-navigation-by-user-activation"
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    f" sandbox {SANDBOX}"
)
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})


@blueprint.before_request
def only_in_a_demo() -> None:
    if config.current().site.mode != "demo":
        abort(404)


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
def index() -> str:
    return render_template("public/mailbox/index.html", letters=_mailbox().newest())


@blueprint.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    letter = _mailbox().letter(key)
    page = render_template(
        "public/mailbox/show.html",
        key=key,
        letter=letter,
        text=_part(letter.message, "plain"),
        has_html=letter.message.get_body(("html",)) is not None,
        attachments=list(letter.message.iter_attachments()),
        sandbox=SANDBOX,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = f"{content_security_policy()}; frame-src 'self'"
    return response


@blueprint.get("/<key>/html")
def html(key: str) -> ResponseReturnValue:
    source = _part(_mailbox().letter(key).message, "html")
    response = make_response(source.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.get("/<key>/attachments/<int:number>")
def attachment(key: str, number: int) -> ResponseReturnValue:
    parts = list(_mailbox().letter(key).message.iter_attachments())
    if number >= len(parts):
        raise NotFound(attachment=number)
    response = make_response(parts[number].get_payload(decode=True))
    kind = parts[number].get_content_type()
    response.mimetype = kind if kind in PICTURES else "application/octet-stream"
    return response


def _mailbox() -> MailboxMail:
    return MailboxMail(config.current().var_folder / "mailbox")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())
