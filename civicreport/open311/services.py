"""GET services: the categories of the site, as Open311 calls them."""

from __future__ import annotations

from flask import Blueprint

from civicreport.bodies import queries as bodies
from civicreport.categories import queries as categories
from civicreport.categories.models import Category
from civicreport.domain.location import Point
from civicreport.open311.asked import ServicesAsked
from civicreport.open311.calls import Call, call
from civicreport.open311.shapes import Service

blueprint = Blueprint("services", __name__)


@call(
    blueprint,
    Call(
        "GET",
        "/v2/services",
        root="services",
        item="service",
        answers=(Service,),
        asked=ServicesAsked,
    ),
)
def services(asked: ServicesAsked) -> list[Service]:
    """What can be reported; with lat and long, what somebody takes at that place."""
    known = categories.all_categories()
    if asked.lat is None or asked.long is None:
        return [_service(category) for category in known]
    offers = bodies.offered_at(Point(asked.lat, asked.long))
    taken = {offer.category.code for offer in offers if offer.body_code}
    return [_service(category) for category in known if category.code in taken]


def _service(category: Category) -> Service:
    return Service(
        service_code=category.code,
        service_name=category.name,
        description=category.hint,
        metadata=bool(category.questions),
        type="realtime",
        keywords="private" if category.is_private else "",
        group=category.group,
    )
