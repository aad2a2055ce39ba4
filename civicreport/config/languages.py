"""How settings name a language: as it stands in addresses and in `<html lang>`, 'cy' or 'pt-BR'."""

from __future__ import annotations

from typing import Annotated

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator

# Made from the sources, to see by how pages stand longer words and the other direction.
PSEUDO_LANGUAGES = frozenset({"en-XA", "ar-XB"})


def _known(tag: str) -> str:
    if tag not in PSEUDO_LANGUAGES and tag != _tag(tag):
        raise ValueError(f"{tag!r} is no language, or is written differently, as 'cy' or 'pt-BR'")
    return tag


def _tag(tag: str) -> str | None:
    try:
        return str(Locale.parse(tag, sep="-")).replace("_", "-")
    except (UnknownLocaleError, ValueError):
        return None


Language = Annotated[str, AfterValidator(_known)]
