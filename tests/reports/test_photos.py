from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from civicreport.adapters.images import Reencoded
from civicreport.adapters.photo_store import MemoryPhotoStore
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.visibility import Visibility
from civicreport.reports import photos, queries
from civicreport.reports.photos import StoredPhoto
from tests.factories import a_device, a_report
from tests.support.town import Town

PICTURE = Reencoded(large=b"large", medium=b"medium", small=b"small", width=1600, height=1200)


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryPhotoStore:
    memory = MemoryPhotoStore()
    monkeypatch.setattr(photos, "store", lambda: memory)
    return memory


def test_a_kept_photo_lies_in_its_sizes_under_a_key_that_nobody_guesses(
    store: MemoryPhotoStore,
) -> None:
    first, second = photos.keep(PICTURE), photos.keep(PICTURE)
    assert first.key != second.key
    assert (first.width, first.height) == (1600, 1200)
    assert store.get(photos.large(first.key)) == b"large"
    assert store.get(f"{first.key}/small.webp") == b"small"


def test_a_photo_outlives_a_mistake_in_another_field_by_its_token(town: Town) -> None:
    kept = photos.keep(PICTURE)
    assert photos.from_token(photos.token_for(kept)) == kept


def test_a_token_of_somebody_elses_making_is_none_of_ours(town: Town) -> None:
    token = photos.token_for(photos.keep(PICTURE))
    for forged in ("", "x", token[:-1], "W10.abc", token.replace(".", "..")):
        assert photos.from_token(forged) is None


def test_a_token_whose_photo_has_been_forgotten_is_worth_nothing(
    town: Town, store: MemoryPhotoStore
) -> None:
    kept = photos.keep(PICTURE)
    token = photos.token_for(kept)
    store.delete(photos.large(kept.key))
    assert photos.from_token(token) is None


def test_photos_stay_in_the_order_in_which_they_were_sent(town: Town) -> None:
    sent = tuple(photos.keep(PICTURE) for _ in range(3))
    report = a_report(town, photos=sent)
    shown = queries.photos_of(report.id, STRANGER)
    assert [photo.key for photo in shown] == [photo.key for photo in sent]


def test_an_unknown_persons_photos_wait(town: Town) -> None:
    device = a_device()
    report = a_report(town, by=device, photos=(photos.keep(PICTURE),))
    assert queries.photos_of(report.id, STRANGER) == []
    (photo,) = queries.photos_of(report.id, Viewer(device.id))
    assert photo.visibility is Visibility.PENDING


def test_a_form_sent_again_about_another_hole_gets_its_own_copy(
    town: Town, store: MemoryPhotoStore
) -> None:
    kept = photos.keep(PICTURE)
    first = a_report(town, photos=(kept,))
    second = a_report(town, photos=(kept,))
    keys = {queries.photos_of(report.id, STRANGER)[0].key for report in (first, second)}
    assert len(keys) == 2
    assert [store.get(photos.large(key)) for key in keys] == [b"large", b"large"]


def test_what_no_report_came_to_hold_is_forgotten(town: Town, store: MemoryPhotoStore) -> None:
    held, left, young = (photos.keep(PICTURE) for _ in range(3))
    a_report(town, photos=(held,))
    now = datetime.now(UTC)
    for kept in (held, left):
        for name in (photos.large(kept.key), f"{kept.key}/small.webp"):
            store.photos[name] = (b"", now - timedelta(days=3))

    assert photos.forget_unattached(now - timedelta(days=2)) == 1
    assert [store.has(photos.large(photo.key)) for photo in (held, left, young)] == [
        True,
        False,
        True,
    ]
    assert photos.forget_unattached(now - timedelta(days=2)) == 0


def test_nothing_to_forget_is_nothing_done(town: Town) -> None:
    assert photos.forget_unattached(datetime.now(UTC)) == 0


def test_the_same_photo_twice_in_one_form_is_shown_once(town: Town) -> None:
    kept = StoredPhoto(key="ab/abc", width=4, height=3)
    report = a_report(town, photos=(kept, kept))
    assert len(queries.photos_of(report.id, STRANGER)) == 1
