"""What a person wrote, without what mail programs put around it.

mail-parser-reply knows how the programs of thirteen languages announce a quote, but keeps what
follows a quote, reads a list as a signature, and is slow on hostile lines. So our own reading goes
first and decides, and the library looks at the beginnings of what is left.
"""

from __future__ import annotations

import re

from mailparser_reply.parser import EmailMessage

from civicreport.delivery.inbound.quoting import own_parts
from civicreport.delivery.inbound.signatures import without_banner, without_ending

LONGEST = 100_000
# Not Polish: it takes a single line that begins with "Do:" or "Data:" for the head of a mail.
_LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "da", "sv", "cs", "ja", "ko", "zh", "david")
_SHOWN_LINES, _SHOWN_CHARACTERS = 150, 160
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def trim(text: str) -> str:
    """Only what was written in this mail: no quote, no signature, no disclaimer."""
    text = _UNSEEN.sub("", text[:LONGEST]).replace("\r\n", "\n").replace("\xa0", " ")
    lines = without_banner(re.split(r"[\r\n\u2028\u2029]", text))
    parts = own_parts(lines)
    if parts:
        parts[0] = _before_known_headers(parts[0])
    words = ("\n".join(without_ending(part, is_first=n == 0)) for n, part in enumerate(parts))
    return "\n\n".join(part.strip("\n").rstrip() for part in words if part.strip())


def _before_known_headers(lines: list[str]) -> list[str]:
    shown = [line[:_SHOWN_CHARACTERS] for line in lines[:_SHOWN_LINES]]
    replies = EmailMessage(text="\n".join(shown), languages=list(_LANGUAGES)).read().replies
    if len(replies) < 2 or not (first := replies[0].content.strip()):
        return lines
    written = sum(1 for line in first.split("\n") if line.strip())
    numbers = [number for number, line in enumerate(lines) if line.strip()]
    return lines[: numbers[written]] if written < len(numbers) else lines
