"""`format=flowed` (RFC 3676): lines that end in a space go on in the next one."""

from __future__ import annotations

import re

_MARKS = re.compile(r">*")


def unwrapped(text: str, *, delete_space: bool) -> str:
    lines: list[str] = []
    goes_on_at = -1  # how deep the line above is quoted that goes on; -1 for none
    for line in text.split("\n"):
        depth = len(_MARKS.match(line)[0])  # type: ignore[index]
        words = line[depth:].removeprefix(" ")
        is_signature = words == "-- "
        if depth == goes_on_at and not is_signature:
            lines[-1] += words
        else:
            lines.append(f"{'>' * depth} {words}" if depth else words)
        flows = words.endswith(" ") and not is_signature
        goes_on_at = depth if flows else -1
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
