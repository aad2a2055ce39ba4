"""What the site can say: the texts of `translations/`, read as they are written.

No compiled file lies about that could be older than its source: a catalogue is compiled in memory
where it is first asked for, in whatever process. A language without a catalogue is the language of
the sources; so is each text that a catalogue lacks.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from civicreport import config
from civicreport.adapters.pseudo_languages import PSEUDO

FOLDER = Path(__file__).parents[2] / "translations"
_OF_THE_SOURCES = "en"


def locale_of(tag: str) -> Locale:
    """By what stands in addresses and settings: 'cy', 'pt-BR'."""
    return PSEUDO[tag][0] if tag in PSEUDO else Locale.parse(tag, sep="-")


@cache
def tag_of(locale: Locale) -> str:
    return next(
        (tag for tag, (made_up, _) in PSEUDO.items() if made_up == locale),
        str(locale).replace("_", "-"),
    )


@cache
def texts(tag: str) -> NullTranslations:
    if tag in PSEUDO:
        return PSEUDO[tag][1]()
    catalogue = _catalogue(tag)
    if catalogue is None:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@cache
def written() -> frozenset[str]:
    """The languages that there are texts in, that of the sources among them."""
    folders = (file.parents[1].name for file in FOLDER.glob("*/LC_MESSAGES/messages.po"))
    return frozenset({_OF_THE_SOURCES, *(folder.replace("_", "-") for folder in folders)})


@cache
def is_whole(tag: str) -> bool:
    """Whether it says everything, also what staff read; the language of the sources does."""
    catalogue = _catalogue(tag)
    if catalogue is None:
        return True
    return all(_is_said(message) for message in catalogue if message.id)


def _is_said(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, tuple | list) else bool(said)


def _catalogue(tag: str) -> Catalog | None:
    file = FOLDER / str(locale_of(tag)) / "LC_MESSAGES" / "messages.po"
    if tag in PSEUDO or not file.exists():
        return None
    with file.open("rb") as opened:
        return read_po(opened, locale=locale_of(tag))


def own_name(tag: str) -> str:
    """As its speakers call it: 'Cymraeg', 'English'."""
    name = locale_of(tag).get_language_name() or tag
    return f"{name[:1].upper()}{name[1:]}" if tag not in PSEUDO else tag


def direction(tag: str) -> str:
    """'ltr' or 'rtl'."""
    return str(locale_of(tag).text_direction)


def known(tag: str) -> str:
    """The language, where the site offers it, else the site's own: for letters to people."""
    site = config.current().site
    return tag if tag in site.languages else site.language


def prefix(tag: str) -> str:
    """What the addresses of its pages begin with: nothing, for the site's own language."""
    return f"/{tag}" if tag in config.current().site.languages else ""
