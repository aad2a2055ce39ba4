"""Accounts come by acting: a device first, a person once an address is confirmed."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from civicreport import config
from civicreport.accounts import queries
from civicreport.accounts.models import (
    Account,
    ApiKey,
    Device,
    LinkPurpose,
    OneTimeLink,
    Right,
)
from civicreport.adapters import tokens
from civicreport.db import session
from civicreport.domain.errors import LinkExpired, LinkUsed
from civicreport.domain.events import AddressConfirmed, announce

LINK_LIVES = timedelta(days=7)


def new_device(*, at: datetime) -> tuple[Account, str]:
    """An account without an address, and the secret that its browser keeps in a cookie."""
    account = new_stranger(at=at)
    return account, add_device(account, at=at)


def new_stranger(*, at: datetime, name: str = "") -> Account:
    """Somebody without an address who acts through another's program."""
    account = Account(fs_uniquifier=uuid.uuid4().hex, name=name, created_at=at)
    session.add(account)
    session.flush()
    return account


def add_device(account: Account, *, at: datetime) -> str:
    """One more browser that acts for this account, by the secret that it keeps."""
    secret = secrets.token_urlsafe(32)
    session.add(Device(account_id=account.id, secret_hash=queries.hash_of(secret), created_at=at))
    session.flush()
    return secret


def create_key(
    name: str,
    *,
    rights: Sequence[Right],
    body_id: int | None,
    per_hour: int,
    at: datetime,
    secret: str | None = None,
) -> tuple[ApiKey, str]:
    """A program's key with an account of its own, and the secret that only its owner keeps."""
    secret = secret or secrets.token_urlsafe(24)
    key = ApiKey(
        name=name,
        key_hash=queries.hash_of(secret),
        rights=[str(right) for right in rights],
        body_id=body_id,
        account=new_stranger(at=at, name=name),
        per_hour=per_hour,
        created_at=at,
    )
    session.add(key)
    session.flush()
    return key, secret


def revoke_key(key: ApiKey, *, at: datetime) -> None:
    """Whoever shows it from now on is refused; what it did stays."""
    key.revoked_at = key.revoked_at or at
    session.flush()


def create_person(
    *, email: str, name: str, password_hash: str | None = None, at: datetime
) -> Account:
    """Somebody whose address is known to be theirs."""
    account = Account(
        email=email.strip(),
        email_confirmed_at=at,
        name=name.strip(),
        password=password_hash,
        fs_uniquifier=uuid.uuid4().hex,
        created_at=at,
    )
    session.add(account)
    session.flush()
    return account


def request_confirmation(
    *,
    email: str,
    name: str,
    account_id: int | None,
    report_id: int | None,
    at: datetime,
    purpose: LinkPurpose = LinkPurpose.CONFIRM,
    language: str = "",
) -> OneTimeLink | None:
    """A link for this address, or None where it has had enough of them within the hour: then one is
    kept that opens nothing, so that whose address a report bears is known all the same.
    """
    address = email.strip().lower()
    wait_for_turn(address)
    is_mailed = not has_had_enough(address, at=at)
    link = OneTimeLink(
        purpose=purpose,
        email=address,
        name=name.strip(),
        account_id=account_id,
        report_id=report_id,
        created_at=at,
        expires_at=at + LINK_LIVES if is_mailed else at,
        language=language,
    )
    session.add(link)
    session.flush()
    return link if is_mailed else None


def has_had_enough(address: str, *, at: datetime, is_sign_in: bool = False) -> bool:
    """Of our mails, within the hour: whoever confirms and whoever signs in are counted apart."""
    limit = config.current().limits.confirmations_per_hour
    since = at - timedelta(hours=1)
    return queries.recent_links(address, since=since, is_sign_in=is_sign_in) >= limit


def link_token(link: OneTimeLink) -> str:
    return tokens.sign(link.id, purpose=queries.LINK_TOKEN)


def confirm(
    link: OneTimeLink, *, at: datetime, browser: Account | None = None, vouches: bool = False
) -> Account:
    """The address is its reader's. Raises LinkUsed the second time, LinkExpired after its day.

    `browser`: whose browser the link was opened in. `vouches`: its reader says that the report
    came from another one of theirs.
    """
    wait_for_turn(link.email)
    session.refresh(link, with_for_update=True)
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at is not None and link.expires_at < at:
        raise LinkExpired
    link.used_at = at
    person = _person_of(link, queries.by_email(link.email), at=at)
    asker = _device_that_asked(link, person)
    is_from_a_report = link.purpose is LinkPurpose.CONFIRM
    is_here = asker is not None and asker is browser
    device = asker if is_here or (vouches and is_from_a_report) else None
    if person.password is not None:
        device = None  # whoever has one signs in by that
    if device is not None and not is_here:
        join_devices(device, person)
    announce(
        AddressConfirmed(
            account_id=person.id,
            device_account_id=device.id if device else None,
            report_id=link.report_id if is_from_a_report else None,
            at=at,
            follows_report_id=link.report_id if link.purpose is LinkPurpose.FOLLOW else None,
            asked_by_id=asker.id if asker and is_from_a_report else None,
        )
    )
    return person


def take_in(device: Account, person: Account, *, at: datetime) -> None:
    """What a mere device did is this person's from now on, who has proven to hold it.

    The browser itself gets a new secret; whoever else may know one of the device's is left out.
    """
    announce(
        AddressConfirmed(account_id=person.id, device_account_id=device.id, report_id=None, at=at)
    )


def forget_device(secret: str) -> None:
    """Its browser acts for nobody any more."""
    session.execute(sa.delete(Device).where(Device.secret_hash == queries.hash_of(secret)))


def forget_devices(account: Account) -> None:
    """No browser acts for them any more."""
    session.execute(sa.delete(Device).where(Device.account_id == account.id))


def join_devices(account: Account, to: Account) -> None:
    """The browsers of one account act for another from now on."""
    session.execute(
        sa.update(Device).where(Device.account_id == account.id).values(account_id=to.id)
    )


def _person_of(link: OneTimeLink, person: Account | None, *, at: datetime) -> Account:
    if person is None:
        return create_person(email=link.email, name=link.name, at=at)
    person.email_confirmed_at = person.email_confirmed_at or at
    return person


def _device_that_asked(link: OneTimeLink, person: Account) -> Account | None:
    """Who asked, where that is a mere device: a person keeps what is theirs.

    It is not theirs by that: anybody may type an address, and people confirm out of habit. What
    they have here, now or later, must not open to a stranger's browser.
    """
    asker = session.get(Account, link.account_id) if link.account_id else None
    if asker is None or asker.email is not None or asker.id == person.id:
        return None
    return asker


def wait_for_turn(address: str) -> None:
    """One at a time for each address, or two at once would both pass the limit."""
    session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(address, 20261122)))
    )


def set_password(account: Account, *, password_hash: str) -> None:
    """From now on only the new one; whoever is signed in with the old one is out."""
    account.password = password_hash
    account.fs_uniquifier = uuid.uuid4().hex
    session.flush()
