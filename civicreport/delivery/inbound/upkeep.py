"""Mails do not stay for ever: what they did stands in the history, their bytes have to go."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa

from civicreport import config
from civicreport.db import session, transaction
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.jobs import periodic

logger = logging.getLogger(__name__)

# Somebody still has to look at these; what is about nothing here may wait no longer than the rest.
_UNDECIDED = (MailOutcome.RECEIVED, MailOutcome.QUEUED, MailOutcome.QUARANTINED)


@periodic("11 4 * * *")
def empty_old_mails() -> None:
    with transaction():
        emptied = empty(clock.now())
    logger.info("%s old mails are emptied", emptied)


def empty(at: datetime) -> int:
    """Empty what was kept for `inbound.keep_days`; how many mails that were."""
    before = at - timedelta(days=config.current().inbound.keep_days)
    old = (ReceivedMail.received_at < before) & ReceivedMail.emptied_at.is_(None)
    is_stray = (ReceivedMail.outcome == MailOutcome.QUARANTINED) & ReceivedMail.body_id.is_(None)
    session.execute(
        sa.update(ReceivedMail).where(old, is_stray).values(outcome=MailOutcome.DISMISSED)
    )
    emptied = session.execute(
        sa.update(ReceivedMail)
        .where(old, ReceivedMail.outcome.not_in(_UNDECIDED))
        .values(raw=b"", words="", subject="", emptied_at=at)
        .returning(ReceivedMail.id)
    )
    return len(emptied.all())
