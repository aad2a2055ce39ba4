"""The demo's mailbox: what a live site would have mailed, for whoever tries it out.

Letters hold sign-in links, so that these pages are there in a demo only, and nobody keeps them.
"""

from __future__ import annotations

from email.message import EmailMessage

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, MultipleFileField, TextAreaField
from wtforms.validators import DataRequired

from civicreport import config
from civicreport.adapters.mailbox import MailboxMail, Received
from civicreport.domain.errors import NotFound
from civicreport.public.mailbox_reply import answers_go_to, was_sent_to
from civicreport.web.headers import content_security_policy, keep_nowhere
from civicreport.web.typed import on_one_line, tidy

blueprint = Blueprint("mailbox", __name__, url_prefix="/demo/mailbox")
blueprint.after_request(keep_nowhere)

# A letter is a stranger to our pages: no scripts, no requests, and its links open the whole page.
SANDBOX = "allow-popups allow-top-navigation-by-user-activation"
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    f" sandbox {SANDBOX}"
)
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})


class AnswerForm(Form):  # type: ignore[misc] # WTForms has no types
    sender = EmailField(
        _l("From"),
        filters=[on_one_line],
        validators=[DataRequired(_l("Say who writes."))],
        description=_l("Whom it was sent to. Try a stranger’s: it is not believed."),
    )
    text = TextAreaField(
        _l("Your answer"),
        filters=[tidy],
        validators=[DataRequired(_l("Write a few words."))],
    )
    photos = MultipleFileField(_l("Photos"))


@blueprint.before_request
def only_in_a_demo() -> None:
    if config.current().site.mode != "demo":
        abort(404)


@blueprint.get("")
def index() -> str:
    return render_template("public/mailbox/index.html", letters=mailbox().newest())


@blueprint.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    letter = mailbox().letter(key)
    return page(letter, AnswerForm(data={"sender": was_sent_to(letter.message)}))


def page(letter: Received, form: AnswerForm) -> Response:
    """The letter, and below it the form that answers it, where somebody reads the answer."""
    shown = render_template(
        "public/mailbox/show.html",
        key=letter.key,
        letter=letter,
        text=_part(letter.message, "plain"),
        has_html=letter.message.get_body(("html",)) is not None,
        attachments=list(letter.message.iter_attachments()),
        sandbox=SANDBOX,
        form=form if answers_go_to(letter.message) else None,
    )
    response = make_response(shown)
    response.headers["Content-Security-Policy"] = f"{content_security_policy()}; frame-src 'self'"
    return response


@blueprint.get("/<key>/html")
def html(key: str) -> ResponseReturnValue:
    source = _part(mailbox().letter(key).message, "html")
    response = make_response(source.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.get("/<key>/attachments/<int:number>")
def attachment(key: str, number: int) -> ResponseReturnValue:
    parts = list(mailbox().letter(key).message.iter_attachments())
    if number >= len(parts):
        raise NotFound(attachment=number)
    response = make_response(parts[number].get_payload(decode=True))
    kind = parts[number].get_content_type()
    response.mimetype = kind if kind in PICTURES else "application/octet-stream"
    return response


def mailbox() -> MailboxMail:
    return MailboxMail(config.current().var_folder / "mailbox")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())
