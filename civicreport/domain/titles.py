"""The form asks for no title: the first words of the details are one."""

from __future__ import annotations

import re

LONGEST = 80
# Not after "no. 7" or "e.g. the": a number or a small letter goes on with the sentence.
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?![\da-zß-ÿ])")


def title_of(details: str) -> str:
    """The first line's first sentence, without its full stop, cut between words."""
    line = next((line.strip() for line in details.splitlines() if line.strip()), "")
    sentence = _SENTENCE_END.split(line, maxsplit=1)[0]
    return excerpt(sentence.rstrip(".") or sentence, LONGEST)


def excerpt(text: str, longest: int) -> str:
    """At most so many characters on one line, whole words where there are any."""
    flat = " ".join(text.split())
    if len(flat) <= longest:
        return flat
    room = flat[: longest - 1]
    whole_words = room.rsplit(" ", 1)[0] if flat[longest - 1] != " " else room
    return f"{whole_words.rstrip(' ,;:')}…"
