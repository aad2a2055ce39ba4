"""A photo is decoded and kept before any transaction opens; a submission only adds its row.

The form carries a signed token for each kept photo, so that a good photo outlives a mistake in
another field. What is never submitted is forgotten after a while.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from civicreport import config
from civicreport.adapters import images, tokens
from civicreport.adapters.images import Reencoded
from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.db import session, take_turns
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import HistoryRow, Photo, Report

SIZES = ("large", "medium", "small")
_TOKEN = "photo"  # noqa: S105 - the purpose of a token, not one
_FOR_BODIES = "photo for a body"


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """Kept in three sizes; width and height are those of the large one."""

    key: str
    width: int
    height: int
    alt: str = ""  # what its giver says that it shows


def large(key: str) -> str:
    """Where the photo lies in the store, up to 1600 pixels."""
    return _file(key, "large")


def picture(key: str, size: str) -> bytes:
    """The photo in one of its sizes; of those kept before there were three, the large one.

    Raises PhotoMissing.
    """
    try:
        return store().get(_file(key, size))
    except PhotoMissing:
        return store().get(large(key))


def read(data: bytes, *, name: str) -> Reencoded:
    """A stranger's photo, written anew within the site's bounds. Raises PhotoRefused."""
    bounds = config.current().photos
    return images.reencode(
        data, max_bytes=bounds.max_bytes, max_pixels=bounds.max_pixels, name=name
    )


def keep(reencoded: Reencoded) -> StoredPhoto:
    """Write the files; the key cannot be guessed, and spreads over 256 folders."""
    sizes = {size: getattr(reencoded, size) for size in SIZES}
    return _put(sizes, reencoded.width, reencoded.height)


def turned(stored: StoredPhoto, *, quarters: int) -> StoredPhoto:
    """The same photo turned clockwise, as a new one: an address keeps showing what it showed.

    Raises PhotoMissing.
    """
    picture = store().get(large(stored.key))
    return replace(keep(images.turn(picture, quarters=quarters)), alt=stored.alt)


def token_for(stored: StoredPhoto) -> str:
    return tokens.sign([stored.key, stored.width, stored.height], purpose=_TOKEN)


def from_token(token: str) -> StoredPhoto | None:
    """None where the token is not ours, or so old that its photo has been forgotten."""
    match tokens.read(token, purpose=_TOKEN):
        case [str(key), int(width), int(height)] if store().has(large(key)):
            return StoredPhoto(key=key, width=width, height=height)
        case _:
            return None


def was_kept(token: str) -> bool:
    """Whether the token is ours, be its photo still here or forgotten."""
    return isinstance(tokens.read(token, purpose=_TOKEN), list)


def path_for_bodies(photo: Photo) -> str:
    """Where a body's own system fetches it, who has no account here: an address that is a key.

    As JPEG, which every such system knows, and from the start: the body sees what the public may
    still be waiting for.
    """
    return f"/photos/for-bodies/{tokens.sign(photo.key, purpose=_FOR_BODIES)}.jpg"


def key_for_bodies(token: str) -> str | None:
    key = tokens.read(token, purpose=_FOR_BODIES)
    return key if isinstance(key, str) else None


def add(
    row: HistoryRow, stored: tuple[StoredPhoto, ...], *, visibility: Visibility, at: datetime
) -> None:
    """Photos that came later, with what somebody wrote; they stand behind those already there."""
    last = session.scalar(
        sa.select(sa.func.max(Photo.position)).where(Photo.report_id == row.report_id)
    )
    facts = {"history_id": row.id, "visibility": visibility, "created_at": at}
    _hold(row.report_id, stored, 0 if last is None else last + 1, **facts)


def attach(report: Report, stored: tuple[StoredPhoto, ...], *, at: datetime) -> None:
    """The public sees them at once where the reporter's address is confirmed."""
    is_confirmed = report.reporter.email_confirmed_at is not None
    visibility = Visibility.PUBLIC if is_confirmed else Visibility.PENDING
    _hold(report.id, stored, visibility=visibility, created_at=at)


def _hold(report_id: int, stored: tuple[StoredPhoto, ...], first: int = 0, **facts: Any) -> None:
    for position, photo in enumerate(_own_copies(stored), first):
        session.add(Photo(report_id=report_id, position=position, **asdict(photo), **facts))
    session.flush()


def _own_copies(stored: tuple[StoredPhoto, ...]) -> tuple[StoredPhoto, ...]:
    """Those that a report holds already are copied: a form may be sent again about another hole.

    Two that bring the same photo at one moment take turns, so that the second sees it held.
    """
    sent = {photo.key: photo for photo in stored}
    take_turns(f"photo {key}" for key in sent)
    held = _held(set(sent))
    return tuple(_copy(photo) if key in held else photo for key, photo in sent.items())


def _copy(photo: StoredPhoto) -> StoredPhoto:
    sizes = {size: picture(photo.key, size) for size in SIZES}
    return replace(_put(sizes, photo.width, photo.height), alt=photo.alt)


def _put(sizes: dict[str, bytes], width: int, height: int) -> StoredPhoto:
    name = uuid.uuid4().hex
    key = f"{name[:2]}/{name}"
    for size, written in sizes.items():
        store().put(_file(key, size), written)
    return StoredPhoto(key=key, width=width, height=height)


def _file(key: str, size: str) -> str:
    return f"{key}/{size}.webp"


def forget_unattached(older_than: datetime) -> int:
    """Delete files that no report came to hold; how many photos that were."""
    photos = store()
    keys = {name.rpartition("/")[0] for name in photos.keys_older_than(older_than)}
    unattached = keys - _held(keys)
    for key in unattached:
        for size in SIZES:
            photos.delete(_file(key, size))
    return len(unattached)


def pictures(keys: Iterable[str]) -> Counter[bytes]:
    """What is to be seen, whatever it is called: one photo that came twice has two keys."""
    return Counter(_looks(key) for key in keys)


def _looks(key: str) -> bytes:
    try:
        return sha256(picture(key, "small")).digest()
    except PhotoMissing:
        return key.encode()


def is_held(key: str) -> bool:
    """Whether it has come to a report."""
    return bool(_held({key}))


def _held(keys: set[str]) -> set[str]:
    """Which of these keys some report holds."""
    if not keys:
        return set()
    return set(session.scalars(sa.select(Photo.key).where(Photo.key.in_(keys))))
