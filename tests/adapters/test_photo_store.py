from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civicreport.adapters.photo_store import (
    LocalPhotoStore,
    MemoryPhotoStore,
    PhotoMissing,
    PhotoStore,
)

KEY = "ab/abc/large.webp"


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> PhotoStore:
    return LocalPhotoStore(tmp_path / "photos") if request.param == "folder" else MemoryPhotoStore()


def test_what_was_put_is_got(store: PhotoStore) -> None:
    store.put(KEY, b"one")
    store.put(KEY, b"two")
    assert store.has(KEY)
    assert store.get(KEY) == b"two"


def test_what_was_deleted_is_missing_and_may_be_deleted_again(store: PhotoStore) -> None:
    store.put(KEY, b"one")
    store.delete(KEY)
    store.delete(KEY)
    assert not store.has(KEY)
    with pytest.raises(PhotoMissing):
        store.get(KEY)


def test_the_old_are_told_from_the_new(store: PhotoStore) -> None:
    store.put(KEY, b"one")
    now = datetime.now(UTC)
    assert list(store.keys_older_than(now - timedelta(hours=1))) == []
    assert list(store.keys_older_than(now + timedelta(hours=1))) == [KEY]


@pytest.mark.parametrize(
    "key",
    [
        *("../secret", "ab/../../secret", "/etc/passwd", "ab//abc", "ab/.hidden", "", "."),
        *("ab/abc\x00.webp", "ab\\abc", "a" * 201, "Ab/abc.webp", "ab/abc.webp/", "~/x", "a/./b"),
    ],
)
def test_no_key_leads_out_of_the_store(store: PhotoStore, key: str) -> None:
    for act in (store.get, store.delete, store.has):
        with pytest.raises(ValueError, match="not a photo's key"):
            act(key)
    with pytest.raises(ValueError, match="not a photo's key"):
        store.put(key, b"x")


def test_a_photo_appears_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LocalPhotoStore(tmp_path)
    store.put(KEY, b"whole")

    def fail(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        store.put(KEY, b"half")
    assert store.get(KEY) == b"whole"
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["large.webp"]
