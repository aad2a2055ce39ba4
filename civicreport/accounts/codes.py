"""Signing in by a code that is mailed, or by the link beside it: residents have no passwords.

The code is made from the link's id and our secret key, as the link itself is: nothing that opens
anything is stored. Six digits are enough because each code can be tried a few times only, within
minutes, and an address gets a few of them an hour.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import Enum, auto

from civicreport import config
from civicreport.accounts import operations, queries
from civicreport.accounts.models import Account, LinkPurpose, OneTimeLink
from civicreport.adapters import tokens
from civicreport.db import session

LIVES = timedelta(minutes=15)
DIGITS = 6
MOST_TRIES = 5
_TICKET = "sign-in-ticket"


class Tried(Enum):
    RIGHT = auto()
    WRONG = auto()
    OVER = auto()  # used, too old, or tried too often: a new one is needed


def request(
    *, email: str, account_id: int | None, at: datetime, language: str = ""
) -> tuple[OneTimeLink, bool]:
    """A link with its code, and whether it is to be mailed.

    Whoever asks gets the same answer for every address. One that has had enough of them gets no
    further one: the code of its latest mail is the one to type, and nobody keeps its owner out by
    asking on. What is mailed to staff opens nothing.
    """
    address = email.strip().lower()
    operations.wait_for_turn(address)
    if operations.has_had_enough(address, at=at, is_sign_in=True):
        latest = queries.latest_sign_in(address)
        if latest is not None:
            return latest, False
    opens = not is_staff(queries.by_email(address))
    link = OneTimeLink(
        purpose=LinkPurpose.SIGN_IN,
        email=address,
        account_id=account_id,
        created_at=at,
        expires_at=at + LIVES if opens else at - LIVES,
        language=language,
    )
    session.add(link)
    session.flush()
    return link, True


def is_staff(account: Account | None) -> bool:
    """They have a way in of their own, and no mailed one."""
    return account is not None and account.password is not None


def ticket_for(link: OneTimeLink) -> str:
    """For the page that waits for the code; by itself it opens nothing."""
    return tokens.sign(link.id, purpose=_TICKET)


def link_of(ticket: str) -> OneTimeLink:
    """Raises LinkExpired where it is not ours."""
    return queries.any_link(ticket, purpose=_TICKET)


def code_of(link: OneTimeLink) -> str:
    key = config.current().secret_key.encode()
    drawn = hmac.new(key, f"sign-in-code:{link.id}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(drawn, 'big') % 10**DIGITS:0{DIGITS}}"


def try_code(link: OneTimeLink, typed: str, *, at: datetime) -> Tried:
    """Whether it is this link's; a wrong one counts, also of many typed at once.

    What was mailed to staff is wrong as often as any other: nobody learns here who is on the staff.
    """
    operations.wait_for_turn(link.email)
    session.refresh(link, with_for_update=True)
    is_over = link.used_at is not None or link.created_at + LIVES < at
    if is_over or link.tries >= MOST_TRIES:
        return Tried.OVER
    is_right = hmac.compare_digest(code_of(link).encode(), "".join(typed.split()).encode())
    if is_right and not queries.is_late(link, at=at):
        return Tried.RIGHT
    link.tries += 1
    return Tried.WRONG if link.tries < MOST_TRIES else Tried.OVER
