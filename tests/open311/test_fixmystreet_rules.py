"""What an unmodified FixMyStreet needs of a server to send to it and to read from it.

Its rules 1 to 8, each a test. The ninth is for clients of FixMyStreet, and is not ours.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.datastructures import MultiDict

from civicreport.adapters import outside
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.reports import casework
from civicreport.reports.models import HistoryRow, Photo, Report
from tests.factories import a_report
from tests.open311.conftest import Program
from tests.open311.reading import document
from tests.support.town import Town

BASE = "/open311/v2/"
FORM = {
    "service_code": "pothole",
    "description": "title: A hole\r\n\r\ndetail: Deep.\r\n\r\nurl: https://fms.example/report/17\r\n",
    "lat": "51.05",
    "long": "-0.95",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.org",
    "deviceid": "fms",
    "jurisdiction_id": "county",
    "attribute[easting]": "473600",
    "attribute[northing]": "128400",
    "attribute[fixmystreet_id]": "17",
}


def items(root: ET.Element) -> list[ET.Element]:
    """It does not care how the root is called."""
    return list(root)


def post(program: Program, path: str, fields: Any) -> Any:
    return program.client.post(
        BASE + path,
        data=MultiDict([*MultiDict(fields).items(multi=True), ("api_key", program.secret)]),
    )


def count(model: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_rule_1_everything_lies_below_one_base(program: Program, town: Town) -> None:
    number = a_report(town, at=clock.now()).id
    for path in (
        *("services.xml", "services/pothole.xml", "requests.xml", f"requests/{number}.xml"),
        *(f"tokens/{number}.xml", "servicerequestupdates.xml"),
    ):
        document(program.client.get(f"{BASE}{path}?jurisdiction_id=county"))
    for path in ("requests.xml", "servicerequestupdates.xml"):
        assert program.client.post(BASE + path).status_code == 403, path


def test_rule_2_reading_needs_no_key_and_posting_takes_it_as_a_field(
    program: Program, town: Town
) -> None:
    assert program.client.get(f"{BASE}services.xml").status_code == 200
    assert program.client.get(f"{BASE}requests.xml").status_code == 200
    assert post(program, "requests.xml", FORM).status_code == 201
    with_key = f"{BASE}servicerequestupdates.xml?api_key={program.secret}"
    assert program.client.get(with_key).status_code == 200


def test_rule_3_codes_fit_into_addresses_and_truth_is_lower_case(
    program: Program, town: Town
) -> None:
    services = items(document(program.client.get(f"{BASE}services.xml")))
    assert {service.findtext("metadata") for service in services} <= {"true", "false"}
    for code in session.scalars(sa.select(Category.code)):
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", code)


def test_rule_4_an_id_at_once_and_a_time_out_makes_no_second_report(program: Program) -> None:
    first = document(post(program, "requests.xml", FORM))
    again = document(post(program, "requests.xml", {**FORM, "description": "Posted again."}))
    number = first.findtext("request/service_request_id")
    assert number
    assert again.findtext("request/service_request_id") == number
    assert count(Report) == 1
    update = {
        "service_request_id": number,
        "update_id": "5",
        "status": "INVESTIGATING",
        "updated_datetime": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
        "description": "We look.",
    }
    answers = [post(program, "servicerequestupdates.xml", update) for _ in range(2)]
    ids = {document(answer).findtext("request_update/update_id") for answer in answers}
    assert len(ids) == 1
    assert count(HistoryRow) == 2


def test_rule_5_both_kinds_of_form_unknown_fields_and_repeated_ones(program: Program) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    urls = ("https://fms.example/1.jpg", "https://fms.example/2.jpg")
    repeated = [*FORM.items(), *(("media_url", url) for url in urls), ("attribute[a]", "1")]
    assert post(program, "requests.xml", [*repeated, ("attribute[a]", "2")]).status_code == 201
    picture.seek(0)
    multipart = {
        **FORM,
        "attribute[fixmystreet_id]": "18",
        "description": "Another.",
        "photo1": (picture, "1.0.full.jpeg"),
        "api_key": program.secret,
    }
    assert program.client.post(f"{BASE}requests.xml", data=multipart).status_code == 201
    assert count(Photo) == 1


def test_rule_6_photos_elsewhere_are_fetched_later_and_with_care(program: Program) -> None:
    with outside.replaced_by(outside.MemoryWorld()) as world:
        fields = {**FORM, "media_url": "http://169.254.169.254/secret.jpg"}
        assert post(program, "requests.xml", fields).status_code == 201
        assert world.asked == []
    jobs = sa.text("select args from procrastinate_jobs where task_name = 'reports.fetch_photo'")
    assert session.scalars(jobs).one()["url"] == fields["media_url"]
    with pytest.raises(outside.NotAllowed):
        outside.request("GET", fields["media_url"])


def test_rule_7_updates_keep_their_ids_and_lie_in_the_window(program: Program, town: Town) -> None:
    report = a_report(town, at=clock.now() - timedelta(days=2))
    at = clock.now() - timedelta(hours=20)
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="On Monday.", at=at
    )
    second = f"{at:%Y-%m-%dT%H:%M:%SZ}"

    def told(start: str, end: str) -> list[ET.Element]:
        address = f"{BASE}servicerequestupdates.xml?start_date={start}&end_date={end}"
        return items(document(program.client.get(address)))

    (first,), (again,) = told(second, second), told(second, f"{clock.now():%Y-%m-%dT%H:%M:%SZ}")
    assert first.findtext("update_id") == again.findtext("update_id")
    written = first.findtext("updated_datetime") or ""
    assert second <= written <= second  # it compares texts
    assert datetime.fromisoformat(written).tzinfo is not None
    assert first.findtext("service_request_id") == str(report.id)
    assert first.findtext("status") == "action_scheduled"
    assert told("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z") == []


def test_rule_8_errors_are_documents_with_a_real_status(program: Program) -> None:
    for path, fields, status in (
        ("requests.xml", {**FORM, "service_code": "unknown"}, 404),
        ("requests.xml", {**FORM, "lat": "", "long": ""}, 400),
        ("servicerequestupdates.xml", {"update_id": "1"}, 400),
    ):
        response = post(program, path, fields)
        assert response.status_code == status
        root = document(response)
        assert root.tag == "errors"
        for error in root.findall("error"):
            assert error.findtext("code") == str(status)
            assert error.findtext("description")
