"""Somebody wants to be forgotten: the account stays as an empty one, so that history keeps saying
that somebody did this then, and nobody can say who.
"""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa

from civicreport.accounts import operations
from civicreport.accounts.models import Account, OneTimeLink, Passkey, PasskeyChallenge
from civicreport.db import session
from civicreport.domain.errors import NotPermitted
from civicreport.domain.events import AccountErased, announce


def erase(account: Account, *, at: datetime) -> None:
    """Raises NotPermitted for staff, whose work is the body's. Once: the second finds nobody."""
    email = (account.email or "").lower()
    if email:
        operations.wait_for_turn(email)  # as confirming does: neither falls into the other
    session.refresh(account, with_for_update=True)  # what they are just sending comes in first
    if account.password is not None:
        raise NotPermitted(account=account.id)
    if not account.is_active:
        return
    announce(AccountErased(account_id=account.id, email=email, at=at))
    for kind in (Passkey, PasskeyChallenge):
        session.execute(sa.delete(kind).where(kind.account_id == account.id))
    _end_links(account, email, at)
    operations.forget_devices(account)
    account.email = account.email_confirmed_at = None
    account.name = account.language = ""
    account.is_active = False
    account.fs_uniquifier = uuid.uuid4().hex
    session.flush()


def _end_links(account: Account, email: str, at: datetime) -> None:
    theirs = OneTimeLink.account_id == account.id
    if email:
        theirs |= OneTimeLink.email == email
    session.execute(
        sa.update(OneTimeLink).where(theirs).values(email="", name="", expires_at=at, used_at=at)
    )
