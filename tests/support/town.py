"""A small county to test in: squares for boundaries, two tiers, one seam.

                1.0°W      0.9°W      0.8°W
        51.1°N    ┌──────────┬──────────┐
                  │   East   │  West    │      county "C" over both districts
        51.0°N    └──────────┴──────────┘

The county takes potholes and street lights; each district takes graffiti and litter; nobody takes
flooding. Points: `west`, `east`, `seam` (on the shared edge), `outside`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from geoalchemy2 import WKTElement

from civicreport.accounts.models import Account
from civicreport.areas.models import Area, AreaPiece, Generation
from civicreport.bodies.models import Body, BodyArea, Contact, Membership, Method, Role
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.location import Point

CATEGORIES = ("pothole", "street_light", "graffiti", "litter", "flooding")


@dataclass
class Town:
    west: Point = Point(51.05, -0.95)
    east: Point = Point(51.05, -0.85)
    seam: Point = Point(51.05, -0.9)
    outside: Point = Point(52.5, -0.9)
    bodies: dict[str, Body] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)
    ada: Account = field(default_factory=Account)  # reports, address confirmed
    ben: Account = field(default_factory=Account)  # a device without an address
    cleo: Account = field(default_factory=Account)  # officer of the county
    dov: Account = field(default_factory=Account)  # operator of the site


def build_town() -> Town:
    town = Town()
    generation = Generation(name="2026", current_since=clock.now())
    session.add(generation)
    session.flush()
    _area(
        generation,
        "county",
        "C",
        "Countyshire",
        "-1.0 51.0, -0.8 51.0, -0.8 51.1, -1.0 51.1, -1.0 51.0",
    )
    _area(
        generation,
        "district",
        "W",
        "Westham",
        "-1.0 51.0, -0.9 51.0, -0.9 51.1, -1.0 51.1, -1.0 51.0",
    )
    _area(
        generation,
        "district",
        "E",
        "Eastham",
        "-0.9 51.0, -0.8 51.0, -0.8 51.1, -0.9 51.1, -0.9 51.0",
    )
    for position, code in enumerate(CATEGORIES):
        name = code.replace("_", " ").capitalize()
        town.categories[code] = Category(code=code, name=name, position=position)
        session.add(town.categories[code])
    _body(town, "county", "Countyshire Council", ("county", "C"), ("pothole", "street_light"))
    _body(town, "west", "Westham District Council", ("district", "W"), ("graffiti", "litter"))
    _body(town, "east", "Eastham District Council", ("district", "E"), ("graffiti", "litter"))
    town.ada = _account("Ada", "ada@example.org")
    town.ben = _account("", None)
    town.cleo = _account("Cleo", "cleo@county.example")
    town.dov = _account("Dov", "dov@example.org")
    session.flush()
    session.add(
        Membership(account_id=town.cleo.id, body_id=town.bodies["county"].id, role=Role.OFFICER)
    )
    session.add(Membership(account_id=town.dov.id, body_id=None, role=Role.ADMINISTRATOR))
    session.flush()
    return town


def _area(generation: Generation, type_: str, code: str, name: str, ring: str) -> None:
    area = Area(
        generation_id=generation.id,
        type=type_,
        code=code,
        name=name,
        square_metres=2.0e8 if type_ == "county" else 1.0e8,
        geom=WKTElement(f"MULTIPOLYGON((({ring})))", srid=4326),
    )
    session.add(area)
    session.flush()
    session.add(
        AreaPiece(
            area_id=area.id,
            type=type_,
            code=code,
            name=name,
            square_metres=area.square_metres,
            geom=WKTElement(f"POLYGON(({ring}))", srid=4326),
        )
    )


def _body(town: Town, code: str, name: str, area: tuple[str, str], takes: tuple[str, ...]) -> None:
    body = Body(code=code, name=name, email=f"office@{code}.example")
    session.add(body)
    session.flush()
    town.bodies[code] = body
    session.add(BodyArea(body_id=body.id, area_type=area[0], area_code=area[1]))
    for category in takes:
        contact = Contact(
            body_id=body.id,
            category_id=town.categories[category].id,
            method=Method.EMAIL,
            address=f"{category}@{code}.example",
            answer_days=5,
        )
        session.add(contact)
        town.contacts[code, category] = contact
    session.flush()


def _account(name: str, email: str | None) -> Account:
    account = Account(
        name=name,
        email=email,
        email_confirmed_at=clock.now() if email else None,
        fs_uniquifier=f"test-{name or 'device'}",
    )
    session.add(account)
    session.flush()
    return account
