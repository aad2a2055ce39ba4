"""POST requests: what other programs report."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image

from civicreport import jobs
from civicreport.accounts import operations, queries
from civicreport.accounts.models import Account, OneTimeLink, Right
from civicreport.adapters import outside, rendering
from civicreport.adapters.georeport import Quirks, Submission, writing
from civicreport.db import session
from civicreport.delivery.models import Delivery
from civicreport.domain import clock
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Photo, Report, Source
from tests.factories.reports import a_report
from tests.open311.conftest import Program, a_program
from tests.open311.reading import document
from tests.support.report_form import filled, post
from tests.support.town import Town

# Of a form that is refused half way werkzeug leaves the spooled files to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def reports() -> list[Report]:
    return list(session.scalars(sa.select(Report).order_by(Report.id)))


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    return out.getvalue()


def test_a_report_is_kept_and_handed_over_like_any_other(program: Program) -> None:
    response = program.report(first_name="Ada", last_name="Lovelace", deviceid="x", unknown="y")
    assert response.status_code == 201
    (accepted,) = response.get_json()
    (report,) = reports()
    assert accepted.keys() == {"service_request_id", "service_notice", "account_id"}
    assert accepted["service_request_id"] == str(report.id)
    assert "Countyshire Council" in accepted["service_notice"]
    assert (report.source, report.visibility) == (Source.API, Visibility.PUBLIC)
    assert report.reporter_name == "Ada Lovelace"
    assert not report.show_name
    assert session.scalars(sa.select(Delivery)).one().report_id == report.id
    rows = program.client.get("/open311/v2/requests.json?extensions=true").get_json()
    assert rows[0]["service_request_id"] == str(report.id)
    assert rows[0]["extended_attributes"]["channel"] == "api"


def test_the_answer_in_xml(program: Program) -> None:
    response = program.post(
        "requests.xml", service_code="pothole", lat="51.05", long="-0.95", description="A hole."
    )
    assert response.status_code == 201
    root = document(response)
    assert root.tag == "service_requests"
    assert root.findtext("request/service_request_id") == str(reports()[0].id)
    assert root.find("request/token") is None


def test_without_a_description_the_service_is_one(program: Program) -> None:
    assert program.report(description="").status_code == 201
    assert reports()[0].details == "Pothole"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"api_key": ""}, 403, "api_key is missing"),
        ({"api_key": "wrong"}, 403, "not known"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "unknown"}, 404, "no such thing"),
        ({"lat": "", "long": ""}, 400, "place is missing"),
        ({"lat": "91"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "52.5", "long": "-0.9"}, 400, "outside the area"),
        ({"lat": "", "long": "", "address_string": "Nowhere at all"}, 400, "address_string"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"email": "nobody"}, 400, "email"),
    ],
)
def test_what_cannot_be_taken_is_said(
    program: Program, fields: dict[str, str], status: int, words: str
) -> None:
    response = program.report(**fields)
    assert response.status_code == status
    assert words in response.get_json()[0]["description"]
    assert reports() == []


def test_all_that_is_wrong_is_said_at_once(program: Program) -> None:
    problems = program.report(lat="north", email="nobody").get_json()
    assert len(problems) == 2


def test_an_address_instead_of_a_point(program: Program) -> None:
    assert program.report(lat="", long="", address_string="51.05, -0.95").status_code == 201
    report = reports()[0]
    assert (report.point.latitude, report.point.longitude) == (51.05, -0.95)
    assert report.is_place_rough


def test_a_town_is_no_address(program: Program) -> None:
    assert program.report(lat="", long="", address_string="Westham").status_code == 400


def test_the_key_in_the_query_or_as_a_bearer(program: Program) -> None:
    fields = {"service_code": "pothole", "lat": "51.05", "long": "-0.95"}
    in_query = program.client.post(
        f"/open311/v2/requests.json?api_key={program.secret}&jurisdiction_id=x",
        data={**fields, "description": "One."},
    )
    as_bearer = program.client.post(
        "/open311/v2/requests.json",
        data={**fields, "description": "Two."},
        headers={"Authorization": f"Bearer {program.secret}"},
    )
    assert (in_query.status_code, as_bearer.status_code) == (201, 201)


def test_rights_and_revocation(client: FlaskClient, town: Town) -> None:
    reader = a_program(client, "reader", rights=(Right.UPDATE,))
    assert reader.report().status_code == 403
    leaver = a_program(client, "leaver")
    assert leaver.report().status_code == 201
    operations.revoke_key(queries.key_by_name("leaver"), at=clock.now())
    assert leaver.report(description="Another one.").status_code == 403


def test_each_key_has_a_bound_of_its_own(client: FlaskClient, town: Town) -> None:
    eager, other = a_program(client, "eager", per_hour=2), a_program(client, "other")
    assert [eager.report().status_code for _ in range(3)] == [201, 200, 429]
    refused = eager.report()
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.get_json()[0]["code"] == 429
    assert other.report().status_code == 201


@pytest.mark.parametrize(
    "reference",
    [
        {"data": {"client_reference": "17"}},
        {"data": {"attribute[fixmystreet_id]": "17"}},
        {"headers": {"Idempotency-Key": "17"}},
    ],
)
def test_sent_again_it_is_the_same_report(
    program: Program, reference: dict[str, dict[str, str]]
) -> None:
    def send(description: str) -> Any:
        return program.client.post(
            "/open311/v2/requests.json",
            data={
                "api_key": program.secret,
                "service_code": "pothole",
                "lat": "51.05",
                "long": "-0.95",
                "description": description,
                **reference.get("data", {}),
            },
            headers=reference.get("headers", {}),
        )

    first, again, edited = send("A hole."), send("A hole."), send("A hole, deeper now.")
    assert [answer.status_code for answer in (first, again, edited)] == [201, 200, 200]
    ids = {answer.get_json()[0]["service_request_id"] for answer in (first, again, edited)}
    assert ids == {str(reports()[0].id)}
    assert len(reports()) == 1


def test_two_clients_may_use_the_same_numbers(client: FlaskClient, town: Town) -> None:
    for name in ("one", "other"):
        assert a_program(client, name).report(client_reference="17").status_code == 201
    assert len(reports()) == 2


def test_no_form_of_the_site_takes_a_clients_numbers_beforehand(
    program: Program, town: Town
) -> None:
    """Keys and clients count their numbers up: whoever guesses them keeps no report from coming."""
    guesses = [hashlib.sha256(f"{key}\n17".encode()).hexdigest() for key in range(50)]
    program.report(client_reference="17")
    taken = reports()[0].idempotency_key
    assert taken not in guesses
    assert post(program.client, filled(town, idempotency_key=taken or "")).status_code == 303
    assert len(reports()) == 2


def test_what_began_here_does_not_come_back(program: Program, town: Town) -> None:
    """By a body that hands over to a site which hands over to us: each round would be a report."""
    ours = a_report(town, at=clock.now(), details="A hole.")
    sent = Submission(
        service_code="pothole",
        details=ours.details,
        reference=f"CR-{ours.id}",
        url=rendering.report_address(ours.id),
    )
    there = writing.description(sent, Quirks())
    back = f"{there}\n\nhttps://other.example/reports/5\nCR-5"
    answer = program.report(description=back.replace("\n", "\r\n"))
    assert answer.status_code == 400
    assert f"CR-{ours.id} of this very site" in answer.text
    assert len(reports()) == 1
    quoted = f"As in {rendering.report_address(ours.id)} (CR-{ours.id})."
    assert program.report(description=quoted).status_code == 201


def test_without_a_reference_the_same_words_at_once_are_one(program: Program) -> None:
    assert program.report().status_code == 201
    assert program.report().status_code == 200
    assert program.report(description="Another hole.").status_code == 201
    assert len(reports()) == 2


def test_light_checks_hold_here_too(program: Program) -> None:
    links = "See https://a.example https://b.example https://c.example"
    response = program.report(description=links)
    assert response.status_code == 201
    number = response.get_json()[0]["service_request_id"]
    assert "reads it before" in response.get_json()[0]["service_notice"]
    assert reports()[0].visibility is Visibility.PENDING
    assert program.client.get(f"/open311/v2/requests/{number}.json").status_code == 404


def test_whoever_gives_an_address_confirms_their_own_reports_only(program: Program) -> None:
    program.report(email="eve@example.org")
    program.report(description="Somebody else's hole.")
    link = session.scalars(sa.select(OneTimeLink)).one()
    assert link.email == "eve@example.org"
    person = operations.confirm(link, at=clock.now())
    mine, other = reports()
    assert mine.reporter is person
    assert other.reporter is not person
    assert session.scalar(sa.select(Account).where(Account.email == "eve@example.org")) is person


def test_a_body_may_insist_on_confirmed_reports(program: Program, town: Town) -> None:
    town.bodies["county"].only_confirmed = True
    refused = program.report()
    assert refused.status_code == 400
    assert "email is required" in refused.get_json()[0]["description"]
    assert reports() == []
    taken = program.report(email="eve@example.org")
    assert taken.status_code == 201
    assert "once the e-mail address is confirmed" in taken.get_json()[0]["service_notice"]
    assert session.scalars(sa.select(Delivery)).all() == []


def test_photos_under_whatever_name(program: Program) -> None:
    files = {
        "media": (io.BytesIO(picture()), "a.jpg"),
        "file_7": (io.BytesIO(b"no photo"), "b.txt"),
    }
    response = program.report(**files)
    assert response.status_code == 201
    assert "1 of the files" in response.get_json()[0]["service_notice"]
    photo = session.scalars(sa.select(Photo)).one()
    assert photo.visibility is Visibility.PENDING


def test_photos_elsewhere_are_fetched_later(program: Program) -> None:
    url = "https://app.example/a.jpg"
    there = outside.MemoryWorld(outside.Answer(200, "image/jpeg", picture(), url))
    with outside.replaced_by(there):
        program.report(media_url=url)
        assert session.scalars(sa.select(Photo)).all() == []
        jobs.drain()
        assert len(session.scalars(sa.select(Photo)).all()) == 1


def test_only_forms_are_taken(program: Program) -> None:
    response = program.client.post("/open311/v2/requests.json", json={"service_code": "pothole"})
    assert response.status_code == 415
    assert response.get_json()[0]["code"] == 415


def test_what_is_too_large_is_refused_in_words(program: Program) -> None:
    response = program.client.post(
        "/open311/v2/requests.json",
        data={"api_key": program.secret, "description": "x" * 11_000_000},
        content_type="multipart/form-data",
    )
    assert response.status_code == 413
    assert response.get_json()[0]["code"] == 413


def test_a_key_is_no_cookie(program: Program) -> None:
    """A page elsewhere may carry a key, as apps do; nobody's cookie says anything here."""
    response = program.client.post(
        "/open311/v2/requests.json",
        data={
            "api_key": program.secret,
            "service_code": "pothole",
            "lat": "51.05",
            "long": "-0.95",
            "description": "From an app.",
        },
        headers={"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 201
    assert "Set-Cookie" not in response.headers
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_nul_in_any_field_is_no_fault_of_ours(program: Program) -> None:
    assert program.report(service_code="pot\0hole").status_code == 201
    assert program.report(service_code="\0").status_code == 400
