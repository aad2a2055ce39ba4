"""The desk's door: in with a password, out with a button."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.db import transaction
from civicreport.web import limits, sign_in
from civicreport.web.sign_in import SignInForm

blueprint = Blueprint("sign_in", __name__)

TYPED = ("text", "note", "reason")  # where officers write at length


@blueprint.get("/sign-in")
def show() -> ResponseReturnValue:
    if sign_in.signed_in_account():
        return redirect(url_for("officers.inbox.index"), 303)
    return _page(SignInForm(formdata=None))


@blueprint.post("/sign-in")
@limits.limit("sign_ins")
@limits.limit_by(sign_in.typed_address, "sign_ins")
def begin() -> ResponseReturnValue:
    form = SignInForm()
    with transaction():
        if not form.validate() or form.user is None:
            return _page(form), 422
        sign_in.begin(form.user)
    return redirect(form.next.data or url_for("officers.inbox.index"), 303)


@blueprint.post("/sign-out")
def end() -> ResponseReturnValue:
    sign_in.end()
    return redirect(url_for("officers.sign_in.show"), 303)


def ended_while_writing() -> ResponseReturnValue:
    """A form came after its session had ended: keep what was typed within reach."""
    typed = [words for name in TYPED if (words := request.form.get(name, "").strip())]
    return _page(SignInForm(formdata=None), typed=typed), 401


def _page(form: SignInForm, *, typed: list[str] | None = None) -> str:
    return render_template("officers/sign_in/show.html", form=form, typed=typed or [])
