"""Signing in by a passkey: a key pair of the person's own device, instead of a mailed code.

What it signs is a challenge of ours, kept as a hash for some minutes and taken away by the first
answer to it, whatever that is worth. So no cookie is needed, and nothing is believed twice.
Staff have a door of their own: no passkey of a resident opens it.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
)

from civicreport import config
from civicreport.accounts import queries
from civicreport.accounts.models import Account, Passkey, PasskeyChallenge
from civicreport.db import session
from civicreport.domain.errors import NotFound, NotPermitted, PasskeyRefused

LIVES = timedelta(minutes=5)
MOST = 10  # of one person
LONGEST_ANSWER = 20_000
# What a made-up answer makes of the library, besides its own exceptions.
_MADE_UP = (
    *(WebAuthnException, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, RecursionError),
)


def may_have(account: Account) -> bool:
    """A resident who has proven an address, so that a lost device locks nobody out."""
    has_proven = account.email_confirmed_at is not None
    return has_proven and account.is_active and account.password is None


def options_to_add(account: Account, *, at: datetime) -> dict[str, Any]:
    """What the browser is asked to make. Raises NotPermitted."""
    known = queries.passkeys_of(account.id)
    if not may_have(account) or len(known) >= MOST:
        raise NotPermitted(account=account.id)
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=config.current().site.name,
        user_id=account.fs_uniquifier.encode(),
        user_name=account.email or "",
        challenge=_new_challenge(account.id, at=at),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED
        ),
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def add(account: Account, answer: str, *, at: datetime) -> Passkey:
    """Keep the public half. Raises PasskeyRefused or NotPermitted."""
    if not may_have(account):
        raise NotPermitted(account=account.id)
    said = _read(answer)
    challenge = _take_challenge(said, account.id, at=at)
    try:
        made = webauthn.verify_registration_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=False,
        )
    except _MADE_UP as error:
        raise PasskeyRefused from error
    if _by_credential(made.credential_id) is not None:
        raise PasskeyRefused
    key = Passkey(
        account_id=account.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        created_at=at,
    )
    session.add(key)
    session.flush()
    return key


def options_to_sign_in(*, at: datetime) -> dict[str, Any]:
    """The same for everybody: the device knows whose keys it has."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(), challenge=_new_challenge(None, at=at)
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def sign_in(answer: str, *, at: datetime) -> Account:
    """Whose key has signed. Raises PasskeyRefused, for whatever reason."""
    said = _read(answer)
    challenge = _take_challenge(said, None, at=at)
    try:
        key = _by_credential(base64url_to_bytes(said["rawId"]))
        if key is None or not may_have(key.account):
            raise PasskeyRefused
        proven = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=False,
        )
    except _MADE_UP as error:
        raise PasskeyRefused from error
    key.sign_count, key.used_at = proven.new_sign_count, at
    return key.account


def remove(account: Account, number: int) -> None:
    """It opens nothing any more. Raises NotFound where it is not theirs."""
    theirs = Passkey.id == number, Passkey.account_id == account.id
    if session.execute(sa.delete(Passkey).where(*theirs).returning(Passkey.id)).first() is None:
        raise NotFound(passkey=number)


def _new_challenge(account_id: int | None, *, at: datetime) -> bytes:
    """Whoever asks for one clears old ones away."""
    session.execute(sa.delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < at))
    challenge = secrets.token_urlsafe(32)
    session.add(
        PasskeyChallenge(
            challenge_hash=queries.hash_of(challenge),
            account_id=account_id,
            expires_at=at + LIVES,
        )
    )
    session.flush()
    return challenge.encode()


def _take_challenge(said: dict[str, Any], account_id: int | None, *, at: datetime) -> bytes:
    """The challenge that was answered, which is ours, for this person, and worth nothing now."""
    try:
        told = json.loads(base64url_to_bytes(said["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(told["challenge"])
        hashed = queries.hash_of(challenge.decode("ascii"))
    except _MADE_UP as error:
        raise PasskeyRefused from error
    ours = sa.delete(PasskeyChallenge).where(PasskeyChallenge.challenge_hash == hashed)
    row = session.execute(
        ours.returning(PasskeyChallenge.account_id, PasskeyChallenge.expires_at)
    ).first()
    if row is None or row.account_id != account_id or row.expires_at < at:
        raise PasskeyRefused
    return challenge


def _read(answer: str) -> dict[str, Any]:
    try:
        said = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError) as error:
        raise PasskeyRefused from error
    if not isinstance(said, dict):
        raise PasskeyRefused
    return said


def _by_credential(credential_id: bytes) -> Passkey | None:
    same = sa.select(Passkey).where(Passkey.credential_id == credential_id)
    return session.scalar(same.with_for_update())


def _host() -> str:
    return urlsplit(config.current().site.url).hostname or "localhost"


def _origin() -> str:
    site = urlsplit(config.current().site.url)
    return f"{site.scheme}://{site.netloc}"
