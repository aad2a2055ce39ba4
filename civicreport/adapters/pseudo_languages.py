"""Two languages that nobody speaks, to see by what pages do with others than English.

'en-XA' says everything with more letters, and accents; 'ar-XB' from right to left. Both are made
from the sources, so that a text that did not go through gettext stands out in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from babel import Locale
from babel.support import NullTranslations

_ACCENTED = str.maketrans("aeiou", "àéîöü")
# What is put in later, and tags: these stay as they are.
_FIXED = re.compile(r"(%\(\w+\)[sd]|%%|\{\w+\}|<[^>]*>|&\w+;)")
# How a day is written is no text.
_NO_WORD = re.compile(r"[EdMyHm:,. ]*")
_FROM_RIGHT, _AS_BEFORE = "\u202e", "\u202c"


class Longer(NullTranslations):
    """40 % more room: what many languages need that are not English."""

    def gettext(self, message: str) -> str:
        if _NO_WORD.fullmatch(message):
            return message
        parts = _FIXED.split(message)
        said = "".join(
            part if number % 2 else part.translate(_ACCENTED) for number, part in enumerate(parts)
        )
        return f"[{said}{'·' * round(len(message) * 0.4)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


class FromRight(NullTranslations):
    """English letters, set as if they were of a script that begins on the right."""

    def gettext(self, message: str) -> str:
        is_text = not _NO_WORD.fullmatch(message)
        return f"{_FROM_RIGHT}{message}{_AS_BEFORE}" if is_text else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


PSEUDO: dict[str, tuple[Locale, Callable[[], NullTranslations]]] = {
    "en-XA": (Locale("en", modifier="pseudo"), Longer),
    "ar-XB": (Locale("ar", modifier="pseudo"), FromRight),
}
