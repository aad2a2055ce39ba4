"""A forwarded letter is answered by somebody we do not know: the council decides, by thumb or desk.
What a mail did is taken back by its link, without signing in.
"""

from __future__ import annotations

from playwright.sync_api import expect

from civicreport.db import transaction
from civicreport.delivery.inbound import reception
from civicreport.domain import clock
from tests.journeys import acts
from tests.journeys.accessibility import assert_for_everybody
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.town_hall import DOV
from tests.journeys.watch import Watch
from tests.support.replies import a_reply

COUNCIL = "street_light@county.example"


def comes_in(site: LiveSite, words: str, sender: str, recipient: str) -> None:
    def keep() -> None:
        message = a_reply(words, sender=sender)
        with transaction():
            reception.keep(
                message.as_bytes(), recipient=recipient, envelope_sender=sender, at=clock.now()
            )

    site.inside(keep)
    site.work()


def test_what_a_stranger_answers_waits_for_an_officer(
    phone: Open, desk: Open, site: LiveSite
) -> None:
    site.work()
    letter = site.letters(COUNCIL)[-1]
    words = "Received. Our electrician comes on Tuesday with a ladder."
    comes_in(site, words, "jo@contractor.example", str(letter["Reply-To"]))

    cleo = phone("/officers/mails")
    acts.sign_in(cleo)
    assert_for_everybody(cleo)
    cleo.get_by_role("link", name="Re: CR-1").click()
    expect(cleo.locator("body")).to_contain_text("jo@contractor.example")
    assert_for_everybody(cleo)
    cleo.get_by_label("Text to publish or to keep").fill("An electrician comes on Tuesday.")
    cleo.get_by_role("button", name="Publish without a new status").click()
    expect(cleo.locator("body")).to_contain_text("No mail waits.")
    page = desk(f"/reports/{site.hall.reports['scheduled']}")
    expect(page.locator(".timeline").first).to_contain_text("An electrician comes on Tuesday.")
    expect(page.locator("body")).not_to_contain_text("ladder")


def test_what_a_mail_did_is_taken_back_without_signing_in(
    plain_phone: Open, phone: Open, site: LiveSite, watch: Watch
) -> None:
    site.work()
    letter = site.letters(COUNCIL)[-1]
    comes_in(site, "In progress. Call Jo, 01865 123456.", COUNCIL, str(letter["Reply-To"]))
    link = acts.link_in(site.letters(COUNCIL)[0], "/answers/")
    assert_for_everybody(phone(link))
    page = plain_phone(link)
    watch.expect(410)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your mail is taken back")
    page.get_by_role("link", name="See the report").click()
    expect(page.locator("body")).not_to_contain_text("01865")


def test_an_administrator_finds_what_nobody_could_place(desk: Open, site: LiveSite) -> None:
    comes_in(site, "Is anybody there?", "jo@county.example", "office@reports.example.org")
    dov = desk("/officers/quarantine")
    acts.sign_in(dov, DOV)
    assert_for_everybody(dov)
    dov.get_by_role("link", name="Re: CR-1").click()
    assert_for_everybody(dov)
    dov.get_by_role("button", name="Lay aside").click()
    expect(dov.locator("body")).to_contain_text("The mail is laid aside.")
