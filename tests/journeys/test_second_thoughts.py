"""After sending: changed, added to, taken back; on another device, signed in with no password."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from civicreport import config
from tests.journeys import acts
from tests.journeys.accessibility import assert_for_everybody
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch, watched
from tests.support.chromium import PHONE

HERE = "/report/new?latitude=51.07&longitude=-0.93"


def report(page: Page, details: str, **about: str) -> int:
    acts.choose(page, "Litter")
    acts.write(page, details, **about)
    acts.send(page)
    return acts.report_id(page)


def test_a_report_is_changed_added_to_and_taken_back(phone: Open, site: LiveSite) -> None:
    page = phone(HERE)
    number = report(page, "A sofa on the pahvement")
    assert_for_everybody(page)
    page.get_by_role("link", name="Change it").click()
    assert_for_everybody(page)
    page.get_by_label("What is wrong?").fill("A sofa on the pavement")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A sofa on the pavement")
    page.get_by_role("link", name="Add a photo or a word").click()
    acts.attach(page, acts.photo())
    page.get_by_label("What else is to be said?").fill("And two chairs.")
    assert_for_everybody(page)
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".timeline").first).to_contain_text("And two chairs.")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("heading", name="You have taken it back")).to_be_visible()
    assert_for_everybody(page)
    page.goto("/reports/mine")
    expect(page.locator(f"[aria-labelledby=ended] [data-report='{number}']")).to_be_visible()


@pytest.fixture
def named_phone(chromium: Browser, site: LiveSite) -> Iterator[Open]:
    """The same site by a name: browsers make no passkeys for a number."""
    url = site.url.replace("127.0.0.1", "localhost")
    named = site.settings.site.model_copy(update={"url": url})
    config.use(site.settings.model_copy(update={"site": named}))
    watch = Watch(url)
    with watched(chromium, watch, base_url=url, viewport=PHONE, is_mobile=True) as open_:
        yield open_
    assert not watch.problems(), "\n".join(watch.problems())


def test_signed_in_by_mail_then_by_passkey(named_phone: Open, site: LiveSite) -> None:
    address = "paula@example.org"
    first = named_phone(HERE)
    number = report(first, "Needles under the swings", email=address)
    site.work()
    first.goto(acts.link_in(site.letters(address)[0], "/confirm/"))
    first.get_by_role("button", name="Yes, this is my address").click()

    other = named_phone("/sign-in")
    _own_an_authenticator(other)
    other.get_by_label("E-mail").fill(address)
    other.get_by_role("button", name="Mail me a code").click()
    site.work()
    found = re.search(r"^\d{3} \d{3}$", acts.text_of(site.letters(address)[0]), re.MULTILINE)
    assert found
    code = other.get_by_label("Code")
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    assert_for_everybody(other)
    code.fill(found[0])  # as it stands in the mail: nobody has to type it anew
    other.get_by_role("button", name="Sign in").click()
    expect(other.locator(f"[aria-labelledby=open] [data-report='{number}']")).to_be_visible()
    other.get_by_role("button", name="Add a passkey").click()
    expect(other.get_by_text("Passkey of")).to_be_visible()
    assert_for_everybody(other)
    other.goto("/reports/mine/erasure")
    assert_for_everybody(other)
    _leave_a_shared_device(other, address)
    other.goto("/sign-in")
    other.get_by_role("button", name="Sign in by passkey").click()
    expect(other.get_by_text(f"Signed in as {address}")).to_be_visible()


def _leave_a_shared_device(page: Page, address: str) -> None:
    """Whoever comes next finds nothing: no draft, no page that was read, not by going back."""
    page.goto(HERE)
    acts.choose(page, "Litter")
    acts.write(page, "Begun in the library")
    acts.until_kept(page, "Begun in the library")
    page.goto("/reports/mine")
    kept = page.context.new_page()
    kept.goto("/reports/mine")
    expect(page.locator(".queue_item")).to_contain_text("Begun in the library")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Not everything is sent")).to_be_visible()
    assert_for_everybody(page)
    page.get_by_role("button", name="Leave everything as it is").click()
    expect(page.get_by_role("heading", name="Not everything is sent")).to_be_hidden()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Delete it and go").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("My reports")
    expect(page.locator("body")).not_to_contain_text(address)
    expect(page.locator("body")).not_to_contain_text("library")
    # As the browser brings back a page that it has kept whole.
    kept.evaluate(
        "() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    )
    expect(kept.locator("body")).not_to_contain_text(address)
    page.go_back()
    expect(page.get_by_label("What is wrong?")).to_have_value("")
    page.goto("/report/new")
    expect(page.get_by_label("What is wrong?")).to_have_value("")
    expect(page.get_by_role("button", name="Go on with it")).to_be_hidden()


def _own_an_authenticator(page: Page) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
