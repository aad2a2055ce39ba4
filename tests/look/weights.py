"""What a page makes a phone fetch, in bytes as they cross the wire.

Scripts are counted as if every element of the page had been used: a module that is imported only
after a tap weighs, too. The service worker does not, which comes after the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from bs4 import BeautifulSoup

from tests.look.pages import FORM

# "The reporting page at most 90 kB of JavaScript and 30 kB of CSS compressed including Leaflet."
MOST_JAVASCRIPT, MOST_CSS = 90_000, 30_000
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([\w./-]+)["']""")
Fetch = Callable[[str], bytes]  # of an address, packed by brotli where that is worth it


@dataclass(frozen=True, slots=True)
class Weight:
    """In bytes."""

    page: str
    html: int
    css: int
    javascript: int

    @property
    def is_light(self) -> bool:
        """The limits are those of the form; nothing else has a reason to weigh more."""
        return self.javascript <= MOST_JAVASCRIPT and self.css <= MOST_CSS


def weigh(page: str, address: str, fetch: Fetch) -> Weight:
    packed = fetch(address)
    soup = BeautifulSoup(unpacked(packed), "html.parser")
    sheets = {str(link["href"]) for link in soup.select("link[rel=stylesheet]")}
    return Weight(
        page,
        html=len(packed),
        css=sum(len(fetch(sheet)) for sheet in sheets),
        javascript=sum(len(code) for code in _scripts(soup, fetch).values()),
    )


def _scripts(soup: BeautifulSoup, fetch: Fetch) -> dict[str, bytes]:
    """All that the page can come to run, by address."""
    known: dict[str, str] = json.loads(soup.select_one("script[type=importmap]").text)["imports"]  # type: ignore[union-attr]
    elements = {f"elements/{tag.name}" for tag in soup.find_all(re.compile("-"))}
    waiting = [known[name] for name in elements & known.keys()]
    waiting += [str(script["src"]) for script in soup.select("script[src]")]
    code: dict[str, bytes] = {}
    while waiting:
        address = waiting.pop()
        if address not in code:
            code[address] = fetch(address)
            names = _IMPORT.findall(unpacked(code[address]))
            waiting += [known[name] for name in names if name in known]
    return code


def unpacked(content: bytes) -> str:
    """Small files cross as they are."""
    try:
        text: bytes = brotli.decompress(content)
    except brotli.error:
        text = content
    return text.decode()


def table(weights: list[Weight]) -> str:
    lines = [f"{'page':12}{'HTML kB':>10}{'CSS kB':>10}{'JavaScript kB':>16}"]
    for one in weights:
        kilobytes = (one.html / 1000, one.css / 1000, one.javascript / 1000)
        verdict = "" if one.is_light else "   TOO HEAVY"
        lines.append(f"{one.page:12}" + "{:>10.1f}{:>10.1f}{:>16.1f}".format(*kilobytes) + verdict)
    lines.append(
        f"at most, on the {FORM} page: {MOST_CSS // 1000} kB of CSS, "
        f"{MOST_JAVASCRIPT // 1000} kB of JavaScript with Leaflet"
    )
    return "\n".join(lines)
