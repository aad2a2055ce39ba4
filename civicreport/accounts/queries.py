"""Whose device, whose address, which mailed link."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from civicreport.accounts.models import (
    Account,
    ApiKey,
    Device,
    LinkPurpose,
    OneTimeLink,
    Passkey,
    Right,
)
from civicreport.adapters import tokens
from civicreport.db import look_up, session
from civicreport.domain.errors import LinkExpired, NotFound

LINK_TOKEN = "one-time-link"  # noqa: S105 - the purpose of a token, not one
_KEY = """
    select id, name, rights, body_id, account_id, per_hour from api_key
    where key_hash = %(hash)s and revoked_at is null
"""


@dataclass(frozen=True, slots=True)
class HeldKey:
    """What whoever shows this key may do."""

    id: int
    name: str
    rights: tuple[Right, ...]
    body_id: int | None
    account_id: int
    per_hour: int


def account_by_device(secret: str) -> Account | None:
    """Whose browser this is, by the secret in its cookie.

    Whoever has a password signs in by it: the cookie of a resident who became an officer since
    must not do an officer's work.
    """
    return session.scalar(
        sa.select(Account)
        .join(Device, Device.account_id == Account.id)
        .where(
            Device.secret_hash == hash_of(secret),
            Account.is_active,
            Account.password.is_(None),
        )
    )


def hash_of(secret: str) -> bytes:
    """Secrets are long and random, so that one round is enough."""
    return hashlib.sha256(secret.encode()).digest()


def by_email(email: str) -> Account | None:
    return session.scalar(
        sa.select(Account).where(sa.func.lower(Account.email) == email.strip().lower())
    )


def same_address(a: str | None, b: str | None) -> bool:
    """As the unique index has it: without regard to case."""
    return bool(a and b) and (a or "").strip().lower() == (b or "").strip().lower()


def by_id(account_id: int) -> Account | None:
    return session.get(Account, account_id)


def any_link(token: str, *, purpose: str = LINK_TOKEN) -> OneTimeLink:
    """The link, also past its day. Raises LinkExpired where it is not ours, or leads to nobody
    any more, who has been erased.
    """
    number = tokens.read(token, purpose=purpose)
    link = session.get(OneTimeLink, number) if isinstance(number, int) else None
    if link is None or not link.email:
        raise LinkExpired
    return link


def asked_elsewhere(link: OneTimeLink, browser: Account | None) -> bool:
    """Whether the report came from a browser that is nobody's yet, and is not this one."""
    asker = session.get(Account, link.account_id) if link.account_id else None
    if link.purpose is not LinkPurpose.CONFIRM or asker is None or asker is browser:
        return False
    person = by_email(link.email)
    has_browser = sa.exists().where(Device.account_id == asker.id)
    is_open = asker.email is None and (person is None or person.password is None)
    return is_open and bool(session.scalar(sa.select(has_browser)))


def brings_along(link: OneTimeLink, browser: Account | None) -> bool:
    """Whether what a mere device did becomes theirs by a link that it has not asked for itself:
    whoever was sent somebody else's link should know.
    """
    return browser is not None and browser.email is None and link.account_id != browser.id


def is_late(link: OneTimeLink, *, at: datetime) -> bool:
    """Past its day, and nobody has used it."""
    return link.used_at is None and link.expires_at is not None and link.expires_at < at


def recent_links(email: str, *, since: datetime, is_sign_in: bool = False) -> int:
    """How many links to confirm, or to sign in, went to this address of late."""
    signs_in = OneTimeLink.purpose == LinkPurpose.SIGN_IN
    is_mailed = OneTimeLink.expires_at > OneTimeLink.created_at
    return session.scalar(
        sa.select(sa.func.count())
        .select_from(OneTimeLink)
        .where(
            OneTimeLink.email == email,
            OneTimeLink.created_at > since,
            signs_in if is_sign_in else ~signs_in & is_mailed,
        )
    ) or 0  # fmt: skip


def reports_sent_with(email: str) -> sa.Select[int | None]:
    """The numbers of the reports for which this address was asked to confirm that it is theirs."""
    asked = OneTimeLink.email == email.lower(), OneTimeLink.purpose == LinkPurpose.CONFIRM
    return sa.select(OneTimeLink.report_id).where(
        *asked, OneTimeLink.email != "", OneTimeLink.report_id.is_not(None)
    )


def latest_sign_in(email: str) -> OneTimeLink | None:
    """The last link to sign in that was mailed to this address."""
    signs_in = OneTimeLink.email == email, OneTimeLink.purpose == LinkPurpose.SIGN_IN
    latest = sa.select(OneTimeLink).where(*signs_in).order_by(OneTimeLink.id.desc())
    return session.scalar(latest.limit(1))


def by_uniquifier(uniquifier: str) -> Account | None:
    """Whose session it is; a changed uniquifier has ended it."""
    return session.scalar(sa.select(Account).where(Account.fs_uniquifier == uniquifier))


def key_by_secret(secret: str) -> HeldKey | None:
    """Whose key this is; None where it is nobody's, or was revoked."""
    rows = look_up(_KEY, {"hash": hash_of(secret)})
    if not rows:
        return None
    number, name, rights, *others = rows[0]
    return HeldKey(number, name, tuple(Right(right) for right in rights), *others)


def key_by_name(name: str) -> ApiKey:
    """Raises NotFound."""
    key = session.scalar(sa.select(ApiKey).where(ApiKey.name == name))
    if key is None:
        raise NotFound(key=name)
    return key


def all_keys() -> Sequence[ApiKey]:
    return session.scalars(sa.select(ApiKey).order_by(ApiKey.name)).all()


def passkeys_of(account_id: int) -> Sequence[Passkey]:
    own = sa.select(Passkey).where(Passkey.account_id == account_id)
    return session.scalars(own.order_by(Passkey.id)).all()
