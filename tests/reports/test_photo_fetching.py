"""Photos that lie elsewhere: fetched later, once, and given up where there is none."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from civicreport import config
from civicreport.adapters import outside
from civicreport.adapters.outside import Answer, MemoryWorld, NotAllowed, NotReached
from civicreport.db import session
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Photo, Report
from civicreport.reports.photo_fetching import fetch_photo
from tests.factories import a_report
from tests.support.town import Town

URL = "https://app.example/hole.jpg"


def picture(colour: str = "red") -> Answer:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return Answer(200, "image/jpeg", out.getvalue(), URL)


def photos_of(report: Report) -> list[Photo]:
    return list(session.scalars(sa.select(Photo).where(Photo.report_id == report.id)))


def test_it_becomes_the_reports_own(town: Town) -> None:
    report = a_report(town)
    with outside.replaced_by(MemoryWorld(picture())):
        fetch_photo(report.id, URL)
    (photo,) = photos_of(report)
    assert photo.visibility is Visibility.PUBLIC  # Ada's address is confirmed


def test_of_a_stranger_the_public_waits_for_it(town: Town) -> None:
    report = a_report(town, by=town.ben)
    with outside.replaced_by(MemoryWorld(picture())):
        fetch_photo(report.id, URL)
    assert [photo.visibility for photo in photos_of(report)] == [Visibility.PENDING]


def test_a_second_run_adds_nothing(town: Town) -> None:
    report = a_report(town)
    with outside.replaced_by(MemoryWorld(picture(), picture())):
        fetch_photo(report.id, URL)
        fetch_photo(report.id, URL)
    assert len(photos_of(report)) == 1


def test_no_more_than_a_report_holds(town: Town) -> None:
    report = a_report(town)
    colours = ("red", "green", "blue", "white", "black", "gray", "orange")
    most = config.current().photos.max_count
    assert most < len(colours)
    with outside.replaced_by(MemoryWorld(*map(picture, colours))):
        for _ in colours:
            fetch_photo(report.id, URL)
    assert len(photos_of(report)) == most


@pytest.mark.parametrize(
    "answer",
    [
        NotAllowed("a private address"),
        Answer(200, "text/html", b"<h1>Sorry</h1>", URL),
    ],
)
def test_what_is_no_photo_is_given_up(town: Town, answer: Answer | NotAllowed) -> None:
    report = a_report(town)
    with outside.replaced_by(MemoryWorld(answer)):
        fetch_photo(report.id, URL)
    assert photos_of(report) == []


@pytest.mark.parametrize(
    "answer",
    [
        NotReached("no such name"),
        Answer(503, "", b"", URL),
        Answer(404, "text/html", b"not there yet", URL),
    ],
)
def test_where_nobody_answers_it_is_tried_again(town: Town, answer: Answer | NotReached) -> None:
    """A job that raises is run again."""
    report = a_report(town)
    with (
        outside.replaced_by(MemoryWorld(answer)),
        pytest.raises(outside.OutsideFailure),
    ):
        fetch_photo(report.id, URL)
    assert photos_of(report) == []
