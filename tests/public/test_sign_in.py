"""Residents sign in by a mailed code: the same answer for everybody, few tries, and never staff."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from civicreport import jobs
from civicreport.accounts import codes, operations, queries
from civicreport.accounts.models import Account, OneTimeLink
from civicreport.adapters.mail import MemoryMail
from civicreport.db import session
from civicreport.domain import clock
from civicreport.participation import queries as participation
from civicreport.participation import upvotes
from civicreport.web import visitor
from civicreport.web.headers import DEVICE_COOKIE, PERSON_COOKIE
from tests.factories import a_device, a_report
from tests.support.pages import page, words
from tests.support.report_form import parsed
from tests.support.town import Town


def ask(client: FlaskClient, email: str = "ada@example.org") -> str:
    """Where the code is to be typed."""
    answer = client.post("/sign-in", data={"email": email})
    assert answer.status_code == 303
    return answer.location


def mail_to(letters: MemoryMail, email: str = "ada@example.org") -> EmailMessage:
    jobs.drain()
    return [letter for letter in letters.messages if letter["To"] == email][-1]


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def code_in(letter: EmailMessage) -> str:
    found = re.search(r"^(\d{3} \d{3})$", text_of(letter), re.MULTILINE)
    assert found is not None
    return found[1]


def link_in(letter: EmailMessage) -> str:
    found = re.search(r"http://localhost(/confirm/\S+)", text_of(letter))
    assert found is not None
    return found[1]


def who(client: FlaskClient) -> Account | None:
    cookie = client.get_cookie(DEVICE_COOKIE)
    return queries.account_by_device(cookie.value) if cookie else None


def test_the_code_signs_in_once(client: FlaskClient, town: Town, letters: MemoryMail) -> None:
    address = ask(client)
    code = code_in(mail_to(letters))
    for _ in range(2):  # a second tap finds what the first has done
        answer = client.post(address, data={"code": code})
        assert (answer.status_code, answer.location) == (303, "/reports/mine")
        assert who(client) is town.ada
    client.delete_cookie(DEVICE_COOKIE)
    assert client.post(address, data={"code": code}).status_code == 422
    assert who(client) is None


def test_so_does_the_link_by_its_button(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    ask(client)
    link = link_in(mail_to(letters))
    for _ in range(2):
        assert len(page(client, link).select("main form")) == 1
    assert who(client) is None
    assert client.post(link).location == "/reports/mine"
    assert who(client) is town.ada
    used = page(client, link, status=410)
    assert "works only once" in words(used)
    client.delete_cookie(DEVICE_COOKIE)
    assert client.post(link).status_code == 410
    assert who(client) is None


def test_a_used_link_offers_a_way_in(client: FlaskClient, town: Town, letters: MemoryMail) -> None:
    ask(client)
    link = link_in(mail_to(letters))
    client.post(link)
    [form] = page(client, link, status=410).select("main form")
    answer = client.post(str(form["action"]))
    client.delete_cookie(DEVICE_COOKIE)
    client.post(answer.location, data={"code": code_in(mail_to(letters))})
    assert who(client) is town.ada


def test_a_link_that_came_too_late_is_sent_anew(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    report = a_report(town, by=town.ben, email="eve@example.org", at=clock.now())
    link = link_in(mail_to(letters, "eve@example.org"))
    kept = queries.any_link(link.split("/")[2])
    kept.expires_at = clock.now() - timedelta(days=1)
    [form] = page(client, link, status=410).select("main form")
    assert client.post(str(form["action"])).status_code == 200
    assert client.post(link_in(mail_to(letters, "eve@example.org"))).status_code == 303
    assert report.reporter.email == "eve@example.org"


def test_whoever_is_new_here_gets_the_same_answer_and_comes_in(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    pages = [
        re.sub(r"/sign-in/\S+\"", "", client.get(ask(client, email)).get_data(as_text=True))
        for email in ("ada@example.org", "eve@example.org", "cleo@county.example")
    ]
    told = {
        text.replace(email, "")
        for text, email in zip(
            pages, ("ada@example.org", "eve@example.org", "cleo@county.example"), strict=True
        )
    }
    assert len(told) == 1
    client.post(
        ask(client, "eve@example.org"), data={"code": code_in(mail_to(letters, "eve@example.org"))}
    )
    known = who(client)
    assert known is not None
    assert known.email == "eve@example.org"


def test_staff_get_no_code(client: FlaskClient, town: Town, letters: MemoryMail) -> None:
    town.cleo.password = "hash"
    address = ask(client, "cleo@county.example")
    letter = mail_to(letters, "cleo@county.example")
    assert "/officers/sign-in" in text_of(letter)
    assert "/confirm/" not in text_of(letter)
    link = codes.link_of(address.rpartition("/")[2])
    assert client.post(address, data={"code": codes.code_of(link)}).status_code == 422
    assert client.post(f"/confirm/{operations.link_token(link)}").status_code == 410
    assert client.get_cookie(DEVICE_COOKIE) is None


def test_who_became_staff_meanwhile_does_not_come_in_by_a_code(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    address = ask(client)
    code = code_in(mail_to(letters))
    town.ada.password = "hash"
    client.post(address, data={"code": code})
    assert client.get_cookie(DEVICE_COOKIE) is None


def test_five_tries_and_the_code_is_worth_nothing(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    address = ask(client)
    code = code_in(mail_to(letters))
    wrong = "000000" if code != "000 000" else "111111"
    said = [words(parsed(client.post(address, data={"code": wrong}))) for _ in range(5)]
    assert "not the code" in said[0]
    assert "does not work any more" in said[4]
    assert client.post(address, data={"code": code}).status_code == 422
    assert who(client) is None


def test_after_a_quarter_of_an_hour_it_is_worth_nothing(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    address = ask(client)
    letter = mail_to(letters)
    link = codes.link_of(address.rpartition("/")[2])
    assert link.expires_at is not None
    assert link.expires_at - link.created_at == timedelta(minutes=15)
    link.expires_at = clock.now() - timedelta(seconds=1)
    assert client.post(address, data={"code": code_in(letter)}).status_code == 422
    assert client.post(link_in(letter)).status_code == 410
    assert who(client) is None


def test_an_address_gets_three_mails_an_hour_and_the_answer_stays_the_same(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    addresses = [ask(client) for _ in range(4)]
    jobs.drain()
    assert len(letters.messages) == 3
    assert page(client, addresses[3])
    client.post(addresses[3], data={"code": code_in(mail_to(letters))})
    assert who(client) is town.ada


def test_whoever_asks_on_and_on_keeps_nobody_out(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    """An hour after the last mail there is another one, however often somebody has asked since."""
    for _ in range(6):
        ask(client)
    jobs.drain()
    for link in session.scalars(sa.select(OneTimeLink).order_by(OneTimeLink.id).limit(3)):
        link.created_at -= timedelta(minutes=61)
    letters.messages.clear()
    ask(client)
    jobs.drain()
    assert len(letters.messages) == 1


def test_a_wrong_code_is_answered_alike_for_residents_staff_and_strangers(
    client: FlaskClient, town: Town
) -> None:
    town.cleo.password = "hash"
    for email in ("ada@example.org", "eve@example.org", "cleo@county.example"):
        address = ask(client, email)
        for tries in range(6):
            said = words(parsed(client.post(address, data={"code": "a guess"})))
            assert ("not the code" in said, "any more" in said) == (tries < 4, tries >= 4)


def test_the_page_that_waits_opens_nothing_by_itself(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    ticket = ask(client).rpartition("/")[2]
    assert client.post(f"/confirm/{ticket}").status_code == 410
    token = link_in(mail_to(letters)).rpartition("/")[2]
    assert client.get(f"/sign-in/{token}").status_code == 410


def test_what_the_browser_did_comes_along_and_its_cookie_is_a_new_one(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    device, secret = operations.new_device(at=clock.now())
    seen = a_report(town, by=town.ben)
    upvotes.toggle(seen.id, device, at=clock.now())
    other = operations.add_device(device, at=clock.now())  # somebody has given her this cookie
    client.set_cookie(DEVICE_COOKIE, secret)
    client.post(ask(client), data={"code": code_in(mail_to(letters))})
    assert who(client) is town.ada
    assert queries.account_by_device(other) is not town.ada
    assert participation.has_upvoted(seen.id, town.ada.id)
    assert queries.account_by_device(secret) is None


def test_a_stranger_who_asks_gets_nothing_of_who_opens_the_link(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    """Ada presses the button out of habit; or it is an address that nobody had here before."""
    for email in ("ada@example.org", "eve@example.org"):
        device, secret = operations.new_device(at=clock.now())
        client.set_cookie(DEVICE_COOKIE, secret)
        ask(client, email)
        client.delete_cookie(DEVICE_COOKIE)
        client.post(link_in(mail_to(letters, email)))
        assert queries.account_by_device(secret) is device
        client.delete_cookie(DEVICE_COOKIE)


def test_a_stranger_is_written_to_in_the_language_of_the_page(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    client.post("/cy/sign-in", data={"email": "eve@example.org"})
    letter = mail_to(letters, "eve@example.org")
    assert "/cy/confirm/" in text_of(letter)
    found = re.search(r"http://localhost(/cy/confirm/\S+)", text_of(letter))
    assert found is not None
    client.post(found[1])
    person = queries.by_email("eve@example.org")
    assert person is not None
    assert person.language == "cy"


@pytest.mark.parametrize("email", ["", "ada", "ada@example", "x" * 250 + "@example.org"])
def test_what_is_no_address_is_said_at_its_field(
    client: FlaskClient, town: Town, email: str
) -> None:
    answer = client.post("/sign-in", data={"email": email})
    assert answer.status_code == 422
    assert parsed(answer).select("#email-error")


def test_signing_out_forgets_this_browser(client: FlaskClient, town: Town) -> None:
    here, there = (operations.add_device(town.ada, at=clock.now()) for _ in range(2))
    client.set_cookie(DEVICE_COOKIE, here)
    answer = client.post("/sign-out")
    assert answer.status_code == 303
    assert page(client, answer.location).select("main forget-pages")
    assert client.get_cookie(DEVICE_COOKIE) is None
    assert queries.account_by_device(here) is None
    assert queries.account_by_device(there) is town.ada


def test_who_is_in_can_be_told_from_others_by_scripts_and_not_be_named(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    ask(client, "ada@example.org")
    client.post(link_in(mail_to(letters, "ada@example.org")))
    alias, secret = client.get_cookie(PERSON_COOKIE), client.get_cookie(DEVICE_COOKIE)
    assert alias is not None
    assert secret is not None
    assert (alias.http_only, secret.http_only) == (False, True)
    assert "ada" not in alias.value
    client.set_cookie(DEVICE_COOKIE, alias.value)
    assert "Signed in" not in words(page(client, "/reports/mine"))
    client.set_cookie(DEVICE_COOKIE, secret.value)
    client.post("/sign-out")
    assert client.get_cookie(PERSON_COOKIE) is None


def test_whoever_did_not_come_in_after_all_is_nobody(
    client: FlaskClient, town: Town, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, "ada@example.org")
    address = link_in(mail_to(letters, "ada@example.org"))
    come_in = visitor.sign_in

    def come_in_and_fail(person: Account) -> None:
        come_in(person)
        raise RuntimeError

    monkeypatch.setattr(visitor, "sign_in", come_in_and_fail)
    assert client.post(address).status_code == 500
    assert client.get_cookie(DEVICE_COOKIE) is None
    assert client.get_cookie(PERSON_COOKIE) is None


def test_signing_out_everywhere_forgets_all(client: FlaskClient, town: Town) -> None:
    here, there = (operations.add_device(town.ada, at=clock.now()) for _ in range(2))
    client.set_cookie(DEVICE_COOKIE, here)
    client.post("/sign-out", data={"everywhere": "y"})
    assert queries.account_by_device(there) is None


def test_a_mere_device_has_nothing_to_sign_out_of(client: FlaskClient, town: Town) -> None:
    secret = operations.add_device(a_device(), at=clock.now())
    client.set_cookie(DEVICE_COOKIE, secret)
    client.post("/sign-out")
    assert client.get_cookie(DEVICE_COOKIE)
    assert queries.account_by_device(secret)


def test_a_device_that_others_use_forgets_whoever_asks_for_it(
    client: FlaskClient, town: Town
) -> None:
    report = a_report(town, by=town.ben)
    client.set_cookie(DEVICE_COOKIE, operations.add_device(town.ben, at=clock.now()))
    mine = page(client, "/reports/mine")
    [form] = (field.parent for field in mine.select("leave-device [name=forget]"))
    assert form is not None
    answer = client.post(str(form["action"]), data={"forget": "y"})
    assert "shows nothing of you any more" in words(page(client, answer.location))
    assert client.get_cookie(DEVICE_COOKIE) is None
    assert report.details not in words(page(client, "/reports/mine"))
    assert report.reporter_id == town.ben.id


def test_whoever_is_in_is_led_on(client: FlaskClient, town: Town) -> None:
    client.set_cookie(DEVICE_COOKIE, operations.add_device(town.ada, at=clock.now()))
    assert client.get("/sign-in").location == "/reports/mine"
