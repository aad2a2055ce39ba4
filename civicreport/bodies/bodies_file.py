"""Bodies, their areas and contacts, and the site's categories as one TOML file (see
docs/bodies-file.md). Reading names the file, line and key of every mistake.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from civicreport.bodies.entries import BodiesFile, BodyEntry, CategoryEntry, Entry
from civicreport.bodies.models import Method
from civicreport.domain.errors import ImportRefused

Key = tuple[str | int, ...]


def read(path: Path) -> BodiesFile:
    """Raises ImportRefused."""
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImportRefused(problems=[f"{path}: {error}"]) from error
    try:
        found = BodiesFile.model_validate(values)
    except ValidationError as error:
        mistakes = [(tuple(m["loc"]), _in_words(m["type"], m["msg"])) for m in error.errors()]
    else:
        mistakes = [*_repetitions(found), *_without_endpoint(found)]
    if mistakes:
        raise ImportRefused(problems=_located(path, text, mistakes))
    return found


def refuse(path: Path, mistakes: list[tuple[Key, str]]) -> None:
    """Raise ImportRefused for what only the register could know to be wrong."""
    raise ImportRefused(problems=_located(path, path.read_text(encoding="utf-8"), mistakes))


def _in_words(kind: str, message: str) -> str:
    words = {"extra_forbidden": "unknown key", "missing": "is missing"}.get(kind, message)
    return words.removeprefix("Value error, ")


def _repetitions(found: BodiesFile) -> Iterator[tuple[Key, str]]:
    yield from _twice([c.code for c in found.categories], ("categories",), "code")
    for n, category in enumerate(found.categories):
        asked = [question.code for question in category.questions]
        yield from _twice(asked, ("categories", n, "questions"), "code")
    yield from _twice([b.code for b in found.bodies], ("bodies",), "code")
    for n, body in enumerate(found.bodies):
        taken = [contact.category for contact in body.contacts]
        yield from _twice(taken, ("bodies", n, "contacts"), "category")


def _without_endpoint(found: BodiesFile) -> Iterator[tuple[Key, str]]:
    for n, body in enumerate(found.bodies):
        for m, contact in enumerate(body.contacts):
            if contact.method is Method.OPEN311 and body.endpoint is None:
                yield ("bodies", n, "contacts", m, "method"), "the body has no endpoint for it"


def _twice(codes: list[str], where: Key, key: str) -> Iterator[tuple[Key, str]]:
    for n, code in enumerate(codes):
        if code in codes[:n]:
            yield (*where, n, key), f"{code!r} stands twice"


def _located(path: Path, text: str, mistakes: list[tuple[Key, str]]) -> list[str]:
    lines = _lines_of(text)
    return [f"{path}:{_line(lines, key)}: {_dotted(key)}: {what}" for key, what in mistakes]


_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ASSIGNMENT = re.compile(r"\s*([\w\-]+)\s*=")


def _lines_of(text: str) -> dict[Key, int]:
    """Line numbers of tables and keys, which tomllib does not tell. One per line is assumed."""
    lines: dict[Key, int] = {}
    here: Key = ()
    counts: dict[Key, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if table := _TABLE.match(line):
            here = _entered(table[2].split("."), counts, repeats=table[1] == "[[")
            lines.setdefault(here, number)
            lines.setdefault(here[:-1], number)
        elif key := _ASSIGNMENT.match(line):
            lines.setdefault((*here, key[1]), number)
    return lines


def _entered(names: list[str], counts: dict[Key, int], *, repeats: bool) -> Key:
    """`[[bodies.contacts]]` for the third time in the second body: bodies, 1, contacts, 2."""
    here: Key = ()
    for depth, name in enumerate(names, start=1):
        here = (*here, name)
        if depth == len(names) and repeats:
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            here = (*here, counts[here])
    return here


def _line(lines: dict[Key, int], key: Key) -> int:
    """Where the key stands; else its table, since a missing key stands nowhere."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


def _dotted(key: Key) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in key)


def written(file: BodiesFile) -> str:
    """The file as text; reading it gives the same file back."""
    parts = [part for category in file.categories for part in _category(category)]
    return "\n".join([*parts, *(part for body in file.bodies for part in _body(body))])


def _category(category: CategoryEntry) -> Iterator[str]:
    yield _table("[[categories]]", category, without="questions")
    for question in category.questions:
        yield _table("[[categories.questions]]", question)


def _body(body: BodyEntry) -> Iterator[str]:
    yield _table("[[bodies]]", body, without="contacts")
    for contact in body.contacts:
        yield _table("[[bodies.contacts]]", contact)


def _table(heading: str, entry: Entry, *, without: str = "") -> str:
    """Keys that say no more than the default stay out, except what a reader looks for."""
    values: dict[str, Any] = entry.model_dump(exclude_defaults=True, mode="json")
    values.pop(without, None)
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    return "\n".join((heading, *lines, ""))


def _toml(value: Any) -> str:
    """As JSON, which TOML shares but for its tables."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
