"""Residents come in by a code that is mailed to them: no password, and the same answer for every
address. Staff have a door of their own, and no code opens it.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, StringField, ValidationError

from civicreport.accounts import codes, operations
from civicreport.accounts.codes import Tried
from civicreport.accounts.models import OneTimeLink
from civicreport.accounts.queries import same_address
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.notifications import operations as notifications
from civicreport.web import languages, visitor
from civicreport.web.headers import keep_address_secret
from civicreport.web.limits import limit
from civicreport.web.typed import is_address, on_one_line

blueprint = Blueprint("sign_in", __name__)
blueprint.after_request(keep_address_secret)


class AddressForm(Form):  # type: ignore[misc] # WTForms has no types
    email = EmailField(_l("E-mail"), filters=[on_one_line])

    def validate_email(self, field: Any) -> None:
        if not is_address(field.data):
            raise ValidationError(_("This is not an e-mail address, as in name@example.org."))


class CodeForm(Form):  # type: ignore[misc] # WTForms has no types
    code = StringField(_l("Code"), filters=[on_one_line])


@blueprint.get("/sign-in")
def show() -> ResponseReturnValue:
    known = visitor.account()
    if known is not None and known.email is not None:
        return redirect(url_for("public.mine.show"), 303)
    return _page(AddressForm())


@blueprint.post("/sign-in")
@limit("sign_ins")
def ask() -> ResponseReturnValue:
    form = AddressForm(request.form)
    if not form.validate():
        return _page(form), 422
    with transaction():
        known = visitor.account()
        link = notifications.send_code(
            email=form.email.data,
            account_id=known.id if known else None,
            language=languages.current(),
            at=clock.now(),
        )
        token = codes.ticket_for(link)
    return redirect(url_for(".show_code", token=token), 303)


@blueprint.get("/sign-in/<token>")
def show_code(token: str) -> ResponseReturnValue:
    return _code_page(codes.link_of(token), token, CodeForm())


@blueprint.post("/sign-in/<token>")
@limit("sign_ins")
def enter(token: str) -> ResponseReturnValue:
    form, now = CodeForm(request.form), clock.now()
    with transaction():
        link = codes.link_of(token)
        tried = codes.try_code(link, form.code.data or "", at=now)
        if tried is Tried.RIGHT:
            person = operations.confirm(link, at=now, browser=visitor.account())
            visitor.sign_in(person)
            return redirect(url_for("public.mine.show"), 303)
        if link.used_at is not None and same_address(visitor.address(), link.email):
            return redirect(url_for("public.mine.show"), 303)  # the same button, tapped twice
        form.code.errors = [_why(tried)]
        return _code_page(link, token, form), 422


@blueprint.post("/sign-out")
@limit("acts")
def end() -> ResponseReturnValue:
    """Out of this browser, or out of all that act for the same person; a mere device is forgotten
    only where that is asked for, since nobody could come back to what it did.
    """
    is_forgotten = bool(request.form.get("forget"))
    with transaction():
        if is_forgotten:
            visitor.forget()
        else:
            visitor.sign_out(everywhere=bool(request.form.get("everywhere")))
    # Its script forgets what the device kept.
    return redirect(url_for(".show", out="forgotten" if is_forgotten else "y"), 303)


def _why(tried: Tried) -> str:
    if tried is Tried.WRONG:
        return str(_("This is not the code of the latest mail. Look again."))
    return str(_("This code does not work any more. Ask for a new one."))


def _page(form: AddressForm) -> str:
    return render_template("public/sign_in/show.html", form=form)


def _code_page(link: OneTimeLink, token: str, form: CodeForm) -> str:
    return render_template(
        "public/sign_in/show_code.html",
        form=form,
        token=token,
        email=link.email,
        minutes=int(codes.LIVES.total_seconds() // 60),
    )
