"""A stranger's photo becomes ours: decoded, turned upright, and written anew.

What we keep shares no byte with what was sent: no EXIF, no place, no thumbnail with another
picture in it. The place where it was taken is read first, to be offered as the pin.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageOps
from PIL.Image import DecompressionBombError, DecompressionBombWarning

from civicreport.domain.errors import PhotoRefused
from civicreport.domain.location import Point

LARGE = 1600
SMALL = 400
# SVG is a program, TIFF a container of anything; phones and browsers make these.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
_QUALITY = 80
_GPS = 0x8825
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4

pi_heif.register_heif_opener()


@dataclass(frozen=True, slots=True)
class Reencoded:
    """Two sizes as WebP; width and height are those of the large one."""

    large: bytes
    small: bytes
    width: int
    height: int
    taken_at: Point | None = None  # where, by the camera


def reencode(data: bytes, *, max_bytes: int, max_pixels: int, name: str) -> Reencoded:
    """Raises PhotoRefused (not_a_photo, too_big, too_many_pixels) with the file's name."""
    if len(data) > max_bytes:
        raise PhotoRefused(name=name, why="too_big")
    Image.MAX_IMAGE_PIXELS = max_pixels  # beyond it Pillow warns, beyond twice it raises
    try:
        return _reencode(data, max_pixels, name)
    except PhotoRefused:
        raise
    except (DecompressionBombError, DecompressionBombWarning) as error:
        raise PhotoRefused(name=name, why="too_many_pixels") from error
    except Exception as error:  # decoders of strangers' bytes raise whatever they like
        raise PhotoRefused(name=name, why="not_a_photo") from error


def as_jpeg(kept: bytes) -> bytes:
    """One of our own photos for a mail: desks have programs that know no WebP."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(kept), formats=("WEBP",)) as image:
        image.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _reencode(data: bytes, max_pixels: int, name: str) -> Reencoded:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if math.prod(image.size) > max_pixels:  # known from the header, before any pixel is
            raise PhotoRefused(name=name, why="too_many_pixels")
        taken_at = _taken_at(image)
        image.draft("RGB", _fitted(image.size, LARGE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LARGE, LARGE), reducing_gap=2.0)
        large = _plain(upright)
    small = large.copy()
    small.thumbnail((SMALL, SMALL))
    return Reencoded(_webp(large), _webp(small), large.width, large.height, taken_at)


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The same proportions: for a square box the decoder would not shrink a wide photo."""
    scale = min(1.0, longest / max(size))
    return math.ceil(size[0] * scale), math.ceil(size[1] * scale)


def _plain(image: Image.Image) -> Image.Image:
    """Its pixels on white, and nothing else of it."""
    plain = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        layers = image.convert("RGBA")
        plain.paste(layers, mask=layers)
    else:
        plain.paste(image.convert("RGB"))
    return plain


def _webp(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "WEBP", quality=_QUALITY, method=4)
    return target.getvalue()


def _taken_at(image: Image.Image) -> Point | None:
    """Cameras write (0, 0) where they do not know, and now and then nonsense."""
    gps = image.getexif().get_ifd(_GPS)
    try:
        latitude = _degrees(gps[_LATITUDE], negative=gps.get(_LATITUDE_REF) == "S")
        longitude = _degrees(gps[_LONGITUDE], negative=gps.get(_LONGITUDE_REF) == "W")
        place = Point(latitude, longitude)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return place if (latitude, longitude) != (0, 0) else None


def _degrees(parts: tuple[float, float, float], *, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if negative else size
