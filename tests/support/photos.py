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


def a_photo_taken(latitude: float, longitude: float) -> bytes:
    """With the place in its notes, as cameras write it."""
    exif = Image.Exif()
    exif[0x8825] = {
        1: "N" if latitude >= 0 else "S",
        2: (abs(latitude), 0.0, 0.0),
        3: "E" if longitude >= 0 else "W",
        4: (abs(longitude), 0.0, 0.0),
    }
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "orange").save(out, "JPEG", exif=exif)
    return out.getvalue()
