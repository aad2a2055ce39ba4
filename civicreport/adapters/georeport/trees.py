"""XML or JSON, from whom nobody knows, as one kind of tree: mappings, lists, strings and None.

What a peer sends is not to be trusted: a document type (and with it every entity) is refused
outright, depth and number of nodes are limited, and control characters that no database takes
are left out. Namespaces and attributes say nothing in GeoReport, but for xsi:nil.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

Tree = dict[str, Any] | list[Any] | str | None

DEEPEST = 30
MOST_NODES = 200_000
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BAD_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1\w));")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding=["']([\w.-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_HEADERS = re.compile(r"^\s*HTTP/\d[^\n]*\n(?:[^\n<{\[]*\n)*")
_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


class Unreadable(ValueError):
    """Neither XML nor JSON within the limits; says why."""


def tree_of(body: bytes) -> tuple[str, Tree]:
    """The name of the XML root ('' for JSON) and what it holds. Raises Unreadable."""
    text = _HEADERS.sub("", text_of(body)).strip()
    if text.startswith("<"):
        return _xml(text)
    if text.startswith(("{", "[")):
        return "", _json(text)
    raise Unreadable("neither XML nor JSON" if text else "an empty answer")


def text_of(body: bytes) -> str:
    """By its byte order mark, its own declaration, or else as UTF-8; never fails."""
    for encoding in (_marked(body), _declared(body), "utf-8"):
        try:
            if encoding:
                return _clean(body.decode(encoding))
        except (UnicodeError, LookupError):
            continue
    return _clean(body.decode("cp1252", "replace"))


def excerpt_of(body: bytes, longest: int = 200) -> str:
    """The words of what could not be read, for whoever looks into it."""
    words = " ".join(_MARKUP.sub(" ", text_of(body[:20_000])).split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _marked(body: bytes) -> str | None:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if body.startswith(codecs.BOM_UTF8) else None


def _declared(body: bytes) -> str | None:
    """Only what turns bytes into text: Python knows codecs that do other things, too."""
    found = _DECLARED.match(body)
    if not found:
        return None
    name = found[1].decode("ascii")
    try:
        return name if codecs.lookup(name)._is_text_encoding else None  # noqa: SLF001
    except LookupError:
        return None


def _clean(text: str) -> str:
    return _UNWANTED.sub("", text)


def _xml(text: str) -> tuple[str, Tree]:
    builder = _Builder()
    parser = ET.XMLParser(target=builder)  # noqa: S314 - the builder refuses what is unsafe
    try:
        parser.feed(_BAD_REFERENCE.sub("", _DECLARATION.sub("", text)))
        parser.close()
    except (ET.ParseError, ValueError) as error:
        raise Unreadable(str(error)) from error
    if builder.root is None:
        raise Unreadable("no XML")
    return builder.root


class _Open:
    """An element whose end has not come yet."""

    def __init__(self, name: str, *, is_nil: bool) -> None:
        self.name = name
        self.is_nil = is_nil
        self.words: list[str] = []
        self.children: dict[str, Any] = {}

    def add(self, name: str, value: Tree) -> None:
        if name not in self.children:
            self.children[name] = value
            return
        if not isinstance(self.children[name], _Several):
            self.children[name] = _Several([self.children[name]])
        self.children[name].append(value)

    def value(self) -> Tree:
        if self.children:
            return self.children
        return None if self.is_nil else "".join(self.words).strip() or None


class _Several(list[Any]):
    """Elements of one name side by side."""


class _Builder:
    """Called by the parser; raises as soon as a limit is passed."""

    def __init__(self) -> None:
        self.root: tuple[str, Tree] | None = None
        self.open: list[_Open] = []
        self.nodes = 0

    def doctype(self, *_: str | None) -> None:
        raise Unreadable("a document type is not allowed")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        if len(self.open) >= DEEPEST or self.nodes > MOST_NODES:
            raise Unreadable("too deep or too long")
        is_nil = attributes.get(_NIL, "").strip() in {"true", "1"}
        self.open.append(_Open(_local(tag), is_nil=is_nil))

    def data(self, words: str) -> None:
        self.open[-1].words.append(words)

    def end(self, _tag: str) -> None:
        done = self.open.pop()
        if self.open:
            self.open[-1].add(done.name, done.value())
        else:
            self.root = (done.name.casefold(), done.value())

    def close(self) -> None:
        pass


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _json(text: str) -> Tree:
    """Numbers stay as they were written: ids are numbers here and there, and some are long."""
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {error}") from error
    counted = [0]
    return _plain(found, 0, counted)


def _plain(value: Any, depth: int, counted: list[int]) -> Tree:
    counted[0] += 1
    if depth > DEEPEST or counted[0] > MOST_NODES:
        raise Unreadable("too deep or too long")
    if isinstance(value, dict):
        return {_clean(key): _plain(one, depth + 1, counted) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, depth + 1, counted) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return _clean(value).strip() or None if isinstance(value, str) else None
