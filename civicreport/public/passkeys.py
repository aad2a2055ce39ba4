"""Passkeys, for whoever likes them: add one, sign in by it, remove it."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.accounts import passkeys
from civicreport.accounts.models import Account
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import NotFound, PasskeyRefused
from civicreport.web import visitor
from civicreport.web.limits import limit

blueprint = Blueprint("passkeys", __name__)


@blueprint.post("/sign-in/passkey/challenge")
@limit("sign_ins")
def challenge() -> ResponseReturnValue:
    with transaction():
        return jsonify(passkeys.options_to_sign_in(at=clock.now()))


@blueprint.post("/sign-in/passkey")
@limit("sign_ins")
def sign_in() -> ResponseReturnValue:
    with transaction():
        try:
            person = passkeys.sign_in(request.form.get("credential", ""), at=clock.now())
        except PasskeyRefused:
            return render_template("public/passkeys/refused.html"), 422
        visitor.sign_in(person)
    return redirect(url_for("public.mine.show"), 303)


@blueprint.post("/reports/mine/passkeys/challenge")
@limit("acts")
def challenge_to_add() -> ResponseReturnValue:
    with transaction():
        return jsonify(passkeys.options_to_add(_resident(), at=clock.now()))


@blueprint.post("/reports/mine/passkeys")
@limit("acts")
def add() -> ResponseReturnValue:
    with transaction():
        try:
            passkeys.add(_resident(), request.form.get("credential", ""), at=clock.now())
        except PasskeyRefused:
            return render_template("public/passkeys/refused.html"), 422
    return redirect(url_for("public.mine.show", _anchor="me"), 303)


@blueprint.post("/reports/mine/passkeys/<int:number>/removal")
@limit("acts")
def remove(number: int) -> ResponseReturnValue:
    with transaction():
        passkeys.remove(_resident(), number)
    return redirect(url_for("public.mine.show", _anchor="me"), 303)


def _resident() -> Account:
    """Raises NotFound for whoever has no place here to keep a passkey."""
    known = visitor.account()
    if known is None or not passkeys.may_have(known):
        raise NotFound
    return known
