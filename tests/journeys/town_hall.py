"""What a journey finds when it arrives: the toy county, postcodes, last month's reports, a desk."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from geoalchemy2 import WKTElement
from PIL import Image

from civicreport.accounts import operations as accounts
from civicreport.adapters.images import reencode
from civicreport.areas.models import PlaceLabel, Postcode
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.domain.status import Actor, Status
from civicreport.participation import upvotes
from civicreport.reports import casework, photos
from civicreport.reports.models import Report
from civicreport.reports.submission import Submission, submit
from civicreport.web import sign_in
from tests.support.town import Town, build_town

CLEO = "cleo@county.example"  # officer of the county
DOV = "dov@example.org"  # operator of the site
PASSWORD = "correct horse battery staple"
POSTCODES = {"OX41AA": (51.05, -0.95), "OX41AB": (51.051, -0.951), "OX51AA": (51.05, -0.85)}
DOUBTFUL = "Buy here: https://a.example https://b.example https://c.example"


@dataclass(frozen=True)
class TownHall:
    """`reports`: their numbers, by what became of them."""

    town: Town
    reports: dict[str, int] = field(default_factory=dict)


def open_town_hall() -> TownHall:
    hall = TownHall(build_town())
    town = hall.town
    for code, (latitude, longitude) in POSTCODES.items():
        session.add(Postcode(code=code, area_code="W", geom=_at(latitude, longitude)))
    for label, longitude in (("OX4", -0.95), ("OX5", -0.85)):
        geom = _at(51.05, longitude)
        session.add(PlaceLabel(label=label, is_district=True, postcodes=2, geom=geom))
    hashed = sign_in.hash_password(PASSWORD)
    for person in (town.cleo, town.dov):
        accounts.set_password(person, password_hash=hashed)
    now = clock.now()
    _overdue(hall, now - timedelta(days=30))
    _scheduled(hall, now - timedelta(days=6))
    _fixed(hall, now - timedelta(days=9))
    _report(hall, "pending", "pothole", DOUBTFUL, now - timedelta(hours=2))
    _report(hall, "nobody's", "flooding", "The underpass stands knee-deep", now - timedelta(days=2))
    session.flush()
    return hall


def _overdue(hall: TownHall, at: datetime) -> None:
    report = _report(hall, "overdue", "pothole", "Crater in the cycle lane", at, with_photo=True)
    upvotes.toggle(report.id, hall.town.ben, at=at + timedelta(hours=3))


def _scheduled(hall: TownHall, at: datetime) -> None:
    report = _report(hall, "scheduled", "street_light", "Lamp 14 flickers all night", at)
    _change(hall, report, Status.ACKNOWLEDGED, "An electrician will look at it.")
    _change(hall, report, Status.SCHEDULED, "The repair is booked for Monday.")


def _fixed(hall: TownHall, at: datetime) -> None:
    report = _report(hall, "fixed", "pothole", "Hole at the school gate", at, with_photo=True)
    _change(hall, report, Status.FIXED, "Filled this morning.")


def _report(
    hall: TownHall,
    name: str,
    category: str,
    details: str,
    at: datetime,
    *,
    with_photo: bool = False,
) -> Report:
    spot = hall.town.west
    point = Point(spot.latitude + 0.002 * len(hall.reports), spot.longitude + 0.004)
    photo = (photos.keep(reencode(_picture(), max_bytes=10**6, max_pixels=10**6, name="p.jpg")),)
    submission = Submission(
        point, category, details, photo if with_photo else (), name="Ada", email="ada@example.org"
    )
    report = submit(submission, account=hall.town.ada, at=at)
    hall.reports[name] = report.id
    return report


def _change(hall: TownHall, report: Report, new: Status, text: str) -> None:
    later = report.reported_at + timedelta(days=1)
    casework.change_status(report, new, by=hall.town.cleo, actor=Actor.OFFICER, text=text, at=later)


def _picture() -> bytes:
    taken = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).save(taken, "JPEG")
    return taken.getvalue()


def _at(latitude: float, longitude: float) -> WKTElement:
    return WKTElement(f"POINT({longitude} {latitude})", srid=4326)
