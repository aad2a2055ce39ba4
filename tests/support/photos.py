"""Photos as phones send them, drawn here."""

from __future__ import annotations

import io

from PIL import Image


def a_photo(
    *, colour: str = "orange", size: tuple[int, int] = (640, 480), kind: str = "JPEG"
) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def file(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    """As the test client uploads it."""
    return io.BytesIO(data), name
