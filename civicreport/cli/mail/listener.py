"""`civicreport mail listen`: a mail server hands over to us, until we are told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from flask import Flask

from civicreport import config
from civicreport.cli.mail.conversation import Counter, LmtpConversation, SmtpConversation
from civicreport.db import is_away, transaction
from civicreport.delivery.inbound import reception
from civicreport.domain import clock

logger = logging.getLogger(__name__)

AT_ONCE = 4  # letters being kept; each holds a connection to the database
CONVERSATIONS = 32
PATIENCE = 20.0  # seconds for letters under way when told to stop


def run(app: Flask) -> None:
    """Listen until SIGTERM or SIGINT; what was taken by then is answered."""
    asyncio.run(_listen(app))


async def _listen(app: Flask) -> None:
    inbound = config.current().inbound
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop.set)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="keeper") as keepers:
        counter = Counter(partial(kept, app), keepers)
        places = asyncio.Semaphore(CONVERSATIONS)
        kind = LmtpConversation if inbound.protocol == "lmtp" else SmtpConversation
        server = await loop.create_server(lambda: kind(counter, places), inbound.host, inbound.port)
        logger.info("listening for mail on %s:%s", inbound.host, inbound.port)
        await told_to_stop.wait()
        server.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(counter.idle.wait(), PATIENCE)
        await asyncio.sleep(0.1)  # the last answers are on their way out


def kept(app: Flask, raw: bytes, recipient: str, envelope_sender: str) -> bool:
    """Keep one letter for one recipient; False where only trying again can help."""
    try:
        with app.app_context(), transaction():
            reception.keep(
                raw, recipient=recipient, envelope_sender=envelope_sender, at=clock.now()
            )
    except Exception as error:
        if is_away(error):
            logger.warning("the database is away: mail waits with the mail server")
        else:
            logger.exception("a mail for %s could not be kept", recipient)
        return False
    return True
