"""Where photos lie: a folder of our own, or a dictionary in tests.

A key is a path of plain words below the store's root. Files appear whole or not at all.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from civicreport import config

_KEY = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)*(?:\.[a-z0-9]+)?")


class PhotoMissing(KeyError):
    """No photo lies under this key."""


class PhotoStore(Protocol):
    def put(self, key: str, data: bytes) -> None: ...

    def get(self, key: str) -> bytes:
        """Raises PhotoMissing."""
        ...

    def has(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Nothing to delete is no mistake."""
        ...

    def keys_older_than(self, instant: datetime) -> Iterator[str]: ...


def store() -> PhotoStore:
    return LocalPhotoStore(config.current().photo_folder)


def checked(key: str) -> str:
    """Raises ValueError for whatever could leave the store: `..`, an absolute path, a NUL."""
    if len(key) > 200 or not _KEY.fullmatch(key):
        raise ValueError(f"not a photo's key: {key!r}")
    return key


class LocalPhotoStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, key: str, data: bytes) -> None:
        """Written beside its place, then moved there in one step."""
        target = self._file(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(target)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def get(self, key: str) -> bytes:
        try:
            return self._file(key).read_bytes()
        except FileNotFoundError:
            raise PhotoMissing(key) from None

    def has(self, key: str) -> bool:
        return self._file(key).exists()

    def delete(self, key: str) -> None:
        self._file(key).unlink(missing_ok=True)

    def keys_older_than(self, instant: datetime) -> Iterator[str]:
        for file in self.folder.rglob("*.*"):
            written_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if file.is_file() and not file.name.startswith(".") and written_at < instant:
                yield file.relative_to(self.folder).as_posix()

    def _file(self, key: str) -> Path:
        return self.folder / checked(key)


class MemoryPhotoStore:
    """The same in a dictionary."""

    def __init__(self) -> None:
        self.photos: dict[str, tuple[bytes, datetime]] = {}

    def put(self, key: str, data: bytes) -> None:
        self.photos[checked(key)] = (data, datetime.now(UTC))

    def get(self, key: str) -> bytes:
        try:
            return self.photos[checked(key)][0]
        except KeyError:
            raise PhotoMissing(key) from None

    def has(self, key: str) -> bool:
        return checked(key) in self.photos

    def delete(self, key: str) -> None:
        self.photos.pop(checked(key), None)

    def keys_older_than(self, instant: datetime) -> Iterator[str]:
        yield from [key for key, (_, written_at) in self.photos.items() if written_at < instant]
