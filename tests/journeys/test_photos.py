"""Photos under the thumb: what the browser reads in them, and a report that begins with one."""

from __future__ import annotations

import base64
import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.accessibility import findings
from tests.journeys.acts import photo, report_id, send
from tests.journeys.conftest import Open
from tests.journeys.rain import in_the_rain
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch

HERE = "/report/new?latitude=51.05&longitude=-0.95"
CAMERA, GPS, TAKEN_AT = 0x8769, 0x8825, 0x9003
IN_TOWN = {1: "N", 2: (51.0, 3.0, 0.0), 3: "W", 4: (0.0, 54.0, 36.0)}  # 51.05, -0.91
NOON = datetime(2026, 11, 22, 12)  # noqa: DTZ001 - by the camera's clock
# As tests/adapters/test_images.py has it from the server.
NOTES = {
    "gps_DSCN0010.jpg": ((43.467448, 11.885127), 2008),
    "iphone_IMG_5195.HEIC": ((39.051344, -94.288772), 2021),
}
READ = """async (encoded) => {
    const { notesIn } = await import("lib/exif");
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const { point, takenAt } = await notesIn(new Blob([bytes]));
    const place = point && [point.latitude, point.longitude];
    return [place, takenAt?.getFullYear() ?? null];
}"""


def taken(at: datetime, gps: dict[int, Any] | None = None, kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[CAMERA] = {TAKEN_AT: f"{at:%Y:%m:%d %H:%M:%S}"}
    exif[GPS] = gps or {}
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "slategrey").save(out, kind, exif=exif)
    return out.getvalue()


def pick(page: Page, button: Locator, picture: bytes) -> None:
    with page.expect_file_chooser() as chooser:
        button.tap()
    chooser.value.set_files({"name": "hole.jpg", "mimeType": "image/jpeg", "buffer": picture})


def test_the_browser_reads_what_the_server_reads(phone: Open, shared: Path) -> None:
    page = phone("/")
    folder = shared / "data/photos"
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in {".jpg", ".heic"}]
    assert len(files) == 9
    for path in files:
        sent = base64.b64encode(path.read_bytes()).decode()
        point, year = page.evaluate(READ, sent)
        place, taken_in = NOTES.get(path.name, (None, None))
        assert (point and tuple(point)) == (place and pytest.approx(place, abs=1e-5)), path.name
        assert year == taken_in, path.name


def test_the_browser_reads_other_kinds_and_believes_no_nonsense(phone: Open) -> None:
    page = phone("/")
    at = NOON

    def read(data: bytes) -> Any:
        return page.evaluate(READ, base64.b64encode(data).decode())

    whole = taken(at, IN_TOWN)
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        point, year = read(taken(at, IN_TOWN, kind))
        assert tuple(point) == pytest.approx((51.05, -0.91), abs=1e-7), kind
        assert year == 2026, kind
    unordered = b"\0\0\0\x18ftypheic" + b"\0" * 40 + whole[24:]
    assert tuple(read(unordered)[0]) == pytest.approx((51.05, -0.91), abs=1e-7)
    for nonsense in (
        {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
        {2: (91.0, 0.0, 0.0)},
        {2: (51.0, 75.0, 0.0)},
        {1: "up"},
        {3: ""},
        {4: (0.5,)},
    ):
        assert read(taken(at, {**IN_TOWN, **nonsense}))[0] is None, nonsense
    for broken in (b"", b"text", whole[:50], whole[:170], whole[:30] + b"\xff" * 400):
        assert read(broken)[0] is None


def test_a_report_begins_with_a_photo_and_takes_four_taps(
    phone: Open, site: LiveSite, shared: Path
) -> None:
    """A real photo whose notes say: just now, in this town."""
    page = in_the_rain(phone("/"))
    exif = Image.Exif()
    exif[CAMERA] = {TAKEN_AT: f"{datetime.now():%Y:%m:%d %H:%M:%S}"}  # noqa: DTZ005 - by the camera
    exif[GPS] = IN_TOWN
    picture = io.BytesIO()
    Image.open(shared / "data/photos/gps_DSCN0010.jpg").save(picture, "JPEG", exif=exif)

    pick(page, page.get_by_role("link", name="Take a photo of it"), picture.getvalue())  # 1
    expect(page.locator("photo-place")).to_contain_text("Place from your photo")
    expect(page.locator("input[name=longitude]")).to_have_value(re.compile(r"^-0\.91"))
    page.locator("label").filter(has_text=re.compile(r"^\s*Pothole\s*$")).tap()  # 2
    page.get_by_label("What is wrong?").tap()  # 3
    page.keyboard.type("A hole in the lane, as wide as a wheel.")
    page.get_by_role("button", name=re.compile("^Send")).tap()  # 4

    report_id(page)
    kept = page.locator("figure img").first
    expect(kept).to_be_visible()
    expect(kept).to_have_attribute("alt", re.compile("^Photo 1: Pothole, "))


def test_an_old_photo_puts_the_mark_nowhere_before_somebody_says_so(
    phone: Open, shared: Path
) -> None:
    page = phone("/")
    old = (shared / "data/photos/gps_DSCN0010.jpg").read_bytes()
    pick(page, page.get_by_role("button", name="choose one from your photos"), old)
    asked = page.locator("photo-place")
    expect(asked).to_contain_text("Is the problem where you are now?")
    expect(asked.get_by_role("button", name="Where the photo was taken")).to_be_visible()
    expect(page.locator("input[name=latitude]")).to_have_value("")
    assert findings(page) == []
    asked.get_by_role("button", name="Yes, where I am now").tap()
    expect(asked).to_contain_text("This is where you are now")
    expect(page.locator("input[name=longitude]")).to_have_value(re.compile(r"^-0\.95"))


def test_a_fresh_photo_without_a_place_asks_the_device_in_the_same_tap(phone: Open) -> None:
    just_now = taken(datetime.now() - timedelta(minutes=2))  # noqa: DTZ005 - by the camera's clock
    page = phone("/report/new")
    pick(page, page.get_by_role("button", name="Start with a photo"), just_now)
    expect(page.locator("photo-place")).to_contain_text("this is where you are now, to about")
    expect(page.locator("input[name=longitude]")).to_have_value(re.compile(r"^-0\.95"))
    refused = phone("/report/new", permissions=[])
    pick(refused, refused.get_by_role("button", name="Start with a photo"), just_now)
    expect(refused.locator("photo-place")).to_contain_text("may not tell us where you are")
    expect(refused.locator("input[name=longitude]")).to_have_value("")


def test_a_photo_that_cannot_be_sent_goes_along_with_the_report(phone: Open, watch: Watch) -> None:
    page = phone(HERE)
    page.route("**/report/new/photos", lambda route: route.abort())
    page.locator("input[type=file][name=photos]").set_input_files([photo("a.jpg")])
    item = page.locator("[data-photo][data-state=error]")
    expect(item).to_contain_text("It goes along when you send the report")
    item.get_by_role("button", name="Try again with photo 1").tap()
    expect(item).to_contain_text("It goes along when you send the report")
    page.locator("label").filter(has_text=re.compile(r"^\s*Pothole\s*$")).tap()
    page.get_by_label("What is wrong?").fill("A hole, and a line that comes and goes.")
    send(page)
    report_id(page)
    expect(page.locator("figure img")).to_be_visible()
    assert len(watch.take("ERR_FAILED")) >= 2


def test_a_photo_is_turned_before_and_after_it_is_sent(phone: Open, site: LiveSite) -> None:
    page = phone(HERE)
    wide = io.BytesIO()
    Image.effect_noise((3000, 1500), 90).convert("RGB").save(wide, "JPEG")
    picture: FilePayload = {"name": "w.jpg", "mimeType": "image/jpeg", "buffer": wide.getvalue()}
    with page.expect_response("**/report/new/photos") as sent:
        page.locator("input[type=file][name=photos]").set_input_files([picture])
    assert len(sent.value.request.post_data_buffer or b"") < len(wide.getvalue()) / 2
    with page.expect_response("**/turned"):
        page.get_by_role("button", name="Turn photo 1").tap()
    page.get_by_label("What does photo 1 show?").fill("Noise, upright")
    page.locator("label").filter(has_text=re.compile(r"^\s*Pothole\s*$")).tap()
    page.get_by_label("What is wrong?").fill("A photo that lay on its side.")
    send(page)
    report_id(page)
    kept = page.get_by_alt_text("Noise, upright")
    expect(kept).to_be_visible()
    size = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    width, height = kept.evaluate(size)
    assert width < height


def test_without_scripts_the_photo_offers_its_place(plain_phone: Open, watch: Watch) -> None:
    watch.expect(422)
    page = plain_phone("/")
    page.get_by_role("link", name=re.compile("photo")).first.click()
    here = taken(NOON, IN_TOWN)
    hole: FilePayload = {"name": "hole.jpg", "mimeType": "image/jpeg", "buffer": here}
    page.locator("input[name=photos]").set_input_files([hole])
    page.get_by_label("What is wrong?").fill("A hole, seen without scripts.")
    send(page)
    expect(page.locator("input[name=latitude]")).to_have_value("")
    page.get_by_role("button", name="Turn photo 1").click()
    page.get_by_role("button", name="Use the place from your photo").click()
    expect(page.locator("input[name=longitude]")).to_have_value(re.compile(r"^-0\.91"))
    expect(page.get_by_label("What is wrong?")).to_have_value("A hole, seen without scripts.")
