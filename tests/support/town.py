"""A small county to test in: squares for boundaries, two tiers, one seam.

                1.0°W      0.9°W      0.8°W
        51.1°N    ┌──────────┬──────────┐
                  │   East   │  West    │      county "C" over both districts
        51.0°N    └──────────┴──────────┘

The county takes potholes and street lights; each district takes graffiti and litter; nobody takes
flooding. Points: `west`, `east`, `seam` (on the shared edge), `outside`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from geoalchemy2 import WKTElement

from civicreport.accounts.models import Account
from civicreport.areas.models import Area, AreaPiece, Generation
from civicreport.bodies.models import Body, BodyArea, Contact, Membership, Method, Role
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.location import Point

CATEGORIES = ("pothole", "street_light", "graffiti", "litter", "flooding")
AREAS = (
    ("county", "C", "Countyshire", "-1.0 51.0, -0.8 51.0, -0.8 51.1, -1.0 51.1, -1.0 51.0"),
    ("district", "W", "Westham", "-1.0 51.0, -0.9 51.0, -0.9 51.1, -1.0 51.1, -1.0 51.0"),
    ("district", "E", "Eastham", "-0.9 51.0, -0.8 51.0, -0.8 51.1, -0.9 51.1, -0.9 51.0"),
)
BODIES = (
    ("county", "Countyshire Council", ("county", "C"), ("pothole", "street_light")),
    ("west", "Westham District Council", ("district", "W"), ("graffiti", "litter")),
    ("east", "Eastham District Council", ("district", "E"), ("graffiti", "litter")),
)
PEOPLE = (
    ("Ada", "ada@example.org"),
    ("", None),
    ("Cleo", "cleo@county.example"),
    ("Dov", "dov@example.org"),
)


@dataclass
class Town:
    """Its people and registers are looked up when a test asks for them: few ask for all."""

    west: Point = Point(51.05, -0.95)
    east: Point = Point(51.05, -0.85)
    seam: Point = Point(51.05, -0.9)
    outside: Point = Point(52.5, -0.9)

    @cached_property
    def bodies(self) -> dict[str, Body]:
        return {body.code: body for body in session.scalars(sa.select(Body).order_by(Body.id))}

    @cached_property
    def categories(self) -> dict[str, Category]:
        in_order = sa.select(Category).order_by(Category.position)
        return {category.code: category for category in session.scalars(in_order)}

    @cached_property
    def contacts(self) -> dict[tuple[str, str], Contact]:
        in_order = sa.select(Contact).order_by(Contact.id)
        return {(one.body.code, one.category.code): one for one in session.scalars(in_order)}

    @cached_property
    def ada(self) -> Account:
        """Reports; her address is confirmed."""
        return _known_as("Ada")

    @cached_property
    def ben(self) -> Account:
        """A device without an address."""
        return _known_as("device")

    @cached_property
    def cleo(self) -> Account:
        """An officer of the county."""
        return _known_as("Cleo")

    @cached_property
    def dov(self) -> Account:
        """The operator of the site."""
        return _known_as("Dov")


def build_town() -> Town:
    generation = Generation(name="2026", current_since=clock.now())
    session.add(generation)
    session.flush()
    for type_, code, name, ring in AREAS:
        _area(generation, type_, code, name, ring)
    for position, code in enumerate(CATEGORIES):
        name = code.replace("_", " ").capitalize()
        session.add(Category(code=code, name=name, position=position))
    session.flush()
    town = Town()
    for code, name, area, takes in BODIES:
        _body(town, code, name, area, takes)
    for name, email in PEOPLE:
        _account(name, email)
    session.flush()
    session.add(
        Membership(account_id=town.cleo.id, body_id=town.bodies["county"].id, role=Role.OFFICER)
    )
    session.add(Membership(account_id=town.dov.id, body_id=None, role=Role.ADMINISTRATOR))
    session.flush()
    return Town()  # what it has looked up while it was built may be of another session by then


def _known_as(name: str) -> Account:
    return session.scalars(sa.select(Account).filter_by(fs_uniquifier=f"test-{name}")).one()


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
    session.add(BodyArea(body_id=body.id, area_type=area[0], area_code=area[1]))
    for category in takes:
        session.add(
            Contact(
                body_id=body.id,
                category_id=town.categories[category].id,
                method=Method.EMAIL,
                address=f"{category}@{code}.example",
                answer_days=5,
            )
        )
    session.flush()


def _account(name: str, email: str | None) -> None:
    account = Account(
        name=name,
        email=email,
        email_confirmed_at=clock.now() if email else None,
        fs_uniquifier=f"test-{name or 'device'}",
    )
    session.add(account)
    session.flush()
