"""Who lives and works in the demo: officers who can sign in, residents, and passers-by."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from civicreport import config
from civicreport.accounts import operations
from civicreport.accounts.models import Account, ApiKey, Right
from civicreport.accounts.queries import by_email
from civicreport.bodies.models import Body, Membership, Role
from civicreport.bodies.operations import appoint
from civicreport.db import session
from civicreport.open311.guide import DEMO_KEY
from civicreport.web.sign_in import hash_password

ADMINISTRATOR = "administrator@demo.invalid"
_PROGRAM = "demo"
_TRIALS_PER_HOUR = 100_000


class SignIn(NamedTuple):
    who: str
    email: str
    password: str


def administrator(*, at: datetime) -> Account:
    return _staff(ADMINISTRATOR, "Dov Demo", None, Role.ADMINISTRATOR, at=at)


def officer(body: Body, *, at: datetime) -> Account:
    return _staff(_officers_address(body), "Cleo Demo", body, Role.OFFICER, at=at)


def resident(name: str, *, at: datetime) -> Account:
    """Somebody whose address is confirmed."""
    email = f"{name.lower().replace(' ', '.')}@residents.demo.invalid"
    return by_email(email) or operations.create_person(email=email, name=name, at=at)


def passer_by(*, at: datetime) -> Account:
    account, _secret = operations.new_device(at=at)
    return account


def program(*, at: datetime) -> None:
    """Everybody may try the API with its key, and answer for the first council. Once revoked, it
    stays so.
    """
    if session.scalar(sa.select(sa.exists().where(ApiKey.name == _PROGRAM))):
        return
    body = session.scalars(sa.select(Body).where(Body.is_active).order_by(Body.id).limit(1)).one()
    operations.create_key(
        _PROGRAM,
        rights=list(Right),
        body_id=body.id,
        per_hour=_TRIALS_PER_HOUR,
        at=at,
        secret=DEMO_KEY,
    )


def sign_ins() -> Sequence[SignIn]:
    """Every demo account of the staff, the administrator first."""
    held = sa.select(Membership).join(Account).where(Account.email.endswith("demo.invalid"))
    rows = session.scalars(held.order_by(Membership.body_id.is_not(None), Membership.id))
    return [_sign_in(row.body, str(row.account.email)) for row in rows]


def _sign_in(body: Body | None, email: str) -> SignIn:
    who = f"Officer of {body.name}" if body else "Administrator of the site"
    return SignIn(who, email, _password(email))


def _staff(email: str, name: str, body: Body | None, role: Role, *, at: datetime) -> Account:
    account = by_email(email)
    if account is None:
        account = operations.create_person(
            email=email, name=name, password_hash=hash_password(_password(email)), at=at
        )
    appoint(account, body=body, role=role)
    return account


def _officers_address(body: Body) -> str:
    return body.email.replace("office@", "officer@")


def _password(email: str) -> str:
    """Each site has its own, and can tell them again without having kept them."""
    key = config.current().secret_key.encode()
    digest = hmac.new(key, f"demo {email}".encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode().lower()
    return "-".join((letters[:4], letters[4:8], letters[8:12]))
