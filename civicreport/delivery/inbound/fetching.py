"""Mail that waits in a mailbox somewhere: fetched, kept, and only then marked as seen."""

from __future__ import annotations

import logging
import time

from civicreport import config
from civicreport.adapters import imap
from civicreport.adapters.imap import ImapMailbox, ImapTrouble
from civicreport.db import transaction
from civicreport.delivery.inbound import reception
from civicreport.delivery.inbound.recipients import recipients_in
from civicreport.domain import clock
from civicreport.jobs import periodic

logger = logging.getLogger(__name__)

SECONDS = 45.0  # what is left then waits for the next minute


@periodic("* * * * *")
def fetch_mail() -> None:
    """Once a minute, where there is a mailbox. One that cannot be reached is tried again."""
    if not config.current().inbound.imap_host:
        return
    try:
        fetch()
    except ImapTrouble as error:
        logger.warning("the mailbox cannot be read: %s", error)


def fetch() -> int:
    """How many mails were kept. What was kept and not yet marked is known when it comes again."""
    until = time.monotonic() + SECONDS
    kept = 0
    with imap.mailbox(config.current().inbound) as box:
        for uid in box.unseen():
            if time.monotonic() > until:
                break
            kept += _fetch_one(box, uid)
    return kept


def _fetch_one(box: ImapMailbox, uid: str) -> bool:
    inbound = config.current().inbound
    if box.size(uid) > inbound.max_bytes:
        logger.warning("mail %s is too big: it stays in the mailbox, flagged", uid)
        box.flag(uid)
        return False
    raw = box.raw(uid)
    if raw is None:
        return False
    with transaction():
        for recipient in recipients_in(raw) or (inbound.imap_username,):
            reception.keep(raw, recipient=recipient, envelope_sender=None, at=clock.now())
    box.mark_seen(uid)
    return True
