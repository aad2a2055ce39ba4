"""Signing in: staff only, by password. The one home of Flask-Security.

Of Flask-Security we use what is hard to get right: argon2, the same time for a wrong address as
for a wrong password, sessions that end when `fs_uniquifier` changes. Its own pages stay out: a
mere look at its sign-in page sets a cookie, and we need one page of its two dozen. Ours is
`officers/sign_in.py`. It commits nothing either: the view's transaction does.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import flask_security
from flask import current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login.utils import _user_context_processor
from flask_security import LoginForm, RoleMixin, Security, UserDatastore, UserMixin
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from civicreport.accounts import queries as accounts
from civicreport.accounts.models import Account
from civicreport.domain.errors import PasswordTooShort
from civicreport.web import visitor

if TYPE_CHECKING:
    from flask import Flask, Request
    from wtforms import Field

COOKIE = "civicreport_desk"
WORKING_DAY = timedelta(hours=12)  # then a shared desk asks again
MINIMUM_LENGTH = 12
# OWASP's choice: 19 MiB for each try, so that many at once cannot take a small server's memory.
ARGON2 = {"argon2__memory_cost": 19_456, "argon2__time_cost": 2, "argon2__parallelism": 1}
_OWN_PAGE = re.compile(r"/officers/[\w/?=&%.~+-]*", re.ASCII)


class StaffUser(UserMixin):
    """An account as Flask-Security wants to see it; accounts know nothing of the web."""

    fs_uniquifier = ""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.password = account.password
        self.active = account.is_active
        self.fs_uniquifier = account.fs_uniquifier


class StaffStore(UserDatastore):
    """Accounts with an address and a password. Devices never come in."""

    def __init__(self) -> None:
        super().__init__(StaffUser, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **by: Any) -> StaffUser | None:  # noqa: FBT001, FBT002, ARG002 - its signature; addresses never tell upper from lower case
        account = (
            accounts.by_email(by["email"])
            if "email" in by
            else accounts.by_uniquifier(by["fs_uniquifier"])
        )
        if account is None or not account.email or not account.password:
            return None
        return StaffUser(account)

    def put(self, user: StaffUser) -> StaffUser:
        """Keep a password that was hashed anew, because the recommended costs had grown."""
        user.account.password = user.password
        return user


class StaffSessions(SecureCookieSessionInterface):
    """Where no cookie came nothing is read, so that no key need be made ready for it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if COOKIE not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


class SignInForm(LoginForm):
    """Says the same of an unknown address, a wrong password and a closed account."""

    class Meta:
        csrf = False  # a stranger has no session to keep a token in: the origin guard stands here

    email = EmailField(
        lazy_gettext("E-mail address"),
        validators=[InputRequired(lazy_gettext("Enter your e-mail address.")), Length(max=254)],
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[InputRequired(lazy_gettext("Enter your password.")), Length(max=1000)],
    )
    remember = None
    submit = None

    def validate(self, **options: Any) -> bool:
        if super().validate(**options):
            return True
        self.password.data = ""
        if self.ifield is not None:  # both fields were filled in, and looked up
            self.email.errors = [_("This address and password do not belong together.")]
            self.password.errors = []
        return False

    def validate_next(self, field: Field) -> None:
        if not _OWN_PAGE.fullmatch(field.data or ""):
            field.data = ""


def init_app(app: Flask) -> None:
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=WORKING_DAY,
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2,
        # Salted by argon2 itself: a changed secret_key ends sessions, not passwords.
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
    )
    app.session_interface = StaffSessions()
    security = Security(app, StaffStore(), register_blueprint=False)
    _leave_strangers_alone(app, security)
    visitor.use_sign_in(app, signed_in_account)


def _leave_strangers_alone(app: Flask, security: Security) -> None:
    """Take off the hooks that would open the session, and so vary by cookie, on every page."""
    manager = security.login_manager
    manager.request_loader(lambda _request: None)  # no sign-in by a token in an address
    security.principal.identity_loaders.clear()
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001
    app.after_request_funcs[None].remove(manager._update_remember_cookie)  # noqa: SLF001
    app.template_context_processors[None].remove(_user_context_processor)


def hash_password(plain: str) -> str:
    """For `Account.password`. Raises PasswordTooShort."""
    if len(plain) < MINIMUM_LENGTH:
        raise PasswordTooShort(minimum=MINIMUM_LENGTH)
    normal = current_app.extensions["security"].password_util.normalize(plain)
    return str(flask_security.hash_password(normal))


def typed_address() -> str:
    """Whose password is being tried: guesses are counted by that as well."""
    return visitor.keyed("address", request.form.get("email", "").strip().lower())


def begin(user: UserMixin) -> None:
    """A session of its own: nothing of a former one stays in it."""
    session.clear()
    flask_security.login_user(user)


def end() -> None:
    flask_security.logout_user()
    session.clear()


def signed_in_account() -> Account | None:
    """Whose session this is. Without our cookie nothing is read, and the page stays cacheable."""
    if COOKIE not in request.cookies:
        return None
    user = flask_security.current_user
    return user.account if user.is_authenticated else None
