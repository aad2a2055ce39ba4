"""GET services: the categories of the site and what each asks besides, in Open311's words."""

from __future__ import annotations

from flask import Blueprint

from civicreport.bodies import takers
from civicreport.categories import queries as categories
from civicreport.categories.models import Category
from civicreport.domain import answers
from civicreport.domain.answers import Question
from civicreport.domain.location import Point
from civicreport.open311.asked import Asked, ServicesAsked
from civicreport.open311.calls import Call, call
from civicreport.open311.shapes import Attribute, Service, ServiceDefinition, Value

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
    offers = takers.offered_at(Point(asked.lat, asked.long))
    taken = {offer.category.code for offer in offers if offer.body_code}
    return [_service(category) for category in known if category.code in taken]


@call(
    blueprint,
    Call(
        "GET",
        "/v2/services/<service_code>",
        root="service_definition",
        answers=(ServiceDefinition,),
        asked=Asked,
        errors=(404,),
    ),
)
def service_definition(service_code: str, asked: Asked) -> ServiceDefinition:  # noqa: ARG001 - calls get it
    """What a service asks besides; its answers are sent as attribute[CODE]."""
    sheet = categories.sheet(service_code)
    questions = answers.from_json(sheet.questions)
    attributes = [_attribute(question, order) for order, question in enumerate(questions, 1)]
    return ServiceDefinition(service_code=sheet.code, attributes=attributes)


def _attribute(question: Question, order: int) -> Attribute:
    return Attribute(
        variable=question.variable,
        code=question.code,
        datatype=question.datatype,
        required=question.required,
        datatype_description=_described(question),
        order=order,
        description=question.prompt,
        values=[Value(key=key, name=name) for key, name in question.values],
    )


def _described(question: Question) -> str | None:
    """What helps to answer, and what follows from which answer."""
    names = dict(question.values)
    advice = (f"{names[key]}: {one.words}" for key, one in question.advice)
    return " ".join(filter(None, (question.hint, *advice))) or None


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
