"""The main job: from a pothole on a phone, over two councils' desks, to what neighbours see."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys import acts
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite

ADA = "ada.phone@example.org"


def report(page: Page, category: str, council: str, details: str) -> int:
    page.get_by_role("link", name="Report", exact=True).click()
    page.locator(".place_bar").get_by_role("button", name="Use my location").click()
    expect(page.get_by_text("Near OX4 1AA", exact=True)).to_be_visible()
    acts.choose(page, category)
    expect(page.locator(".recipient:visible")).to_contain_text(f"This goes to {council}")
    acts.write(page, details, email=ADA)
    acts.attach(page, acts.photo())
    expect(page.get_by_role("button", name="Remove photo 1")).to_be_visible()
    button = page.get_by_role("button", name=f"Send report to {council}")
    expect(button).to_be_in_viewport()  # under the thumb, wherever one has scrolled to
    button.click()
    expect(page.get_by_text(f"We have written to {ADA}")).to_be_visible()
    return acts.report_id(page)


def test_from_a_pothole_to_its_repair(phone: Open, desk: Open, site: LiveSite) -> None:
    ada = phone("/")
    number = report(ada, "Pothole", "Countyshire Council", "Deep hole by the kerb, since Monday")
    expect(ada.get_by_label("It is on its way to")).to_contain_text("Countyshire Council")
    ada.goto("/")
    report(ada, "Graffiti", "Westham District Council", "Tags all over the bus shelter")
    expect(ada.get_by_label("It is on its way to")).to_contain_text("Westham District Council")

    site.work()
    to_county = site.letters("pothole@county.example")[0]
    to_district = site.letters("graffiti@west.example")[0]
    assert "Pothole" in to_county["Subject"]
    assert "Graffiti" in to_district["Subject"]
    assert [part.get_content_maintype() for part in to_county.iter_attachments()] == ["image"]

    ada.goto(acts.link_in(site.letters(ADA)[0], "/confirm/"))
    ada.get_by_role("button", name="Yes, this is my address").click()
    expect(ada.get_by_text(f"You hear of each step at {ADA}")).to_be_visible()

    cleo = desk("/officers/")
    acts.sign_in(cleo)
    cleo.get_by_role("link", name="Deep hole by the kerb").click()
    for status, words in (("Scheduled", "Our crew comes on Thursday."), ("Fixed", "Filled.")):
        cleo.get_by_label("New status", exact=True).select_option(label=status)
        cleo.get_by_label("Text for everybody").fill(words)
        cleo.get_by_role("button", name="Publish the status").click()
        expect(cleo.locator(".timeline").first).to_contain_text(words)
        site.work()
        assert status.lower() in str(site.letters(ADA)[0]).lower()
        assert words in acts.text_of(site.letters(ADA)[0])

    ada.goto(f"/reports/{number}")
    expect(ada.locator(".status").first).to_have_text("Fixed")
    expect(ada.locator(".timeline")).to_contain_text("Our crew comes on Thursday.")
