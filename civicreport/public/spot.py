"""What somebody who stands at a point needs to know: where it is, and who takes what there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from civicreport.areas import gazetteer
from civicreport.areas import queries as areas
from civicreport.bodies import takers
from civicreport.bodies.takers import Offer
from civicreport.domain.location import Place, Point, beyond, direction, metres_between
from civicreport.domain.routing import NearestArea
from civicreport.web.names import named

_AROUND = 6
_SAME_SPOT = 10.0  # metres
_INSIDE = 3.0  # metres past the edge, where a body surely takes what is reported
_JUST_OUTSIDE = 5_000.0  # metres: the body behind the border may well be the one


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place that people know, and the way to it."""

    place: Place
    metres: float
    direction: int  # in eighths, see domain.location


@dataclass(frozen=True, slots=True)
class Recipient:
    """One body, or none yet, and the categories that it gets at this place."""

    body_code: str | None
    body_name: str | None
    answer_days: int | None
    only_confirmed: bool
    is_private: bool  # what it gets here is shown to nobody else
    categories: tuple[str, ...]
    category_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    point: Point
    postcode: str | None
    area: str | None  # the smallest one: what people call the place
    offers: tuple[Offer, ...]
    nearest: NearestArea | None  # where the point itself is not covered
    around: tuple[NearPlace, ...] = ()
    likely: tuple[str, ...] = ()  # names of the bodies just behind the border

    @property
    def is_covered(self) -> bool:
        return self.area is not None

    @property
    def nearest_point(self) -> Point | None:
        """The covered spot nearest to one that is not: a step inside, not on the edge itself."""
        if self.nearest is None:
            return None
        edge = Point(self.nearest.latitude, self.nearest.longitude)
        return beyond(self.point, edge, _INSIDE)

    @property
    def words(self) -> str:
        """The place in words that need no translation: 'OX4 1RP, Oxford'."""
        return ", ".join(part for part in (self.postcode, self.area) if part)

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        return tuple(_grouped(self.offers))

    def offers_category(self, code: str | None) -> bool:
        return any(offer.category.code == code for offer in self.offers)

    def recipient_of(self, code: str | None) -> Recipient | None:
        return next((taker for taker in self.recipients if code in taker.categories), None)

    def after_answers(self, category: str, answers: Mapping[str, Any]) -> Spot:
        """With whoever gets this category once these answers are given."""
        offers = (
            _as_named(takers.directed_offer(offer, self.point, answers))
            if offer.category.code == category
            else offer
            for offer in self.offers
        )
        return replace(self, offers=tuple(offers))


def at(point: Point) -> Spot:
    covering = areas.covering(point)
    near = gazetteer.postcodes_near(point, _AROUND + 1)
    postcode = near[0].label if near else None
    if not covering:
        return _outside(point, postcode)
    offers = tuple(_as_named(offer) for offer in takers.offered_at(point))
    around = tuple(_ways(point, near))[:_AROUND]
    return Spot(point, postcode, covering[0].name, offers, None, around)


def _outside(point: Point, postcode: str | None) -> Spot:
    nearest = areas.nearest(point)
    spot = Spot(point, postcode, None, (), nearest)
    inside = spot.nearest_point
    if nearest is None or inside is None or nearest.metres_away > _JUST_OUTSIDE:
        return spot
    names = dict.fromkeys(named(offer.body_name) for offer in takers.offered_at(inside))
    return replace(spot, likely=tuple(name for name in names if name))


def _ways(point: Point, places: list[Place]) -> Iterator[NearPlace]:
    for place in places:
        there = Point(place.latitude, place.longitude)
        metres = metres_between(point, there)
        if metres > _SAME_SPOT:
            yield NearPlace(place, metres, direction(point, there))


def _as_named(offer: Offer) -> Offer:
    """In the words of the page's language."""
    one = offer.category
    said = replace(one, name=named(one.name), group=named(one.group), hint=named(one.hint))
    return replace(offer, category=said, body_name=named(offer.body_name))


def _grouped(offers: tuple[Offer, ...]) -> list[Recipient]:
    groups: dict[tuple[str | None, str | None, int | None, bool, bool], list[Offer]] = {}
    for offer in offers:
        body = offer.body_code, offer.body_name, offer.answer_days, offer.only_confirmed
        groups.setdefault((*body, offer.category.is_private), []).append(offer)
    return [
        Recipient(
            *who,
            categories=tuple(offer.category.code for offer in group),
            category_names=tuple(offer.category.name for offer in group),
        )
        for who, group in groups.items()
    ]
