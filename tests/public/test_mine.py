"""My reports: of this device, and of the person that it belongs to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from civicreport.accounts import operations as accounts
from civicreport.accounts.models import Account
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.participation import follows, upvotes
from civicreport.participation import queries as participation
from civicreport.public import mine
from civicreport.reports import casework
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.pages import page, words
from tests.support.report_form import one
from tests.support.town import Town

ADDRESS = "/reports/mine"


def as_(client: FlaskClient, account: Account) -> FlaskClient:
    client.set_cookie(DEVICE_COOKIE, accounts.add_device(account, at=clock.now()))
    return client


def listed(soup: BeautifulSoup, id_: str) -> list[str]:
    section = soup.select_one(f"[aria-labelledby={id_}]")
    return [str(card["data-report"]) for card in section.select("[data-report]")] if section else []


def test_a_stranger_sees_no_lists_and_the_way_in(client: FlaskClient, town: Town) -> None:
    soup = page(client, ADDRESS)
    assert one(soup, "a[href='/sign-in']")
    assert "My data" not in words(soup)


def test_reports_stand_by_what_is_to_be_awaited(client: FlaskClient, town: Town) -> None:
    waits = a_report(town, by=town.ben, visibility=Visibility.PENDING)
    open_, fixed = a_report(town, by=town.ben), a_report(town, by=town.ben)
    casework.change_status(
        fixed, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    a_report(town)  # somebody else's
    soup = page(as_(client, town.ben), ADDRESS)
    assert [listed(soup, name) for name in ("waiting", "open", "ended")] == [
        [str(waits.id)],
        [str(open_.id)],
        [str(fixed.id)],
    ]


def test_many_reports_stand_on_many_pages(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mine, "MOST", 2)
    given = [a_report(town, by=town.ben, at=NOON + timedelta(hours=hour)) for hour in range(5)]
    follows.follow(given[0].id, town.ben.id, at=clock.now())
    found, address = [], ADDRESS
    as_(client, town.ben)
    while address:
        soup = page(client, address)
        found.append(listed(soup, "open"))
        assert listed(soup, "taken-part") == []  # one's own is among one's own, on whatever page
        older = soup.find("a", string="Show older ones")
        address = str(older["href"]) if older else ""
    newest_first = [str(report.id) for report in reversed(given)]
    assert found == [newest_first[:2], newest_first[2:4], newest_first[4:]]


def test_where_more_was_seen_than_is_listed_it_says_so(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mine, "MOST", 2)
    as_(client, town.ben)
    for number in (1, 2):
        upvotes.give(a_report(town).id, town.ben.id, at=clock.now())
        said = words(page(client, ADDRESS).select_one("[aria-labelledby=taken-part]"))
        assert ("The latest 2 are shown" in said) is (number == 2)


def test_what_others_reported_can_be_taken_back_and_ended(client: FlaskClient, town: Town) -> None:
    seen, followed, own = a_report(town), a_report(town), a_report(town, by=town.ben)
    upvotes.give(seen.id, town.ben.id, at=clock.now())
    for report in (seen, followed, own):
        follows.follow(report.id, town.ben.id, at=clock.now())
    soup = page(as_(client, town.ben), ADDRESS)
    assert listed(soup, "taken-part") == [str(seen.id), str(followed.id)]
    forms = soup.select("[aria-labelledby=taken-part] form")
    assert len(forms) == 3
    for form in forms:
        answer = client.post(str(form["action"]), data={"from": "mine"})
        assert (answer.status_code, answer.location) == (303, ADDRESS)
    assert not participation.has_upvoted(seen.id, town.ben.id)
    assert participation.followed_by(town.ben.id, 9) == [own.id]
    assert listed(page(client, ADDRESS), "taken-part") == []


def test_what_was_hidden_since_is_not_shown(client: FlaskClient, town: Town) -> None:
    report = a_report(town, visibility=Visibility.HIDDEN)
    upvotes.give(report.id, town.ben.id, at=clock.now())
    assert listed(page(as_(client, town.ben), ADDRESS), "taken-part") == []


def test_a_person_changes_how_they_are_called(client: FlaskClient, town: Town) -> None:
    as_(client, town.ada)
    assert "ada@example.org" in words(page(client, ADDRESS))
    client.post(f"{ADDRESS}/about", data={"name": " Ada  Lovelace\x07 ", "language": "xx"})
    assert town.ada.name == "Ada Lovelace"
    assert one(page(client, ADDRESS), "#my-name")["value"] == "Ada Lovelace"


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_the_form_asks_nobody_twice(client: FlaskClient, town: Town, who: str) -> None:
    is_known = who == "ada"
    as_(client, getattr(town, who))
    soup = page(client, "/report/new")
    email = one(soup, "form[enctype] input[name=email]")
    assert email["value"] == ("ada@example.org" if is_known else "")
    assert bool(email.find_parent("details")) is is_known
    assert ("You hear of each step at ada@example.org" in words(soup)) is is_known
    assert one(soup, "input[name=show_name]").get("checked") is None
