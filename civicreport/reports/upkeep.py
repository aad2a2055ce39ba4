"""What the record needs done by the clock."""

from __future__ import annotations

import logging
from datetime import timedelta

from civicreport import jobs
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.reports import photos

logger = logging.getLogger(__name__)

KEEP_UNATTACHED = timedelta(days=8)  # devices keep what somebody began to write for a week


@jobs.periodic("41 3 * * *")
def forget_unattached_photos() -> None:
    """Photos of forms that were never sent."""
    with transaction():
        forgotten = photos.forget_unattached(clock.now() - KEEP_UNATTACHED)
    logger.info("%s photos that no report came to hold are forgotten", forgotten)
