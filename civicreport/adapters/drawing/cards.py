"""What others show of a link to a report: how far it is, what it is, who has it; beside the words
its photo, if the public may see one, and the map.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageOps
from PIL.ImageFont import FreeTypeFont

from civicreport.adapters.drawing import pins
from civicreport.adapters.drawing.fonts import font
from civicreport.adapters.drawing.looks import Colour, Look
from civicreport.domain.status import Status

WIDTH, HEIGHT = 1200, 630  # what Open Graph and its readers agree on
WORDS = 620  # the column of words; the rest is for what is seen
EDGE = 56
MOST_LINES = 4
COLOURS = 256


@dataclass(frozen=True, slots=True)
class Words:
    status: Status
    status_name: str
    title: str
    about: str  # category and place
    who: str
    site_name: str


def room_for_map(*, has_photo: bool) -> tuple[int, int]:
    """Width and height in pixels."""
    return WIDTH - WORDS, HEIGHT // 2 if has_photo else HEIGHT


def drawn(words: Words, look: Look, spot: Image.Image, photo: bytes | None) -> Image.Image:
    """`spot` is the map in the size of `room_for_map`."""
    card = Image.new("RGB", (WIDTH, HEIGHT), look.surface_raised)
    card.paste(spot, (WORDS, HEIGHT - spot.height))
    if photo:
        with Image.open(io.BytesIO(photo)) as opened:
            room = (WIDTH - WORDS, HEIGHT - spot.height)
            card.paste(ImageOps.fit(opened.convert("RGB"), room), (WORDS, 0))
    draw = ImageDraw.Draw(card)
    draw.line([(WORDS, 0), (WORDS, HEIGHT)], fill=look.line, width=2)
    draw.rectangle((0, 0, 12, HEIGHT), fill=pins.colour_of(words.status, look))
    _write(card, draw, words, look)
    return card


def _write(card: Image.Image, draw: ImageDraw.ImageDraw, words: Words, look: Look) -> None:
    colour = pins.colour_of(words.status, look)
    sign, _foot = pins.pin(words.status, look, 1.75)
    left, top, _right, bottom = sign.getbbox() or (0, 0, *sign.size)
    card.paste(sign, (EDGE - left, EDGE + 30 - (top + bottom) // 2), sign)
    draw.text((EDGE + 68, EDGE + 30), words.status_name, colour, font("sans", 36, 700), "lm")
    y = EDGE + 96.0
    y = _lines(draw, words.title, (y, 68), (font("serif", 54, 600), look.text, MOST_LINES))
    _lines(draw, words.about, (y + 14, 42), (font("sans", 30), look.text_soft, 2))
    strong = _fitting(words.who)
    who = shortened(words.who, strong)
    draw.text((EDGE, HEIGHT - EDGE - 48), who, look.text, strong, "ls")
    draw.text((EDGE, HEIGHT - EDGE), words.site_name, look.accent, font("serif", 30, 700), "ls")


def _lines(
    draw: ImageDraw.ImageDraw, text: str, at: tuple[float, float], kind: tuple[Any, Colour, int]
) -> float:
    """`at`: the first line's height, and the lines' distance; `kind`: letters, colour, how many
    lines at most. Says where the next one would begin.
    """
    (y, step), (letters, colour, most) = at, kind
    lines = list(wrapped(text, letters, WORDS - 2 * EDGE))
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(f"{lines[most - 1]} …", letters)]
    for line in lines:
        draw.text((EDGE, y), line, colour, letters, "la")
        y += step
    return y


def _fitting(text: str) -> FreeTypeFont:
    """The largest letters in which it stands on one line; the smallest may still be too large."""
    sizes = (font("sans", size, 600) for size in range(30, 20, -2))
    room = WORDS - 2 * EDGE
    return next((each for each in sizes if each.getlength(text) <= room), font("sans", 22, 600))


def wrapped(text: str, letters: FreeTypeFont, width: float) -> Iterator[str]:
    """Between words; a word that is too long by itself is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if letters.getlength(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while letters.getlength(line) > width:
            fits = max(1, sum(letters.getlength(line[:n]) <= width for n in range(1, len(line))))
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def shortened(text: str, letters: FreeTypeFont, width: float = WORDS - 2 * EDGE) -> str:
    """With an ellipsis where it does not fit on one line."""
    while letters.getlength(text) > width:
        text = text[:-2].rstrip(" …") + "…"
    return text


def as_png(card: Image.Image) -> bytes:
    """A palette of its own: a photo in true colours would weigh four times as much."""
    out = io.BytesIO()
    card.quantize(COLOURS).save(out, "PNG", compress_level=6)
    return out.getvalue()
