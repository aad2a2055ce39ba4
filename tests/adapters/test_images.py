from __future__ import annotations

import io
import struct
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageStat
from PIL.TiffImagePlugin import IFDRational

from civicreport.adapters import images
from civicreport.adapters.images import AT_ONCE, Reencoded, reencode, turn
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
    for data in (kept.large, kept.medium, kept.small):
        image = _opened(data)
        assert image.format == "WEBP"
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & image.info.keys()
        assert _chunks(data) == [b"VP8 "]


def _chunks(webp: bytes) -> list[bytes]:
    """What a WebP is made of: pixels alone are one chunk, notes and profiles would be others."""
    assert (webp[:4], webp[8:12]) == (b"RIFF", b"WEBP")
    names, at = [], 12
    while at < len(webp):
        names.append(webp[at : at + 4])
        at += 8 + (struct.unpack("<I", webp[at + 4 : at + 8])[0] + 1) // 2 * 2
    return names


@pytest.mark.parametrize("name", ALL)
def test_real_photos_come_in_three_sizes(shared: Path, name: str) -> None:
    kept = _reencode((shared / "data/photos" / name).read_bytes())
    large, medium, small = map(_opened, (kept.large, kept.medium, kept.small))
    assert large.size == (kept.width, kept.height)
    assert max(large.size) <= 1600
    assert max(medium.size) == min(800, max(large.size))
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


def test_real_landscapes_stand_upright(shared: Path) -> None:
    folder = shared / "data/photos"
    both = [folder / f"orientation_landscape_{n}.jpg" for n in (3, 6)]
    one, other = (_opened(_reencode(path.read_bytes()).large) for path in both)
    assert one.size == other.size == (600, 450)
    pairs = zip(_thumb(one), _thumb(other), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / 64 < 3
    assert _opened(_reencode((folder / "iphone_IMG_5195.HEIC").read_bytes()).large).height == 1600


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


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (0.5, 0.0, 0.0)},
        {1: "N", 2: (51.0, 75.0, 0.0), 3: "E", 4: (0.5, 0.0, 0.0)},
        {2: (51.0, 0.0, 0.0), 4: (0.5, 0.0, 0.0)},
        {1: "N", 2: (51.0, IFDRational(0, 0), 0.0), 3: "E", 4: (0.5, 0.0, 0.0)},
        {1: "N", 2: (51.0,), 3: "E", 4: (0.5,)},
    ],
)
def test_a_camera_that_does_not_know_its_place_offers_none(gps: dict[int, Any]) -> None:
    exif = Image.Exif()
    exif[GPS] = gps
    data = _encoded(Image.new("RGB", (60, 40)), "JPEG", exif=exif)
    assert _reencode(data).taken_at is None


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("notes", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0junk"])
def test_broken_notes_cost_the_photo_nothing(notes: bytes) -> None:
    data = _encoded(Image.new("RGB", (60, 40)), "JPEG", exif=notes)
    kept = _reencode(data)
    assert (kept.width, kept.height, kept.taken_at) == (60, 40, None)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_becomes_a_picture(mode: str) -> None:
    kept = _reencode(_encoded(Image.new(mode, (50, 30))))
    assert (kept.width, kept.height) == (50, 30)


def test_sixteen_bits_of_grey_are_not_white() -> None:
    kept = _opened(_reencode(_encoded(Image.new("I;16", (50, 30), 30_000))).large)
    assert ImageStat.Stat(kept.convert("L")).mean == pytest.approx([117], abs=3)


def test_colours_look_as_they_did_without_their_profile() -> None:
    """Red in a profile whose red and blue are swapped is blue."""
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, blue = (swapped.index(name) for name in (b"rXYZ", b"bXYZ"))
    profile = bytearray(swapped)
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    sent = _encoded(Image.new("RGB", (50, 30), "red"), "JPEG", icc_profile=bytes(profile))
    red_now, _, blue_now = ImageStat.Stat(_opened(_reencode(sent).large).convert("RGB")).mean
    assert (blue_now > 200, red_now < 60) == (True, True)


def test_a_profile_that_is_none_changes_nothing() -> None:
    sent = _encoded(Image.new("RGB", (50, 30), "red"), "JPEG", icc_profile=b"no profile")
    assert ImageStat.Stat(_opened(_reencode(sent).large).convert("RGB")).mean[0] > 200


@pytest.mark.parametrize(("quarters", "corner"), [(1, (350, 20)), (2, (580, 350)), (3, (20, 580))])
def test_a_kept_photo_is_turned_clockwise(quarters: int, corner: tuple[int, int]) -> None:
    picture = Image.new("RGB", (600, 400), "white")
    picture.paste("red", (0, 0, 60, 60))
    turned = turn(_reencode(_encoded(picture)).large, quarters=quarters)
    assert (turned.width, turned.height) == ((600, 400) if quarters == 2 else (400, 600))
    x, y = corner
    seen = _opened(turned.large).convert("RGB").crop((x, y, x + 1, y + 1))
    red, green, _ = ImageStat.Stat(seen).mean
    assert (red > 200, green < 60) == (True, True)


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
        b"\x00" * 1000,
        b"This is a letter, renamed to photo.jpg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7 ...",
        _encoded(Image.new("RGB", (50, 30)), "TIFF"),
        _encoded(Image.new("RGB", (50, 30)), "BMP"),
        b"\xff\xd8\xff\xe0" + b"\x00" * 50,
        b"GIF89a",
        b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64,
    ],
    ids=lambda data: data[:12].hex(),
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert _why_refused(data) == "not_a_photo"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_half_a_photo_is_refused(kind: str) -> None:
    whole = _encoded(Image.effect_noise((400, 300), 80), kind)
    assert _why_refused(whole[: len(whole) // 2]) in {"incomplete", "not_a_photo"}


def test_a_photo_that_broke_off_is_told_from_what_is_none() -> None:
    assert _why_refused(_encoded(Image.effect_noise((400, 300), 80), "JPEG")[:9000]) == "incomplete"
    assert _why_refused(b"") == "empty"


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


def test_many_large_photos_at_once_do_not_fill_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    busy, most, lock = 0, 0, threading.Lock()

    def decoding(*_: object) -> Reencoded:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.01)
        with lock:
            busy -= 1
        return Reencoded(b"", b"", b"", 1, 1)

    monkeypatch.setattr(images, "_reencode", decoding)
    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(_reencode, [b"a photo"] * 16))) == 16
    assert most <= AT_ONCE
