"""An HTML mail as the plain mail that its writer would have sent.

Quotes become lines with `>`, a signature follows `-- `, and where a program only draws a line
before what it quotes there stands the separator of old: so one reader of plain text finds them all.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

SEPARATOR = "-----Original Message-----"
LONGEST = 500_000

# An inline picture leaves its Content-ID between these, which no text has any business to hold.
PICTURE = re.compile("\ue000([^\ue000\ue001]{1,300})\ue001")

_SILENT = frozenset({"script", "style", "title", "head", "template", "noscript", "svg"})
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr"})
_PARAGRAPHS = frozenset({"p", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4"})
_BLOCKS = _PARAGRAPHS | {"div", "tr", "li", "section", "article", "header", "footer", "h5", "body"}

_QUOTE = re.compile(
    r"(?:x_)?(?:gmail_quote|yahoo_quoted|protonmail_quote|zmail_extra|moz-forward-container"
    r"|OLK_SRC_BODY_SECTION|mail-quote|tutanota_quote)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?:x_)?(?:gmail_signature|moz-signature|Signature|AppleMailSignature"
    r"|ms-outlook-mobile-signature|protonmail_signature_block|mobile-signature)",
    re.IGNORECASE,
)
# From here on everything is quoted.
_REST = re.compile(
    r"(?:x_)?(?:divRplyFwdMsg|appendonsend|stopSpelling|zwchr|reply-intro)", re.IGNORECASE
)
_OUTLOOK_LINE = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+#?(?:b5c4df|e1e1e1)|"
    r"border-(?:width|style|color).{0,80}border-top-color:\s*rgb\(225,\s*225,\s*225\)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.IGNORECASE)

# The parser is slow on what never ends, so it only sees tags that do.
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]{0,2000}>)")
_CONDITION = re.compile(r"<!\[[^<>]{0,200}\]>|<![A-Za-z][^<>]{0,500}>|<\?[^<>]{0,500}>")


def text_of(html: str) -> str:
    """The words of an HTML mail, with its quotes marked as plain mails mark them."""
    writer = _Writer()
    html = _CONDITION.sub("", _without_comments(html[:LONGEST]))
    writer.feed(_NO_TAG.sub("&lt;", html))
    writer.close()
    return writer.text()


def _without_comments(html: str) -> str:
    kept: list[str] = []
    at = 0
    while (begin := html.find("<!--", at)) >= 0:
        kept.append(html[at:begin])
        end = html.find("-->", begin + 4)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, html[at:]])


class _Writer(HTMLParser):
    """Writes line by line; knows which elements are open, and what they mean for the words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._open: list[tuple[str, str]] = []  # tag and meaning
        self._silent = self._quoted = self._kept_as_is = 0
        self._rest = False

    def text(self) -> str:
        self._break()
        return "\n".join(self._lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS or tag in {"br", "hr"}:
            self._break(blank=tag in _PARAGRAPHS, again=tag == "br")
        if _begins_the_rest(named) and not self._rest:
            self._begin_the_rest()
        meaning = _meaning(tag, named)
        if tag not in _VOID:
            self._open.append((tag, meaning))
            self._count(tag, meaning, 1)
        self._begin(tag, meaning, named)

    def handle_endtag(self, tag: str) -> None:
        near = [name for name, _ in self._open[-50:]]
        if tag not in near:
            return
        if tag in _BLOCKS:
            self._break(blank=tag in _PARAGRAPHS)
        while self._open:
            name, meaning = self._open.pop()
            self._count(name, meaning, -1)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._kept_as_is:
            first, *others = data.replace("\r", "").split("\n")
            self._line += first
            for other in others:
                self._break(again=True)
                self._line = other
            return
        words = re.sub(r"\s+", " ", data)
        self._line += words.lstrip(" ") if not self._line else words

    def _begin(self, tag: str, meaning: str, named: dict[str, str]) -> None:
        if self._silent:
            return
        if meaning == "signature":
            self._break()
            self._write("-- ")
        if tag == "li":
            self._line = "- "
        elif tag in {"td", "th"} and self._line:
            self._line += " "
        elif tag == "hr":
            self._write("_" * 32)
        elif tag == "img" and named.get("src", "").lower().startswith("cid:"):
            self._line += f"\ue000{named['src'][4:300]}\ue001"

    def _begin_the_rest(self) -> None:
        self._break()
        self._write(SEPARATOR)
        self._rest = True

    def _count(self, tag: str, meaning: str, step: int) -> None:
        self._silent += step * (meaning == "silent")
        self._quoted += step * (meaning == "quote")
        self._kept_as_is += step * (tag == "pre")

    def _break(self, *, blank: bool = False, again: bool = False) -> None:
        """End the line; `blank` leaves a gap, `again` does so even if nothing stands on it."""
        line = self._line if self._kept_as_is else re.sub(r"[ \xa0]+", " ", self._line)
        self._line = ""
        if line.strip() or again:
            self._write(line.rstrip())
        if blank and self._lines and self._lines[-1].strip("> "):
            self._write("")

    def _write(self, line: str) -> None:
        self._lines.append(f"> {line}" if self._quoted and not self._rest else line)


def _begins_the_rest(named: dict[str, str]) -> bool:
    return bool(
        _REST.fullmatch(named.get("id", "")) or _OUTLOOK_LINE.search(named.get("style", "")[:500])
    )


def _meaning(tag: str, named: dict[str, str]) -> str:
    if tag in _SILENT or _HIDDEN.search(named.get("style", "")[:500]):
        return "silent"
    names = [named.get("id", ""), *named.get("class", "").split()]
    if tag == "blockquote" or any(_QUOTE.fullmatch(name) for name in names):
        return "quote"
    return "signature" if any(_SIGNATURE.fullmatch(name) for name in names) else ""
