from __future__ import annotations

import os
import time
from pathlib import Path

from civicreport import config, jobs
from civicreport.adapters.images import Reencoded
from civicreport.reports import photos, upkeep
from tests.factories.reports import a_report
from tests.support.town import Town


def grow_old(key: str) -> None:
    long_ago = time.time() - upkeep.KEEP_UNATTACHED.total_seconds() - 60
    for name in (photos.large(key), f"{key}/small.webp"):
        os.utime(Path(config.current().photo_folder) / name, (long_ago, long_ago))


def test_photos_that_no_report_came_to_hold_are_forgotten(town: Town) -> None:
    sent, left, fresh = (
        photos.keep(Reencoded(b"large", b"medium", b"small", 8, 6)) for _ in range(3)
    )
    a_report(town, photos=(sent,))
    for photo in (sent, left):
        grow_old(photo.key)
    upkeep.forget_unattached_photos()
    kept = [photos.from_token(photos.token_for(photo)) for photo in (sent, left, fresh)]
    assert kept == [sent, None, fresh]


def test_it_is_done_every_day() -> None:
    assert jobs.TASKS["reports.upkeep.forget_unattached_photos"].cron == "41 3 * * *"
