"""A photo is decoded and kept before any transaction opens; a submission only adds its row.

The form carries a signed token for each kept photo, so that a good photo outlives a mistake in
another field. What is never submitted is forgotten after a while.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from civicreport.adapters import tokens
from civicreport.adapters.images import Reencoded
from civicreport.adapters.photo_store import store
from civicreport.db import session
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Photo, Report

_TOKEN = "photo"  # noqa: S105 - the purpose of a token, not one


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """Kept in two sizes; width and height are those of the large one."""

    key: str
    width: int
    height: int


def large(key: str) -> str:
    """Where the photo lies in the store, up to 1600 pixels."""
    return f"{key}/large.webp"


def small(key: str) -> str:
    """Where it lies for lists, up to 400 pixels."""
    return f"{key}/small.webp"


def keep(reencoded: Reencoded) -> StoredPhoto:
    """Write the files; the key cannot be guessed, and spreads over 256 folders."""
    name = uuid.uuid4().hex
    key = f"{name[:2]}/{name}"
    photos = store()
    photos.put(large(key), reencoded.large)
    photos.put(small(key), reencoded.small)
    return StoredPhoto(key=key, width=reencoded.width, height=reencoded.height)


def token_for(stored: StoredPhoto) -> str:
    return tokens.sign([stored.key, stored.width, stored.height], purpose=_TOKEN)


def from_token(token: str) -> StoredPhoto | None:
    """None where the token is not ours, or so old that its photo has been forgotten."""
    match tokens.read(token, purpose=_TOKEN):
        case [str(key), int(width), int(height)] if store().has(large(key)):
            return StoredPhoto(key=key, width=width, height=height)
        case _:
            return None


def attach(report: Report, stored: tuple[StoredPhoto, ...], *, at: datetime) -> None:
    """The public sees them at once where the reporter's address is confirmed."""
    is_confirmed = report.reporter.email_confirmed_at is not None
    held = _held({photo.key for photo in stored})  # a form sent again after its report
    for position, photo in enumerate(photo for photo in stored if photo.key not in held):
        session.add(
            Photo(
                report_id=report.id,
                key=photo.key,
                width=photo.width,
                height=photo.height,
                position=position,
                visibility=Visibility.PUBLIC if is_confirmed else Visibility.PENDING,
                created_at=at,
            )
        )
    session.flush()


def forget_unattached(older_than: datetime) -> int:
    """Delete files that no report came to hold; how many photos that were."""
    photos = store()
    keys = {name.rpartition("/")[0] for name in photos.keys_older_than(older_than)}
    unattached = keys - _held(keys)
    for key in unattached:
        photos.delete(large(key))
        photos.delete(small(key))
    return len(unattached)


def _held(keys: set[str]) -> set[str]:
    """Which of these keys some report holds."""
    if not keys:
        return set()
    return set(session.scalars(sa.select(Photo.key).where(Photo.key.in_(keys))))
