"""Photos in the form: judged one by one, and kept whatever else is wrong."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from civicreport.adapters.photo_store import store
from civicreport.db import session
from civicreport.public import photo_intake
from civicreport.reports import photos as kept_photos
from civicreport.reports.models import Photo
from civicreport.reports.photos import from_token, large
from tests.support.pages import page, words
from tests.support.photos import a_photo, a_photo_taken, file
from tests.support.report_form import filled, one, parsed, post, the_report, value
from tests.support.town import Town


def test_photos_are_kept_with_the_report(client: FlaskClient, town: Town) -> None:
    photos = [file(a_photo(), "a.jpg"), file(a_photo(kind="PNG"), "b.png")]
    assert post(client, filled(town, photos=photos)).status_code == 303
    kept = session.scalars(sa.select(Photo).order_by(Photo.position)).all()
    assert [photo.report_id for photo in kept] == [the_report().id] * 2


def test_good_photos_outlive_a_mistake_elsewhere(client: FlaskClient, town: Town) -> None:
    soup = parsed(post(client, filled(town, details="", photos=[file(a_photo(), "a.jpg")])))
    [kept] = soup.select("[data-row] [name=kept_photos]")
    assert client.get(str(one(soup, "[data-row] img")["src"])).content_type == "image/webp"
    assert post(client, filled(town, kept_photos=kept["value"])).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Photo)) == 1


def test_a_file_that_is_no_photo_is_named_and_the_good_one_stays(
    client: FlaskClient, town: Town
) -> None:
    files = [file(b"%PDF-1.7", "papers/bill.pdf"), file(a_photo(), "hole.jpg")]
    answer = post(client, filled(town, photos=files))
    soup = parsed(answer)
    assert answer.status_code == 422
    assert "“bill.pdf” is not a photo" in words(one(soup, "#photos-error"))
    assert len(soup.select("[data-row] [name=kept_photos]")) == 1


def test_of_too_many_photos_the_first_are_kept(client: FlaskClient, town: Town) -> None:
    colours = ("red", "blue", "green", "white", "black", "orange", "pink", "grey")
    files = [file(a_photo(colour=c), f"{c}.jpg") for c in colours]
    soup = parsed(post(client, filled(town, photos=files)))
    said = words(one(soup, "#photos-error"))
    assert "“pink.jpg”, “grey.jpg”" in said
    assert "red" not in said
    assert len(soup.select("[data-row] [name=kept_photos]")) == 6


def test_a_photo_that_was_unticked_is_left_out(client: FlaskClient, town: Town) -> None:
    soup = parsed(
        post(client, filled(town, details="", photos=[file(a_photo(), "a"), file(a_photo(), "b")]))
    )
    first, _second = soup.select("[data-row] [name=kept_photos]")
    post(client, filled(town, kept_photos=first["value"]))
    assert session.scalar(sa.select(sa.func.count()).select_from(Photo)) == 1


def test_a_photo_is_turned_without_scripts_and_all_the_rest_is_kept(
    client: FlaskClient, town: Town
) -> None:
    lying = [file(a_photo(size=(640, 480)), "hole.jpg")]
    soup = parsed(post(client, filled(town, email="ada", photos=lying)))
    button = one(soup, "[data-row] [name=turn]")
    said = f"alt-{button['value']}"
    typed = {"kept_photos": button["value"], "turn": button["value"], said: "A hole"}
    answer = post(client, filled(town, email="ada", **typed), str(button["formaction"]))
    turned = parsed(answer)
    assert answer.status_code == 200
    assert value(turned, "email") == "ada"
    assert one(turned, "[data-row] [data-alt]")["value"] == "A hole"
    token = value(turned, "kept_photos")
    assert token != button["value"]
    post(client, filled(town, kept_photos=token))
    kept = session.scalars(sa.select(Photo)).one()
    assert (kept.width, kept.height) == (480, 640)


def test_what_a_photo_shows_is_kept_on_one_line(client: FlaskClient, town: Town) -> None:
    soup = parsed(post(client, filled(town, details="", photos=[file(a_photo(), "a.jpg")])))
    token = value(soup, "kept_photos")
    post(client, filled(town, kept_photos=token, **{f"alt-{token}": " A hole,\n \x00wet " * 40}))
    alt = session.scalars(sa.select(Photo)).one().alt
    assert alt.startswith("A hole, wet A hole")
    assert len(alt) == 300
    shown = one(page(client, f"/reports/{the_report().id}"), "figure img")
    assert shown["alt"] == alt


def test_what_a_photo_shows_stands_beside_its_file(client: FlaskClient, town: Town) -> None:
    """From a device that could not send its photos ahead; one of them is none."""
    files = [file(a_photo(colour="red"), "a.jpg"), file(b"%PDF", "b.pdf")]
    files.append(file(a_photo(colour="blue"), "c.jpg"))
    typed = filled(town, photos=files, photo_alts=["A hole", "A bill", "The whole street"])
    soup = parsed(post(client, typed))
    assert [one["value"] for one in soup.select("[data-row] [data-alt]")] == [
        "A hole",
        "The whole street",
    ]


def test_where_nobody_says_what_a_photo_shows_kind_and_place_do(
    client: FlaskClient, town: Town
) -> None:
    post(client, filled(town, photos=[file(a_photo(), "a.jpg")]))
    shown = one(page(client, f"/reports/{the_report().id}"), "figure img")
    assert str(shown["alt"]).startswith("Photo 1: Pothole, ")


def test_a_photo_that_has_been_forgotten_is_missed_aloud(client: FlaskClient, town: Town) -> None:
    soup = parsed(post(client, filled(town, details="", photos=[file(a_photo(), "a.jpg")])))
    token = value(soup, "kept_photos")
    stored = from_token(token)
    assert stored is not None
    store().delete(large(stored.key))
    answer = post(client, filled(town, kept_photos=token))
    assert answer.status_code == 422
    assert "Please add it again" in words(one(parsed(answer), "#photos-error"))


@pytest.mark.parametrize("token", ["", "x", "WyJ4LzEiLDEsMV0.forged", "a" * 5000])
def test_a_forged_photo_is_nothing(client: FlaskClient, town: Town, token: str) -> None:
    assert post(client, filled(town, kept_photos=token)).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Photo)) == 0


def test_where_a_photo_was_taken_is_offered_and_never_used_unasked(
    client: FlaskClient, town: Town
) -> None:
    taken = a_photo_taken(51.05, -0.91)
    nowhere = {"latitude": None, "longitude": None}
    asked = parsed(post(client, filled(town, **nowhere, photos=[file(taken, "hole.jpg")])))
    assert value(asked, "latitude") == ""
    offer = one(asked, "[data-offer] button[name=spot]")
    assert offer["value"] == "51.050000,-0.910000"
    kept = {"kept_photos": value(asked, "kept_photos"), "photo_place": value(asked, "photo_place")}
    again = parsed(post(client, filled(town, **nowhere, **kept)))
    assert one(again, "[data-offer] button[name=spot]")["value"] == offer["value"]
    placed = filled(town, **nowhere, **kept, spot=offer["value"])
    chosen = parsed(post(client, placed, str(offer["formaction"])))
    assert value(chosen, "latitude") == "51.050000"
    assert chosen.select_one("[data-offer] button[name=spot]") is None


def test_the_place_of_a_photo_is_kept_nowhere(client: FlaskClient, town: Town) -> None:
    taken = [file(a_photo_taken(51.051, -0.951), "hole.jpg")]
    post(client, filled(town, photos=taken))
    [photo] = session.scalars(sa.select(Photo)).all()
    assert "51.051" not in str(vars(photo))
    assert the_report().point == town.west


def test_a_form_full_of_made_up_tokens_costs_no_more_than_one_with_some(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(kept_photos, "from_token", looked_at.append)
    monkeypatch.setattr(kept_photos, "was_kept", lambda _token: False)

    photo_intake.take((f"made-up-{n}" for n in range(100_000)), ())

    assert 0 < len(looked_at) <= 50
