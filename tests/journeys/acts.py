"""What people do in these journeys, by what they see: labels, buttons, words."""

from __future__ import annotations

import io
import re
from email.message import EmailMessage

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.town_hall import CLEO, PASSWORD

# Said by the next call: a promise would count as a yes at once.
_KEPT = """({ details, isPhotoThere }) => {
  const opening = indexedDB.open("civicreport");
  opening.onsuccess = () => {
    const asking = opening.result.transaction("drafts").objectStore("drafts").getAll();
    asking.onsuccess = () => {
      window.isKept = asking.result.some(({ fields, photos: [photo] }) =>
        fields.details === details && (photo?.token || !isPhotoThere));
      opening.result.close();
    };
  };
  return window.isKept;
}"""
SEARCH = "Postcode, district or coordinates"
_REPORT_PAGE = re.compile(r"/reports/(\d+)$")
_ORIENTATION, _TURNED_RIGHT = 0x0112, 6


def photo(name: str = "pothole.jpg") -> FilePayload:
    """As a phone takes it: lying on its side, with a note in its EXIF how to turn it."""
    exif = Image.Exif()
    exif[_ORIENTATION] = _TURNED_RIGHT
    taken = io.BytesIO()
    Image.new("RGB", (640, 480), "slategrey").save(taken, "JPEG", exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": taken.getvalue()}


def no_photo(name: str = "letter.jpg") -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"Dear council, " * 20}


def choose(page: Page, category: str) -> None:
    another = page.get_by_role("button", name="Choose another")
    if another.is_visible():
        another.click()
    page.locator("label").filter(has_text=re.compile(rf"^\s*{category}\s*$")).click()
    expect(page.get_by_role("radio", name=category)).to_be_checked()


def write(page: Page, details: str, *, email: str = "", name: str = "") -> None:
    page.get_by_label("What is wrong?").fill(details)
    if email:
        page.get_by_label("E-mail").fill(email)
    if name:
        page.get_by_text("Add your name").click()
        page.get_by_label("Name", exact=False).first.fill(name)


def until_kept(page: Page, details: str, *, with_photo: bool = False) -> None:
    """On the device, as a draft; its photo is with the server by then."""
    kept = {"details": details, "isPhotoThere": with_photo}
    page.wait_for_function(_KEPT, arg=kept, polling=100)


def attach(page: Page, *photos: FilePayload) -> None:
    page.locator("input[type=file][name=photos]").set_input_files(list(photos))


def send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Send")).click()


def report_id(page: Page) -> int:
    """The number of the report whose page has come."""
    expect(page).to_have_url(_REPORT_PAGE)
    found = _REPORT_PAGE.search(page.url)
    assert found
    return int(found[1])


def find_place(page: Page, text: str, label: str) -> None:
    """Search, and choose from the list: the way without a map."""
    page.get_by_label(SEARCH).fill(text)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name=label).click()


def sign_in(page: Page, email: str = CLEO) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage, path: str) -> str:
    found = re.search(rf"https?://\S+{path}\S*", text_of(letter))
    assert found, text_of(letter)
    return found[0]
