"""Who comes in here, asked once for the whole audience and before anything is read."""

from __future__ import annotations

from flask import Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.bodies import queries as bodies
from civicreport.officers import sign_in as door
from civicreport.web import form_tokens, sign_in
from civicreport.web.guards import SAFE

FOR_EVERYBODY = frozenset({"officers.sign_in.show", "officers.sign_in.begin"})


def staff_only() -> ResponseReturnValue | None:
    """Let staff pass as `g.viewer` and `g.account`, their posts only from forms of ours."""
    if request.endpoint in FOR_EVERYBODY:
        return None
    account = sign_in.signed_in_account()
    if account is None:
        return _to_the_door()
    g.account = account
    g.viewer = bodies.viewer(account.id)
    if not g.viewer.is_staff:
        abort(403)
    if request.method not in SAFE:
        form_tokens.check()
    return None


def administrators_only() -> None:
    """Behind `staff_only`: pages for those who run the site or administer a body."""
    if not g.viewer.is_administrator:
        abort(403)


def _to_the_door() -> ResponseReturnValue:
    if request.method in SAFE:
        return redirect(url_for("officers.sign_in.show", next=request.full_path.rstrip("?")), 303)
    return door.ended_while_writing()


def keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
