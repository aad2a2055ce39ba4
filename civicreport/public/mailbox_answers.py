"""Answering from the demo's mailbox: the same mail that a mail program would send, by the same way.

Whoever tries the site out is, by turns, the council and the resident, so that the sender may be
changed, too: a stranger's answer then shows where it waits.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from civicreport import config
from civicreport.adapters.mail import Attachment, BadAddress
from civicreport.adapters.mailbox import Received
from civicreport.db import transaction
from civicreport.delivery.inbound import queries, reception
from civicreport.domain import clock
from civicreport.domain.errors import NotFound
from civicreport.public.mailbox import PICTURES, AnswerForm, mailbox, only_in_a_demo
from civicreport.public.mailbox import page as letter_page
from civicreport.public.mailbox_reply import answers_go_to, reply_to
from civicreport.public.photo_intake import shown_name
from civicreport.web.headers import keep_nowhere
from civicreport.web.limits import limit

blueprint = Blueprint("mailbox_answers", __name__, url_prefix="/demo/mailbox/<key>/answers")
blueprint.before_request(only_in_a_demo)
blueprint.after_request(keep_nowhere)


@blueprint.post("")
@limit("acts")
def create(key: str) -> ResponseReturnValue:
    letter = mailbox().letter(key)
    form = AnswerForm(request.form)
    raw = _written(letter, form) if form.validate() else b""
    if not raw:
        return letter_page(letter, form), 422
    with transaction():
        kept = reception.keep(
            raw,
            recipient=answers_go_to(letter.message),
            envelope_sender=form.sender.data,
            at=clock.now(),
        )
        mail_id = kept.id
    return redirect(url_for(".show", key=key, mail_id=mail_id), 303)


@blueprint.get("/<int:mail_id>")
def show(key: str, mail_id: int) -> str:
    letter = mailbox().letter(key)
    return render_template(
        "public/mailbox_answers/show.html",
        key=key,
        letter=letter,
        mail=queries.received_mail(mail_id, recipient=answers_go_to(letter.message)),
    )


def _written(letter: Received, form: AnswerForm) -> bytes:
    """The mail; empty where it cannot be one, and the form says why."""
    if not answers_go_to(letter.message):
        raise NotFound(letter=letter.key)
    photos = _enclosed(request.files.getlist("photos"))
    try:
        reply = reply_to(
            letter.message, sender=form.sender.data, text=form.text.data, photos=photos
        )
    except BadAddress:
        form.sender.errors = [_("This is no e-mail address.")]
        return b""
    raw = reply.as_bytes()
    if len(raw) > config.current().inbound.max_bytes:
        form.photos.errors = [_("This is more than one mail may hold. Send fewer photos.")]
        return b""
    return raw


def _enclosed(files: Iterable[FileStorage]) -> list[Attachment]:
    chosen = [file for file in files if file.filename][: config.current().photos.max_count]
    return [
        Attachment(
            shown_name(file.filename),
            file.mimetype if file.mimetype in PICTURES else "application/octet-stream",
            file.stream.read(),
        )
        for file in chosen
    ]
