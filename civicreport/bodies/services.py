"""What an endpoint offers, kept as it said it last, and what follows for contacts and questions.

Services are theirs and follow what they say. Contacts and categories are ours: a contact is made
where the body had none for a category of the service's name or code, questions where the category
asked none and the service insists. Whatever somebody has set up stays, and is spoken of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from civicreport.adapters.georeport import Attribute, OfferedService
from civicreport.bodies import endpoints
from civicreport.bodies.differences import bring, said
from civicreport.bodies.models import Contact, Endpoint, Method, Service
from civicreport.categories import queries as categories
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain.answers import LISTS, Datatype, Question, as_json

# Of each service that has some; None where they could not be read this time.
Attributes = Mapping[str, Sequence[Attribute] | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line each: what is no longer as it was, and what a person has to look at."""

    changes: list[str]
    remarks: list[str]


def sync(
    endpoint: Endpoint, offered: Sequence[OfferedService], attributes: Attributes, *, at: datetime
) -> Outcome:
    """Bring the register up to what an endpoint offers."""
    outcome = Outcome(_keep_services(endpoint, offered, attributes, at=at), [])
    for service in endpoints.services_of(endpoint.id):
        if service.gone_at:
            outcome.remarks.extend(_gone(service))
        else:
            _take(service, outcome)
    outcome.remarks.extend(_without_service(endpoint))
    return outcome


def _keep_services(
    endpoint: Endpoint, offered: Sequence[OfferedService], attributes: Attributes, *, at: datetime
) -> list[str]:
    held = {service.code: service for service in endpoints.services_of(endpoint.id)}
    changes: list[str] = []
    for one in {one.code: one for one in offered}.values():
        service = held.pop(one.code, None)
        changes += _keep(service or Service(endpoint_id=endpoint.id, code=one.code), one, at=at)
        kept = attributes.get(one.code, ())
        if kept is not None:
            changes += _keep_attributes(endpoint, one.code, kept)
    for service in held.values():
        if service.gone_at is None:
            service.gone_at = at
            changes.append(f"service {service.code}: gone")
    session.flush()
    return changes


def _keep(service: Service, one: OfferedService, *, at: datetime) -> list[str]:
    changes = [f"service {one.code}: offered again"] if service.gone_at else []
    service.seen_at, service.gone_at = at, None
    return changes + bring(
        service,
        f"service {one.code}",
        name=(one.name or one.code)[:300],
        group=", ".join(one.groups)[:300],
        description=one.description,
    )


def _keep_attributes(
    endpoint: Endpoint, code: str, attributes: Sequence[Attribute]
) -> Iterator[str]:
    service = session.scalars(
        sa.select(Service).where(Service.endpoint_id == endpoint.id, Service.code == code)
    ).one()
    old = {one["code"]: one for one in service.attributes}
    new = {one.code: _stored(one) for one in attributes}
    for name in sorted(new.keys() - old.keys()):
        yield f"service {code}: attribute {name}: new"
    for name in sorted(old.keys() - new.keys()):
        yield f"service {code}: attribute {name}: gone"
    for name in [name for name in new if name in old and new[name] != old[name]]:
        keys = [key for key in new[name] if new[name][key] != old[name].get(key)]
        yield f"service {code}: attribute {name}: {', '.join(keys)} changed"
    if list(new.values()) != service.attributes:
        service.attributes = list(new.values())


def _stored(attribute: Attribute) -> dict[str, Any]:
    return {**asdict(attribute), "values": [list(pair) for pair in attribute.values]}


def _gone(service: Service) -> Iterator[str]:
    for contact in _contacts_of(service):
        if contact.is_active:
            yield f"{_named(contact)}: its service {service.code} is gone"


def _take(service: Service, outcome: Outcome) -> None:
    """By contacts that point to it, or by those of categories of its name."""
    contacts = _contacts_of(service)
    if not contacts:
        matching = [one for one in categories.all_categories() if _is_named_like(one, service)]
        if not matching:
            outcome.remarks.append(f"service {service.code}: no category is “{service.name}”")
        for category in matching:
            contacts += _contact_for(category, service, outcome)
    for contact in contacts:
        outcome.changes.extend(_questions_for(contact.category, service))


def _contacts_of(service: Service) -> list[Contact]:
    chosen = sa.select(Contact).where(
        Contact.body_id == service.endpoint.body_id,
        Contact.method == Method.OPEN311,
        Contact.address == service.code,
    )
    return list(session.scalars(chosen.order_by(Contact.id)))


def _is_named_like(category: Category, service: Service) -> bool:
    ours = {category.code.casefold(), category.name.casefold()}
    return not ours.isdisjoint({service.code.casefold(), service.name.casefold()})


def _contact_for(category: Category, service: Service, outcome: Outcome) -> list[Contact]:
    """A new one; where the body takes this category in another way, that stays."""
    body = service.endpoint.body
    held = session.scalar(
        sa.select(Contact).where(Contact.body_id == body.id, Contact.category_id == category.id)
    )
    if held is not None:
        way = f"{held.method} {said(held.address)}"
        outcome.remarks.append(f"{_named(held)}: stays with {way}, not service {service.code}")
        return []
    contact = Contact(body=body, category=category, method=Method.OPEN311, address=service.code)
    session.add(contact)
    session.flush()
    outcome.changes.append(f"{_named(contact)}: new, by service {service.code}")
    return [contact]


def _questions_for(category: Category, service: Service) -> Iterator[str]:
    asked = [question_of(one) for one in service.attributes if _is_to_be_asked(one, service)]
    if asked and not category.questions:
        category.questions = [as_json(question) for question in asked]
        session.flush()
        yield f"category {category.code}: asks {', '.join(one.code for one in asked)}"


def _is_to_be_asked(attribute: dict[str, Any], service: Service) -> bool:
    """What it insists on, and no program fills in."""
    filled = endpoints.quirks_of(service.endpoint).attributes
    is_ours = attribute["automated"] or attribute["code"] in filled
    return attribute["required"] and attribute["is_question"] and not is_ours


def question_of(attribute: Mapping[str, Any]) -> Question:
    """As a category asks it. A list without values, or of no known kind, is a free text."""
    values = tuple((key, name) for key, name in attribute["values"])
    known = {kind.value: kind for kind in Datatype}
    datatype = known.get(attribute["datatype"], Datatype.STRING)
    if (datatype in LISTS) != bool(values):
        datatype = Datatype.ONE_OF if values else Datatype.STRING
    return Question(
        code=attribute["code"],
        prompt=(attribute["description"].removesuffix(":").strip() or attribute["code"])[:500],
        datatype=datatype,
        required=attribute["required"],
        hint=attribute["hint"][:1000],
        values=values,
    )


def _without_service(endpoint: Endpoint) -> Iterator[str]:
    by_open311 = sa.select(Contact.category_id).where(
        Contact.body_id == endpoint.body_id, Contact.method == Method.OPEN311
    )
    taken = set(session.scalars(by_open311))
    offered = [one for one in endpoints.services_of(endpoint.id) if one.gone_at is None]
    for category in categories.all_categories():
        if category.id not in taken and not any(_is_named_like(category, one) for one in offered):
            yield f"category {category.code}: no service"


def _named(contact: Contact) -> str:
    return f"contact {contact.body.code}/{contact.category.code}"
