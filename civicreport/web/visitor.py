"""Who is asking: a stranger, a device that acted before, or somebody who signed in.

A stranger stays one until an act needs to be theirs; only then is a device account made and its
cookie set. Reading never sets one.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Callable

from flask import Flask, Response, current_app, g, request

from civicreport import config
from civicreport.accounts import operations, queries
from civicreport.accounts.models import Account
from civicreport.bodies.queries import viewer as viewer_of
from civicreport.domain import clock
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.web import languages
from civicreport.web.headers import DEVICE_COOKIE, PERSON_COOKIE

TWO_YEARS_IN_SECONDS = 2 * 365 * 24 * 3600
_LONGEST_SECRET = 200
SignedIn = Callable[[], Account | None]


def init_app(app: Flask) -> None:
    app.extensions.setdefault("civicreport_signed_in", lambda: None)
    app.after_request(_give_cookie)


def use_sign_in(app: Flask, signed_in: SignedIn) -> None:
    """`web.sign_in` says who is signed in, so that this module need not know how."""
    app.extensions["civicreport_signed_in"] = signed_in


def account() -> Account | None:
    """The signed-in person, else the device's account, else nobody; asked once a request."""
    if "account" not in g:
        g.account = _signed_in() or _by_device()
    known: Account | None = g.account
    return known


def account_or_new() -> Account:
    """For an act: a stranger gets a device account now, in the caller's transaction."""
    known = account()
    if known is None:
        known, g.new_device_secret = operations.new_device(at=clock.now())
        g.account = known
    known.language = languages.current()  # what becomes of the act is told in the same words
    return known


def remember(person: Account) -> None:
    """After somebody has proven to be this person: a browser that is nobody's acts for them."""
    person.language = languages.current()
    known = account()
    if known is None or known.email is None:
        sign_in(person)


def sign_in(person: Account) -> None:
    """Make this browser theirs from now on; what it did as a mere device is theirs, too.

    Not where they have a password: then they sign in by it, and nothing that is mailed does it for
    them. The cookie is a new one: whoever knew the former one must not come in by it.
    """
    if person.password is not None:
        return
    person.language = languages.current()
    known = account()
    if known is not None and known.email is None and known is not person:
        operations.take_in(known, person, at=clock.now())
    _forget_this_device()
    g.new_device_secret = operations.add_device(person, at=clock.now())
    g.account = person
    g.person_alias = alias()


def sign_out(*, everywhere: bool = False) -> None:
    """Let this browser, or each of the person's, act for nobody from now on.

    A mere device stays one: nobody could come back to what it did.
    """
    known = account()
    if known is None or known.email is None:
        return
    if everywhere:
        operations.forget_devices(known)
    forget()


def forget() -> None:
    """Let this browser be a stranger's again."""
    _forget_this_device()
    g.device_is_forgotten = True
    g.account = None


def alias() -> str:
    """Of whoever has signed in here; empty for a stranger and for a mere device.

    A browser's scripts may read it and learn nothing from it: so what somebody writes here and has
    not sent yet stays theirs, also where it is sent days later, by itself.
    """
    known = account()
    return keyed("person", str(known.id))[:16] if known and known.email else ""


def still_writes(written_by: str) -> bool:
    """Whether whoever wrote under this alias acts here now; where not, the browser unlearns it."""
    if not written_by or written_by == alias():
        return True
    g.person_alias = alias()
    return False


def _forget_this_device() -> None:
    secret = _device_secret()
    if secret:
        operations.forget_device(secret)


def address() -> str:
    """Where we may write to them; empty for whoever has not proven one."""
    known = account()
    return (known.email or "") if known and known.email_confirmed_at else ""


def name() -> str:
    """As they gave it last."""
    known = account()
    return known.name if known else ""


def viewer() -> Viewer:
    known = account()
    return viewer_of(known.id) if known else STRANGER


def origin() -> str:
    """A keyed hash of the network prefix: enough to count by, too little to find anybody."""
    return keyed("network", _prefix(request.remote_addr))


def device_hash() -> str | None:
    """A keyed hash of the cookie that was sent, whether it is one of ours or not."""
    secret = _device_secret()
    return keyed("device", secret) if secret else None


def _signed_in() -> Account | None:
    asked: SignedIn = current_app.extensions["civicreport_signed_in"]
    return asked()


def _by_device() -> Account | None:
    secret = _device_secret()
    return queries.account_by_device(secret) if secret else None


def _device_secret() -> str | None:
    secret = request.cookies.get(DEVICE_COOKIE, "")
    return secret if 0 < len(secret) <= _LONGEST_SECRET and secret.isascii() else None


def _prefix(address: str | None) -> str:
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))


def keyed(kind: str, value: str) -> str:
    """To count by something without keeping it."""
    key = config.current().secret_key.encode()
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()[:32]


def _give_cookie(response: Response) -> Response:
    """The transaction that made the device has ended by now; an error took it back."""
    secret = g.get("new_device_secret")
    if secret and response.status_code < 400:
        response.set_cookie(
            DEVICE_COOKIE,
            secret,
            max_age=TWO_YEARS_IN_SECONDS,
            secure=config.current().site.url.startswith("https://"),
            httponly=True,
            samesite="Lax",
        )
        response.headers.setdefault("Cache-Control", "private, no-cache")
        _give_alias(response)
    elif g.get("device_is_forgotten") and response.status_code < 400:
        response.delete_cookie(DEVICE_COOKIE, httponly=True, samesite="Lax")
        _give_alias(response)
    elif not secret and "person_alias" in g:
        _give_alias(response)
    return response


def _give_alias(response: Response) -> None:
    """Without the database: it has been asked by now."""
    given = g.get("person_alias")
    if given:
        response.set_cookie(
            PERSON_COOKIE,
            given,
            max_age=TWO_YEARS_IN_SECONDS,
            secure=config.current().site.url.startswith("https://"),
            samesite="Lax",
        )
    elif PERSON_COOKIE in request.cookies:
        response.delete_cookie(PERSON_COOKIE, samesite="Lax")
