"""The texts of the sources and the catalogues of `translations/`: taken from, brought up to date.

`script/texts` runs this. A catalogue names files without lines, so that a change elsewhere in a
file leaves it alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from tests.house.source import ROOT

FOLDER = ROOT / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
# Who reports something sees these. The rest is for staff and programs, who are spoken to in the
# site's own language.
OF_CITIZENS = (
    *("templates/public/", "templates/components/", "templates/layouts/", "templates/errors/"),
    *("templates/emails/_words.txt", "templates/emails/_subject.txt"),
    *("templates/emails/confirm_address/", "templates/emails/report_changed/"),
    "templates/emails/sign_in/",
    *("civicreport/public/", "civicreport/web/", "civicreport/adapters/rendering.py"),
)
NOT_OF_CITIZENS = (
    *("templates/layouts/officers.html", "templates/public/mailbox", "templates/public/styleguide"),
    *("templates/components/inbox_row.html", "templates/components/mail_view.html"),
    *("civicreport/public/mailbox", "civicreport/web/sign_in.py"),
)


def of_the_sources() -> Catalog:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as opened:
        methods, options = parse_mapping_cfg(opened)  # type: ignore[no-untyped-call]
    found = Catalog(charset="utf-8", fuzzy=False)
    for file, _line, text, comments, context in extract_from_dir(
        ROOT,
        methods,
        options,
        KEYWORDS,
        ("Translators:",),
        strip_comment_tags=True,
        directory_filter=lambda folder: not Path(folder).name.startswith((".", "var", "tests")),
    ):
        found.add(text, None, [(file, 0)], auto_comments=comments, context=context)
    return found


def catalogues() -> dict[str, Catalog]:
    return {path.parts[-3]: _read(path) for path in sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))}


def is_of_citizens(message: Message) -> bool:
    return any(
        file.startswith(OF_CITIZENS) and not file.startswith(NOT_OF_CITIZENS)
        for file, _line in message.locations
    )


def texts(catalogue: Catalog) -> Iterator[Message]:
    """All but the head."""
    return (message for message in catalogue if message.id)


def is_said(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)


def update(language: str, template: Catalog) -> list[str]:
    """Bring a catalogue up to date, or begin it; what residents see and it does not say yet."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    known = _read(path) if path.exists() else Catalog(locale=Locale.parse(language))
    known.update(template, no_fuzzy_matching=True, update_creation_date=False)
    known.obsolete.clear()
    known.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as opened:
        write_po(opened, known, width=0, sort_by_file=True, omit_header=False, include_lineno=False)
    return [str(one.id) for one in texts(known) if is_of_citizens(one) and not is_said(one)]


def _read(path: Path) -> Catalog:
    with path.open("rb") as opened:
        return read_po(opened, locale=path.parts[-3])


def main() -> None:
    """Update every catalogue, and begin those of the languages that are named."""
    template = of_the_sources()
    for language in sorted({*catalogues(), *sys.argv[1:]}):
        missing = update(language, template)
        print(f"{language}: {len(missing)} texts that residents see are not said yet")
        for text in missing:
            print(f"  {text}")


if __name__ == "__main__":
    main()
