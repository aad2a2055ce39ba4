from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageStat

from civicreport.adapters.images import Reencoded, reencode
from civicreport.domain.errors import PhotoRefused

ORIENTATION, GPS = 0x0112, 0x8825
PORTRAITS = [f"recurser_Portrait_{n}.jpg" for n in (0, 1, 3, 6, 8)]
ALL = [
    *PORTRAITS,
    "gps_DSCN0010.jpg",
    "iphone_IMG_5195.HEIC",
    "orientation_landscape_3.jpg",
    "orientation_landscape_6.jpg",
]


def _reencode(data: bytes, **limits: int) -> Reencoded:
    bounds = {"max_bytes": 20_000_000, "max_pixels": 50_000_000, **limits}
    return reencode(data, **bounds, name="photo.jpg")


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def _encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def _why_refused(data: bytes, **limits: int) -> str:
    with pytest.raises(PhotoRefused) as refused:
        _reencode(data, **limits)
    assert refused.value.name == "photo.jpg"
    return refused.value.why


@pytest.mark.parametrize("name", ALL)
def test_real_photos_lose_all_that_tells_of_their_maker(shared: Path, name: str) -> None:
    sent = (shared / "data/photos" / name).read_bytes()
    kept = _reencode(sent)
    for data in (kept.large, kept.small):
        image = _opened(data)
        assert image.format == "WEBP"
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & image.info.keys()
        assert all(marker not in data for marker in (b"Exif", b"GPS", b"Apple", b"NIKON"))


@pytest.mark.parametrize("name", ALL)
def test_real_photos_come_in_two_sizes(shared: Path, name: str) -> None:
    kept = _reencode((shared / "data/photos" / name).read_bytes())
    large, small = _opened(kept.large), _opened(kept.small)
    assert large.size == (kept.width, kept.height)
    assert max(large.size) <= 1600
    assert max(small.size) == 400
    assert large.width / large.height == pytest.approx(small.width / small.height, rel=0.01)


@pytest.mark.parametrize("name", PORTRAITS)
def test_real_photos_stand_upright_however_the_camera_was_held(shared: Path, name: str) -> None:
    folder = shared / "data/photos"
    upright = _opened(_reencode((folder / "recurser_Portrait_1.jpg").read_bytes()).small)
    turned = _opened(_reencode((folder / name).read_bytes()).small)
    assert turned.size == upright.size
    pairs = zip(_thumb(upright), _thumb(turned), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / 64 < 3


def _thumb(image: Image.Image) -> list[int]:
    return list(image.convert("L").resize((8, 8)).tobytes())


def test_where_a_real_photo_was_taken_is_offered(shared: Path) -> None:
    camera = _reencode((shared / "data/photos/gps_DSCN0010.jpg").read_bytes()).taken_at
    phone = _reencode((shared / "data/photos/iphone_IMG_5195.HEIC").read_bytes()).taken_at
    assert camera is not None
    assert phone is not None
    assert (camera.latitude, camera.longitude) == pytest.approx((43.467448, 11.885127), abs=1e-5)
    assert (phone.latitude, phone.longitude) == pytest.approx((39.051344, -94.288772), abs=1e-5)


# How each orientation of EXIF moves the red corner of a picture to the top left.
@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_is_turned_upright(orientation: int) -> None:
    upright = Image.new("RGB", (800, 400), "white")
    upright.paste("red", (0, 0, 200, 100))
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    held = upright if back is None else upright.transpose(back)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    kept = _opened(_reencode(_encoded(held, "JPEG", exif=exif)).large)
    assert kept.size == (800, 400)
    red, green, _ = ImageStat.Stat(kept.crop((20, 20, 180, 80))).mean
    assert (red > 200, green < 60) == (True, True)


@pytest.mark.parametrize("position", [(0.0, 0.0), (91.0, 0.5), None])
def test_a_camera_that_does_not_know_its_place_offers_none(
    position: tuple[float, float] | None,
) -> None:
    exif = Image.Exif()
    if position:
        latitude, longitude = position
        exif[GPS] = {1: "N", 2: (latitude, 0.0, 0.0), 3: "E", 4: (longitude, 0.0, 0.0)}
    data = _encoded(Image.new("RGB", (60, 40)), "JPEG", exif=exif)
    assert _reencode(data).taken_at is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_becomes_a_picture(mode: str) -> None:
    kept = _reencode(_encoded(Image.new(mode, (50, 30))))
    assert (kept.width, kept.height) == (50, 30)


def test_a_cmyk_jpeg_becomes_a_picture() -> None:
    assert _reencode(_encoded(Image.new("CMYK", (50, 30)), "JPEG")).width == 50


def test_what_is_transparent_lies_on_white() -> None:
    kept = _opened(_reencode(_encoded(Image.new("RGBA", (50, 30), (255, 0, 0, 0)))).large)
    assert kept.convert("RGB").getpixel((25, 15)) == (255, 255, 255)


def test_an_animation_gives_its_first_picture() -> None:
    frames = [Image.new("RGB", (50, 30), colour) for colour in ("red", "blue", "green")]
    data = _encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    kept = _opened(_reencode(data).large)
    assert getattr(kept, "n_frames", 1) == 1
    red, _, blue = ImageStat.Stat(kept.convert("RGB")).mean
    assert red > blue


def test_a_small_picture_is_not_blown_up() -> None:
    kept = _reencode(_encoded(Image.new("RGB", (1, 1))))
    assert (kept.width, kept.height) == (1, 1)


def test_a_ribbon_keeps_a_pixel_of_height() -> None:
    kept = _reencode(_encoded(Image.new("RGB", (5000, 2))))
    assert (kept.width, kept.height) == (1600, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        b"This is a letter, renamed to photo.jpg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7 ...",
        _encoded(Image.new("RGB", (50, 30)), "TIFF"),
        _encoded(Image.new("RGB", (50, 30)), "BMP"),
        _encoded(Image.effect_noise((400, 300), 80), "JPEG")[:3000],
        _encoded(Image.effect_noise((400, 300), 80), "PNG")[:3000],
        b"\xff\xd8\xff\xe0" + b"\x00" * 50,
        b"GIF89a",
        b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64,
    ],
    ids=lambda data: data[:12].hex(),
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert _why_refused(data) == "not_a_photo"


def test_a_file_beyond_the_limit_is_not_even_opened() -> None:
    assert _why_refused(b"x" * 1001, max_bytes=1000) == "too_big"


@pytest.mark.parametrize(("width", "height"), [(9_000, 6_000), (30_000, 30_000), (1, 60_000_000)])
def test_a_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    assert _why_refused(_png_that_claims(width, height)) == "too_many_pixels"


def test_as_many_pixels_as_allowed_are_allowed() -> None:
    data = _encoded(Image.new("RGB", (100, 100)))
    assert _reencode(data, max_pixels=10_000).width == 100
    assert _why_refused(data, max_pixels=9_999) == "too_many_pixels"


def _png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that would unpack to gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 100_000)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
