"""The token in a signed-in person's forms. It lives as long as the session: an answer may be
written over a long lunch. Strangers' pages hold none; `guards` watches over their forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from civicreport.web.guards import ForeignOrigin

if TYPE_CHECKING:
    from flask import Flask

FIELD = "csrf_token"


class TokenMissing(ForeignOrigin):
    """A form without the token of this session: of an earlier one, or of somebody else's page."""


def init_app(app: Flask) -> None:
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.jinja_env.globals["form_token"] = form_token


def form_token() -> str:
    """For a hidden field; empty for whoever has no session."""
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return str(generate_csrf()) if has_session else ""


def check() -> None:
    """Raises TokenMissing."""
    try:
        validate_csrf(request.form.get(FIELD))
    except ValidationError as error:
        raise TokenMissing from error
