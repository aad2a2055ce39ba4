"""POST servicerequestupdates: a body's own system answers for it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.accounts.models import Right
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework
from civicreport.reports.models import HistoryRow, Kind, Photo, Report
from tests.factories import a_report
from tests.open311.conftest import Program, a_program
from tests.open311.reading import document
from tests.support.photos import a_photo
from tests.support.town import Town

PATH = "servicerequestupdates"


@pytest.fixture
def report(town: Town) -> Report:
    return a_report(town, at=clock.now() - timedelta(hours=2))


def say(program: Program, report: Report, **fields: Any) -> TestResponse:
    return program.post(
        f"{PATH}.json",
        **{
            "service_request_id": report.id,
            "update_id": "77",
            "status": "IN_PROGRESS",
            "updated_datetime": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "description": "A crew is on its way.",
            "first_name": "-",
            **fields,
        },
    )


def rows_of(report: Report) -> list[HistoryRow]:
    chosen = sa.select(HistoryRow).where(HistoryRow.report_id == report.id)
    return list(session.scalars(chosen.order_by(HistoryRow.id)))


def test_a_status_with_its_words(program: Program, report: Report) -> None:
    response = say(program, report)
    assert response.status_code == 200
    session.refresh(report)
    assert report.status is Status.IN_PROGRESS
    row = rows_of(report)[-1]
    assert (row.kind, row.actor) == (Kind.STATUS, Actor.OFFICER)
    assert row.text is not None
    assert row.text.words == "A crew is on its way."
    assert response.get_json() == [{"update_id": str(row.id)}]


def test_said_twice_it_is_said_once(program: Program, report: Report) -> None:
    first, again = say(program, report), say(program, report, description="Again.")
    assert first.get_json() == again.get_json()
    assert len(rows_of(report)) == 2


def test_each_report_may_have_a_first_update(program: Program, report: Report, town: Town) -> None:
    other = a_report(town, at=clock.now() - timedelta(hours=1))
    say(program, report)
    say(program, other)
    session.refresh(other)
    assert other.status is Status.IN_PROGRESS


def test_the_answer_in_xml(program: Program, report: Report) -> None:
    response = program.post(
        f"{PATH}.xml",
        service_request_id=report.id,
        update_id="78",
        updated_datetime="2026-01-01T00:00:00Z",
        status="OPEN",
        description="Seen.",
    )
    assert document(response).findtext("request_update/update_id") == str(rows_of(report)[-1].id)


def test_what_is_older_than_the_last_change_is_words_only(
    program: Program, report: Report, town: Town
) -> None:
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    earlier = clock.now() - timedelta(hours=1)
    response = say(program, report, updated_datetime=f"{earlier:%Y-%m-%dT%H:%M:%SZ}")
    assert response.status_code == 200
    session.refresh(report)
    assert report.status is Status.SCHEDULED
    assert rows_of(report)[-1].kind is Kind.UPDATE


def test_an_unknown_word_is_kept_for_the_staff(program: Program, report: Report) -> None:
    assert say(program, report, status="PONDERING").status_code == 200
    session.refresh(report)
    assert report.status is Status.REPORTED
    assert [row.kind for row in rows_of(report)[1:]] == [Kind.UPDATE, Kind.NOTE]


def test_only_for_its_own_body(client: FlaskClient, town: Town, report: Report) -> None:
    west = a_program(client, "west", body_id=town.bodies["west"].id)
    assert say(west, report).status_code == 403
    report.visibility = Visibility.PRIVATE
    session.flush()
    assert say(west, report).status_code == 404
    county = a_program(client, "county", body_id=town.bodies["county"].id)
    assert say(county, report).status_code == 200
    stranger = a_program(client, "app", rights=(Right.REPORT,))
    assert say(stranger, report).status_code == 403
    bodiless = a_program(client, "bodiless")
    assert say(bodiless, report, update_id="9").status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"service_request_id": "999999"}, 404),
        ({"service_request_id": "none"}, 404),
        ({"update_id": ""}, 400),
        ({"updated_datetime": "today"}, 400),
        ({"updated_datetime": ""}, 400),
    ],
)
def test_what_is_missing_is_said(
    program: Program, report: Report, fields: dict[str, str], status: int
) -> None:
    assert say(program, report, **fields).status_code == status


def test_a_hidden_report_stays_hidden(program: Program, report: Report) -> None:
    report.visibility = Visibility.HIDDEN
    session.flush()
    assert say(program, report).status_code == 200
    session.refresh(report)
    assert report.visibility is Visibility.HIDDEN


def test_nobody_hears_their_own_words_again(program: Program, report: Report) -> None:
    say(program, report)
    everybody = program.client.get(f"/open311/v2/{PATH}.json").get_json()
    assert [row["description"] for row in everybody] == ["A crew is on its way."]
    theirs = program.client.get(f"/open311/v2/{PATH}.json?api_key={program.secret}").get_json()
    assert theirs == []
    shown = program.client.get(
        f"/open311/v2/{PATH}.json", headers={"Authorization": f"Bearer {program.secret}"}
    )
    assert shown.get_json() == []
    assert "public" not in shown.headers["Cache-Control"]


@pytest.mark.parametrize("field", ["update_id", "status", "media_url", "description"])
def test_a_nul_in_any_field_is_no_fault_of_ours(
    program: Program, report: Report, field: str
) -> None:
    assert say(program, report, **{field: "a\0b"}).status_code == 200


def test_a_photo_alone_is_news(program: Program, report: Report) -> None:
    """A crew's picture of the mended kerb, without a word, and the status that it has already."""
    photo = (io.BytesIO(a_photo()), "kerb.jpg")
    response = say(program, report, status="", description="", photo=photo)
    assert response.status_code == 200
    kept = session.scalars(sa.select(Photo).where(Photo.report_id == report.id)).all()
    assert [one.visibility for one in kept] == [Visibility.PUBLIC]
    assert kept[0].history_id == rows_of(report)[-1].id
    assert rows_of(report)[-1].actor is Actor.OFFICER
    again = (io.BytesIO(a_photo()), "kerb.jpg")
    assert say(program, report, status="", description="", photo=again).status_code == 200
    assert len(session.scalars(sa.select(Photo)).all()) == 1
    assert len(rows_of(report)) == 2
