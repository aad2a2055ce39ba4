"""What people type, and programs in their name: cleaned, and found to be something or nothing."""

from __future__ import annotations

import re
import unicodedata

MAX_EMAIL = 254
_ADDRESS = re.compile(r"[^@\s<>(),;:\\\"\[\]]+@[^@\s<>(),;:\\\"\[\]]+\.[^@\s<>(),;:\\\"\[\].]{2,}")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # Unicode's Cc and Cs


def tidy(text: str | None) -> str:
    """One kind of line end, nothing hanging at the edges."""
    return _LINE_ENDS.sub("\n", text or "").strip()


def on_one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def without_controls(text: str) -> str:
    """The text without the characters that nobody can see or type; line ends and tabs stay."""
    return _UNSEEN.sub("", text)


def says_something(text: str) -> bool:
    return any(unicodedata.category(c)[0] not in "ZC" for c in text)


def is_address(text: str) -> bool:
    """Whether it may be an e-mail address; only a letter to it can tell whether it is one."""
    is_printable = without_controls(text) == text and len(text) <= MAX_EMAIL
    return is_printable and _ADDRESS.fullmatch(text) is not None


def whole_number(text: object) -> int:
    """What a hidden field or an address holds; 0 where somebody made that up."""
    typed = str(text or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
