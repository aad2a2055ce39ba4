"""What a mail that came in turns out to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Nature(StrEnum):
    REPLY = "reply"  # somebody wrote something
    BOUNCE = "bounce"  # a mail server could not hand our letter over
    # A machine, for somebody who is away; or of a delay, or of a letter having been opened.
    OUT_OF_OFFICE = "out_of_office"
    ACKNOWLEDGEMENT = "acknowledgement"  # a machine that gave it a number of its own
    LOOP = "loop"  # our own letter came back
    CALENDAR = "calendar"  # an invitation, or the answer to one
    ENCRYPTED = "encrypted"  # for a key that we do not have
    UNREADABLE = "unreadable"  # no mail at all, or one built to hurt
    EMPTY = "empty"  # neither a word nor a photo of the sender's own


@dataclass(frozen=True, slots=True)
class Bounce:
    """Why our letter did not arrive. A mere delay is no bounce."""

    recipient: str
    status: str  # as in '5.1.1'; empty where the server did not say
    is_permanent: bool
    words: str


@dataclass(frozen=True, slots=True)
class Incoming:
    nature: Nature
    message_id: str = ""
    sender: str = ""  # the address in From, in lower case; empty unless there is exactly one
    sender_name: str = ""
    recipients: tuple[str, ...] = ()  # To and Cc, in lower case
    subject: str = ""
    references: tuple[str, ...] = ()  # message ids, oldest first, In-Reply-To last
    authentication_results: tuple[str, ...] = ()  # of the last server only, topmost first
    is_automatic: bool = False  # a machine sent it, whatever it says
    text: str = ""  # all of the readable body
    written: str = ""  # what the person wrote, without quotes, signature and disclaimer
    photos: tuple[bytes, ...] = ()
    bounce: Bounce | None = None
    external_reference: str = ""  # the number that an acknowledgement gives it
