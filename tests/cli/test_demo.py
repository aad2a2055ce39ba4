"""The demo: Oxfordshire as it is administered, and a year that looks lived in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from civicreport import config
from civicreport.accounts.operations import revoke_key
from civicreport.accounts.queries import by_email, key_by_name, key_by_secret
from civicreport.app import create_app
from civicreport.areas import gazetteer
from civicreport.areas import queries as areas
from civicreport.bodies import queries as bodies
from civicreport.bodies import takers
from civicreport.bodies.models import Contact
from civicreport.categories.queries import all_categories
from civicreport.cli.demo import command, councils, people
from civicreport.db import engine, session, transaction
from civicreport.db.cluster import Cluster
from civicreport.delivery.models import Delivery
from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.domain.sending import State
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility
from civicreport.open311.guide import DEMO_KEY
from civicreport.participation.models import Follow
from civicreport.public import nearby, questions
from civicreport.reports.models import HistoryRow, Photo, Report
from tests.conftest import TEMPLATE, settings_for

CARFAX = Point(51.7520, -1.2577)
BANBURY = Point(52.0629, -1.3398)


@pytest.fixture(scope="module")
def loaded(
    app: Flask, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A database of its own with the demo in it, for all tests here."""
    before = config.current()
    cluster.create_database("demo", template=TEMPLATE)
    app = create_app(settings_for(cluster.url("demo"), tmp_path_factory.mktemp("var")))
    with app.app_context():
        command.load_once()
        yield app
        session.remove()
        engine().dispose()
    cluster.drop_database("demo")
    config.use(before)


def taker(point: Point, category: str) -> str | None:
    _, decision = takers.route(point, category)
    return decision.responsible.body_name if decision.responsible else None


@pytest.mark.parametrize(
    ("point", "category", "body"),
    [
        (CARFAX, "pothole", "Oxfordshire County Council"),
        (CARFAX, "flooding", "Oxfordshire County Council"),
        (CARFAX, "graffiti", "Oxford City Council"),
        (CARFAX, "other", "Oxford City Council"),
        (BANBURY, "street_light", "Oxfordshire County Council"),
        (BANBURY, "fly_tipping", "Cherwell District Council"),
        (Point(51.7856, -1.4850), "litter", "West Oxfordshire District Council"),  # Witney
        (Point(51.6708, -1.2880), "dog_fouling", "Vale of White Horse District Council"),
        (Point(51.6020, -1.1130), "litter", "South Oxfordshire District Council"),  # Wallingford
        (Point(51.4543, -0.9781), "pothole", None),  # Reading
    ],
)
def test_the_county_and_its_districts(
    loaded: Flask, point: Point, category: str, body: str | None
) -> None:
    assert taker(point, category) == body


def test_the_boundaries_are_approximate_and_the_contacts_fake(loaded: Flask) -> None:
    assert areas.current_is_approximate()
    addresses = session.scalars(sa.select(Contact.address)).all()
    assert len(addresses) == 8 + 5 * 12
    assert all(address.endswith(".demo.invalid") for address in addresses)


def test_the_categories_are_those_that_have_icons(loaded: Flask) -> None:
    codes = [category.code for category in all_categories()]
    assert codes == [
        "pothole",
        "street_light",
        "pavement",
        "flooding",
        "road_sign",
        "traffic_light",
        "cycle_path",
        "snow_ice",
        "graffiti",
        "fly_tipping",
        "litter",
        "abandoned_vehicle",
        "dog_fouling",
        "needles",
        "flyposting",
        "dead_animal",
        "tree",
        "playground",
        "bench",
        "other",
    ]
    sprite = Path("static/icons/sprite.svg").read_text(encoding="utf-8")
    assert all(f'id="{code}"' in sprite for code in codes)


def test_the_search_box_knows_the_county(loaded: Flask) -> None:
    assert gazetteer.find_postcode("OX41RP") is not None
    assert gazetteer.find_postcode("RG91HG") is not None  # Henley is not in OX
    assert gazetteer.find_postcode("ZE10LL") is None
    assert gazetteer.postcodes_like("OX4")[0].label == "OX4"


def test_reports_in_every_status_and_category(loaded: Flask) -> None:
    reports = session.scalars(sa.select(Report)).all()
    assert len(reports) == 165
    assert {report.status for report in reports} == set(Status)
    assert len({report.category_id for report in reports}) == 20
    seen = Counter(report.visibility for report in reports)
    assert seen[Visibility.PENDING] == 2
    assert seen[Visibility.HIDDEN] == 1
    assert len({report.details for report in reports}) > 110


def test_history_is_in_order_and_in_the_past(loaded: Flask) -> None:
    rows = session.scalars(sa.select(HistoryRow).order_by(HistoryRow.report_id, HistoryRow.id))
    latest: dict[int, datetime] = {}
    for row in rows:
        assert row.at <= clock.now()
        if row.report_id in latest:
            assert row.at >= latest[row.report_id]
        latest[row.report_id] = row.at


def test_there_are_photos_to_look_at(loaded: Flask) -> None:
    shown = sa.select(sa.func.count()).where(Photo.visibility == Visibility.PUBLIC)
    assert (session.scalar(shown) or 0) > 30


def test_in_the_middle_of_oxford_the_form_has_something_to_ask(loaded: Flask) -> None:
    known = nearby.known_at(CARFAX, "pothole")
    assert len(known) >= 2
    alts = session.scalars(sa.select(Photo.alt).where(Photo.alt != "")).all()
    assert len(alts) >= 3
    assert (session.scalar(sa.select(sa.func.count()).select_from(Follow)) or 0) > 20


def test_answers_stop_and_lead_elsewhere(loaded: Flask) -> None:
    advice = {
        code: {
            value: one
            for asked in questions.of_category(code).fields
            for value, one in asked.question.advice
        }
        for code in ("street_light", "litter")
    }
    assert advice["street_light"]["yes"].stop
    assert advice["street_light"]["yes"].phone == "105"
    assert advice["litter"]["dumped"].category == "fly_tipping"


def test_every_category_is_said_in_welsh_and_found_by_words(loaded: Flask) -> None:
    listed = [one for one in all_categories() if one.code != "other"]
    assert all(one.words.get("cy") for one in listed)
    assert all(one.words.get("en") for one in listed)


def test_the_past_is_not_mailed_now(loaded: Flask) -> None:
    states = set(session.scalars(sa.select(Delivery.state).distinct()))
    assert State.SENT in states
    assert State.WAITING not in states


def test_staff_can_sign_in(loaded: Flask) -> None:
    known = people.sign_ins()
    assert known[0].who == "Administrator of the site"
    assert {"Officer of Oxford City Council", "Officer of Oxfordshire County Council"} <= {
        sign_in.who for sign_in in known
    }
    for sign_in in known:
        account = by_email(sign_in.email)
        assert account is not None
        assert account.password
        assert bodies.viewer(account.id).is_staff
    told = CliRunner().invoke(command.group, ["sign-ins"])
    assert known[0].password in told.output


def test_programs_may_try_it(loaded: Flask) -> None:
    key = key_by_secret(DEMO_KEY)
    assert key is not None
    assert key.name == "demo"
    assert key.body_id is not None


def test_a_demo_from_before_there_were_keys_gets_its_own_at_the_next_start(
    loaded: Flask,
) -> None:
    with transaction():
        session.delete(key_by_name("demo"))
    assert key_by_secret(DEMO_KEY) is None
    command.load_once()
    assert key_by_secret(DEMO_KEY) is not None


def test_a_key_that_was_revoked_stays_so(loaded: Flask) -> None:
    with transaction():
        revoke_key(key_by_name("demo"), at=clock.now())
    command.load_once()
    assert key_by_secret(DEMO_KEY) is None
    with transaction():
        key_by_name("demo").revoked_at = None  # for the other tests


def test_it_is_loaded_once(loaded: Flask) -> None:
    command.load_once()
    again = CliRunner().invoke(command.group, ["load"])
    assert "shows 6 bodies" in again.output, "the county stands over five districts"
    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 165


def test_only_a_demo_is_loaded_with_one(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = settings_for("postgresql://nowhere", tmp_path, site={"mode": "live"})
    monkeypatch.setattr(config, "current", lambda: live)
    for arguments in (["load"], ["sign-ins"]):
        refused = CliRunner().invoke(command.group, arguments)
        assert refused.exit_code == 1
        assert "demo" in refused.output


def test_a_district_comes_with_its_county() -> None:
    assert {c.code for c in councils.chosen(["E07000178"])} == {
        f"E07000{n}" for n in range(177, 182)
    }
    assert [c.name for c in councils.chosen(["S12000049"])] == ["Glasgow City"]


def test_two_tiers_and_one() -> None:
    register = councils.register_of(councils.councils().values())
    takes = {body.name: {c.category for c in body.contacts} for body in register.bodies}
    assert len(takes["Glasgow City Council"]) == 20
    assert {"pothole", "street_light", "pavement", "flooding"} <= takes["Kent County Council"]
    assert takes["Kent County Council"].isdisjoint(takes["Canterbury Council"])


def test_an_unknown_council_is_named(db: None) -> None:
    refused = CliRunner().invoke(command.group, ["load", "--council", "X1"])
    assert refused.exit_code == 1
    assert "X1" in refused.output
