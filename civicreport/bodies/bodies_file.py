"""Bodies, their areas and contacts, and the site's categories as one TOML file (see
docs/bodies-file.md). Reading names the file, line and key of every mistake.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from civicreport.bodies.models import Method
from civicreport.domain.errors import ImportRefused

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,50}$")]
AreaName = Annotated[str, StringConstraints(pattern=r"^[^:\s]{1,50}:[^:\s]{1,50}$")]
Address = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Days = Annotated[int, Field(ge=0, le=365)]


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CategoryEntry(Entry):
    code: Code
    name: Annotated[Text, Field(max_length=100)]
    group: Annotated[str, Field(max_length=100)] = ""
    hint: Annotated[str, Field(max_length=1000)] = ""
    position: int | None = None  # where it is offered; without one, as in the file
    urgent: bool = False
    private: bool = False


class ContactEntry(Entry):
    category: Code
    address: Address
    method: Method = Method.EMAIL
    answer_days: Days = 5
    precedence: Annotated[int, Field(ge=0, le=10_000)] = 100
    copy_to: tuple[Code, ...] = ()
    active: bool = True


class BodyEntry(Entry):
    code: Code
    name: Text
    url: Annotated[str, Field(max_length=500)] = ""
    email: Address | None = None
    only_confirmed: bool = False
    active: bool = True
    areas: tuple[AreaName, ...] = ()
    contacts: tuple[ContactEntry, ...] = ()


class BodiesFile(Entry):
    categories: tuple[CategoryEntry, ...] = ()
    bodies: tuple[BodyEntry, ...] = ()


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
        mistakes = list(_repetitions(found))
    if mistakes:
        raise ImportRefused(problems=_located(path, text, mistakes))
    return found


def refuse(path: Path, mistakes: list[tuple[Key, str]]) -> None:
    """Raise ImportRefused for what only the register could know to be wrong."""
    raise ImportRefused(problems=_located(path, path.read_text(encoding="utf-8"), mistakes))


def _in_words(kind: str, message: str) -> str:
    return {"extra_forbidden": "unknown key", "missing": "is missing"}.get(kind, message)


def _repetitions(found: BodiesFile) -> Iterator[tuple[Key, str]]:
    yield from _twice([c.code for c in found.categories], ("categories",), "code")
    yield from _twice([b.code for b in found.bodies], ("bodies",), "code")
    for n, body in enumerate(found.bodies):
        taken = [contact.category for contact in body.contacts]
        yield from _twice(taken, ("bodies", n, "contacts"), "category")


def _twice(codes: list[str], where: Key, key: str) -> Iterator[tuple[Key, str]]:
    for n, code in enumerate(codes):
        if code in codes[:n]:
            yield (*where, n, key), f"{code!r} stands twice"


def _located(path: Path, text: str, mistakes: list[tuple[Key, str]]) -> list[str]:
    lines = _lines_of(text)
    return [f"{path}:{_line(lines, key)}: {_dotted(key)}: {what}" for key, what in mistakes]


_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
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
    parts = [_table("categories", category) for category in file.categories]
    for body in file.bodies:
        parts.append(_table("bodies", body))
        parts += [_table("bodies.contacts", contact) for contact in body.contacts]
    return "\n".join(parts)


def _table(name: str, entry: Entry) -> str:
    """Keys that say no more than the default stay out, except what a reader looks for."""
    values: dict[str, Any] = entry.model_dump(exclude_defaults=True, mode="json")
    values.pop("contacts", None)
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join((f"[[{name}]]", *lines, ""))
