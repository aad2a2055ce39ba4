"""A stranger's photo becomes ours: decoded, turned upright, and written anew.

What we keep shares no byte with what was sent: no EXIF, no place, no thumbnail with another
picture in it. The place where it was taken is read first, to be offered as the pin. Notes that are
broken cost the photo nothing but themselves.
"""

from __future__ import annotations

import io
import math
import threading
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageCms
from PIL.Image import DecompressionBombError, DecompressionBombWarning, Transpose

from civicreport.domain.errors import PhotoRefused
from civicreport.domain.location import Point

LARGE, MEDIUM, SMALL = 1600, 800, 400  # the longer side, in pixels
# SVG is a program, TIFF a container of anything; phones and browsers make these.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
_QUALITY = 80
_ORIENTATION, _GPS = 0x0112, 0x8825
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_CLOCKWISE = {1: Transpose.ROTATE_270, 2: Transpose.ROTATE_180, 3: Transpose.ROTATE_90}
# Fifty million pixels take half a gigabyte while they are made smaller, and come in a file of a few
# hundred kilobytes: were each thread at one, a handful of them would fill the machine.
AT_ONCE = 2
_hands = threading.Semaphore(AT_ONCE)
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4

pi_heif.register_heif_opener()


@dataclass(frozen=True, slots=True)
class Reencoded:
    """Three sizes as WebP; width and height are those of the large one."""

    large: bytes
    medium: bytes
    small: bytes
    width: int
    height: int
    taken_at: Point | None = None  # where, by the camera


def reencode(data: bytes, *, max_bytes: int, max_pixels: int, name: str) -> Reencoded:
    """Raises PhotoRefused with the file's name.

    Why: empty, incomplete, not_a_photo, too_big, or too_many_pixels.
    """
    if not data:
        raise PhotoRefused(name=name, why="empty")
    if len(data) > max_bytes:
        raise PhotoRefused(name=name, why="too_big")
    Image.MAX_IMAGE_PIXELS = max_pixels  # beyond it Pillow warns, beyond twice it raises
    try:
        with _hands:
            return _reencode(data, max_pixels, name)
    except PhotoRefused:
        raise
    except (DecompressionBombError, DecompressionBombWarning) as error:
        raise PhotoRefused(name=name, why="too_many_pixels") from error
    except Exception as error:  # decoders of strangers' bytes raise whatever they like
        why = "incomplete" if "truncated" in str(error) else "not_a_photo"
        raise PhotoRefused(name=name, why=why) from error


def turn(kept: bytes, *, quarters: int) -> Reencoded:
    """One of our own photos, turned clockwise by so many quarters."""
    with Image.open(io.BytesIO(kept), formats=("WEBP",)) as image:
        return _in_sizes(image.convert("RGB").transpose(_CLOCKWISE[quarters]))


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
        exif = _exif(image)
        image.draft("RGB", _fitted(image.size, LARGE))
        shown = _in_full_colour(image)
        shown.thumbnail((LARGE, LARGE), reducing_gap=2.0)
        upright = _plain(_upright(_in_common_colours(shown), exif))
    return _in_sizes(upright, _taken_at(exif))


def _in_sizes(large: Image.Image, taken_at: Point | None = None) -> Reencoded:
    medium, small = large.copy(), large.copy()
    medium.thumbnail((MEDIUM, MEDIUM))
    small.thumbnail((SMALL, SMALL))
    return Reencoded(
        large=_webp(large),
        medium=_webp(medium),
        small=_webp(small),
        width=large.width,
        height=large.height,
        taken_at=taken_at,
    )


def _exif(image: Image.Image) -> Image.Exif:
    try:
        return image.getexif()
    except Exception:  # noqa: BLE001 - a strange note is no reason to refuse the picture
        return Image.Exif()


def _in_full_colour(image: Image.Image) -> Image.Image:
    """Eight bits a channel: a mere palette would shrink raggedly, and sixteen bits turn white."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"1", "P", "PA"}:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.load()
    return image


def _in_common_colours(image: Image.Image) -> Image.Image:
    """As sRGB: the profile itself is left behind, and without it a phone's reds would fade."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        common = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, own, common, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _upright(image: Image.Image, exif: Image.Exif) -> Image.Image:
    turned = _UPRIGHT.get(exif.get(_ORIENTATION, 1))
    return image if turned is None else image.transpose(turned)


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


def _taken_at(exif: Image.Exif) -> Point | None:
    """Cameras write (0, 0) where they do not know, and now and then nonsense.

    What the browser reads by itself (`lib/exif.js`) comes to the same answers.
    """
    try:
        gps = exif.get_ifd(_GPS)
        latitude = _degrees(gps[_LATITUDE], _sign(gps[_LATITUDE_REF], "N", "S"))
        longitude = _degrees(gps[_LONGITUDE], _sign(gps[_LONGITUDE_REF], "E", "W"))
        place = Point(latitude, longitude)
    except Exception:  # noqa: BLE001 - of a stranger's notes, too
        return None
    return None if (round(latitude, 4), round(longitude, 4)) == (0, 0) else place


def _sign(side: str, positive: str, negative: str) -> int:
    return {positive: 1, negative: -1}[side.strip().upper()]


def _degrees(parts: tuple[float, float, float], sign: int) -> float:
    """Raises ValueError for minutes and seconds that are none."""
    degrees, minutes, seconds = (float(part) for part in parts)
    if min(degrees, minutes, seconds) < 0 or max(minutes, seconds) > 60:
        raise ValueError("no angle")
    return sign * (degrees + minutes / 60 + seconds / 3600)
