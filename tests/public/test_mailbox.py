"""The demo's mailbox shows what would have been mailed, safely, and only in a demo."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civicreport import config
from civicreport.adapters.mail import Attachment, Letter, post
from tests.support.pages import page, words


@pytest.fixture
def key(app: Flask, client: FlaskClient) -> str:
    """The key of one letter, alone in the mailbox."""
    folder = config.current().var_folder / "mailbox"
    for old in folder.glob("*/*"):
        old.unlink()
    post(
        Letter(
            to=("roads@county.example",),
            subject="CR-1: Pothole <script>",
            text="See http://localhost/reports/1 and <script>alert(1)</script>",
            html="<html><head></head><body><script>alert(1)</script><p>Hello</p></body></html>",
            message_id="<1@localhost>",
            return_path="reply+b1.x@reports.example",
            attachments=(
                Attachment("hole.jpg", "image/jpeg", b"\xff\xd8picture"),
                Attachment("page.html", "text/html", b"<script>alert(1)</script>"),
            ),
        )
    )
    return next((folder / "new").glob("*")).name


def test_it_lists_subject_recipient_and_time(client: FlaskClient, key: str) -> None:
    shown = page(client, "/demo/mailbox")
    (letter,) = shown.select("main li")
    assert "CR-1: Pothole <script>" in words(letter)
    assert "roads@county.example" in words(letter)
    assert letter.find("time") is not None


def test_a_letter_shows_its_text_with_links_to_follow(client: FlaskClient, key: str) -> None:
    shown = page(client, f"/demo/mailbox/{key}")
    main = shown.select_one("main")
    assert main is not None
    assert shown.select_one('main a[href="http://localhost/reports/1"]') is not None
    assert "<script>alert(1)</script>" in words(main)
    assert main.select("script") == []


def test_a_letter_shows_where_it_would_bounce_to(client: FlaskClient, key: str) -> None:
    facts = page(client, f"/demo/mailbox/{key}").select_one("main .facts")
    assert facts is not None
    assert "Bounces go to <reply+b1.x@reports.example>" in words(facts)


def test_its_html_stands_in_a_frame_that_runs_nothing(client: FlaskClient, key: str) -> None:
    shown = page(client, f"/demo/mailbox/{key}")
    frame = shown.select_one("iframe")
    assert frame is not None
    assert "allow-scripts" not in str(frame["sandbox"])
    response = client.get(str(frame["src"]))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_pictures_are_pictures_and_all_else_is_a_file(client: FlaskClient, key: str) -> None:
    picture = client.get(f"/demo/mailbox/{key}/attachments/0")
    assert (picture.mimetype, picture.data) == ("image/jpeg", b"\xff\xd8picture")
    other = client.get(f"/demo/mailbox/{key}/attachments/1")
    assert other.mimetype == "application/octet-stream"
    assert client.get(f"/demo/mailbox/{key}/attachments/2").status_code == 404


def test_what_is_not_there_is_not_found(client: FlaskClient, key: str) -> None:
    assert client.get("/demo/mailbox/nothing").status_code == 404
    assert client.get("/demo/mailbox/..%2f..%2fsecret").status_code == 404


def test_nobody_keeps_these_pages(client: FlaskClient, key: str) -> None:
    for address in ("", f"/{key}", f"/{key}/html"):
        assert client.get(f"/demo/mailbox{address}").headers["Cache-Control"] == "no-store"


def test_an_empty_mailbox_says_so(client: FlaskClient, key: str) -> None:
    (config.current().var_folder / "mailbox" / "new" / key).unlink()
    assert "No mail yet" in words(page(client, "/demo/mailbox").select_one("main"))


@pytest.mark.parametrize("mode", ["live", "staging"])
def test_there_is_none_but_in_a_demo(
    client: FlaskClient, key: str, monkeypatch: pytest.MonkeyPatch, mode: Any
) -> None:
    settings = config.current()
    site = settings.site.model_copy(update={"mode": mode})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"site": site}))
    for address in ("", f"/{key}", f"/{key}/html", f"/{key}/attachments/0"):
        assert client.get(f"/demo/mailbox{address}").status_code == 404
