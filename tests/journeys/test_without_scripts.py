"""The same by form posts alone: search, choose, send, read, say “seen it too”."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch


def test_a_report_by_forms_alone(plain_phone: Open, site: LiveSite) -> None:
    ada = plain_phone("/")
    ada.get_by_role("link", name="Report", exact=True).click()
    acts.find_place(ada, "OX5", "OX5 1AA")
    expect(ada.get_by_text("Near OX5 1AA")).to_be_visible()
    acts.choose(ada, "Litter")
    ada.get_by_text("Who gets what here").click()
    who = ada.get_by_role("listitem").filter(has_text="Litter")
    expect(who).to_contain_text("Eastham District Council, within 5 working days")
    acts.write(ada, "Bags torn open by the fox", email="plain@example.org")
    acts.attach(ada, acts.photo(), acts.photo("second.jpg"))
    acts.send(ada)
    acts.report_id(ada)
    expect(ada.get_by_label("It is on its way to")).to_contain_text("Eastham District Council")
    expect(ada.get_by_role("main").locator("img[src*=photos]")).to_have_count(2)
    site.work()
    assert "torn open by the fox" in acts.text_of(site.letters("litter@east.example")[0])


def test_what_was_typed_survives_the_search_and_every_error(
    plain_phone: Open, watch: Watch
) -> None:
    watch.expect(422)
    ada = plain_phone("/report/new")
    acts.write(ada, "Lamp 14 is dark", email="no-address")
    acts.attach(ada, acts.photo())
    acts.find_place(ada, "OX5", "OX5 1AA")
    acts.send(ada)
    expect(ada.get_by_role("alert")).to_contain_text("things to put right")
    expect(ada.get_by_label("What is wrong?")).to_have_value("Lamp 14 is dark")
    expect(ada.get_by_label("E-mail")).to_have_value("no-address")
    expect(ada.get_by_role("checkbox", name="Keep")).to_be_checked()
    ada.get_by_label("E-mail").fill("lamp@example.org")
    acts.choose(ada, "Street light")
    acts.send(ada)
    acts.report_id(ada)
    expect(ada.get_by_role("main").locator("img[src*=photos]")).to_have_count(1)
