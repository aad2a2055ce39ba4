"""Bytes → words, whatever the label says: a wrong label is the most common fault of mails."""

from __future__ import annotations

import codecs
import re

# What people label their text with, and what they mean by it.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "unknown": "cp1252",
}
# Words in one of these are never by chance valid UTF-8.
_SINGLE_BYTE = re.compile(r"(?:cp125\d|cp85\d|iso8859-\d+|koi8-[ru]|mac-roman|ascii|utf-8)")
_MULTI_BYTE = re.compile(
    r"(?:utf-(?:16|32)(?:-[bl]e)?|gb18030|hz|big5\w*|cp9\d\d|euc_\w+|iso2022_\w+|utf-7)"
)
# PostgreSQL takes no NUL, no UTF-8 has surrogates, and nobody types the others.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def decoded(content: bytes, label: str) -> str:
    """The words, as good as they can be had; never raises."""
    name = _codec(label)
    tried = ["utf-8", name] if _SINGLE_BYTE.fullmatch(name) else [name, "utf-8"]
    for codec in (*tried, "cp1252"):
        try:
            return printable(content.decode(codec))
        except (UnicodeError, ValueError):
            continue
    return printable(content.decode("latin-1"))


def printable(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, longest: int) -> str:
    return " ".join(printable(text).split())[:longest]


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label.strip()[:40] or "utf-8").name
    except (LookupError, ValueError):
        return "cp1252"
    name = _MEANT.get(name, name)
    is_known = _SINGLE_BYTE.fullmatch(name) or _MULTI_BYTE.fullmatch(name)
    return name if is_known else "cp1252"  # Python also knows "punycode" and worse
