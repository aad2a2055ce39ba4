"""The register as a file; importing it changes nothing."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from civicreport.bodies.entries import (
    BodiesFile,
    BodyEntry,
    CategoryEntry,
    ContactEntry,
    EndpointEntry,
    QuestionEntry,
    TranslatedBody,
    TranslatedCategory,
)
from civicreport.bodies.models import Body, BodyArea, Contact, ContactCopy, Endpoint
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain.answers import Question, from_json


def register() -> BodiesFile:
    """All of it."""
    categories = sa.select(Category).order_by(Category.position, Category.code)
    bodies = sa.select(Body).order_by(Body.code)
    return BodiesFile(
        categories=tuple(_category_entry(row) for row in session.scalars(categories)),
        bodies=tuple(_body_entry(row) for row in session.scalars(bodies)),
    )


def _category_entry(row: Category) -> CategoryEntry:
    return CategoryEntry(
        code=row.code,
        name=row.name,
        group=row.group,
        hint=row.hint,
        symbol=row.symbol,
        position=row.position,
        urgent=row.is_urgent,
        private=row.is_private,
        radius_metres=row.radius_metres,
        words={language: tuple(words) for language, words in row.words.items()},
        questions=tuple(_question_entry(one) for one in from_json(row.questions)),
        translations={
            language: TranslatedCategory.model_validate(said)
            for language, said in row.translations.items()
        },
    )


def _question_entry(question: Question) -> QuestionEntry:
    said = asdict(question)
    lists = {"values": dict(said["values"]), "advice": dict(said["advice"])}
    return QuestionEntry.model_validate(said | lists)


def _body_entry(row: Body) -> BodyEntry:
    areas = sa.select(BodyArea).where(BodyArea.body_id == row.id)
    contacts = sa.select(Contact).join(Category).where(Contact.body_id == row.id)
    ordered = contacts.order_by(Category.position, Category.code)
    return BodyEntry(
        code=row.code,
        name=row.name,
        url=row.url,
        email=row.email or None,
        only_confirmed=row.only_confirmed,
        trusts_its_domain=row.trusts_its_domain,
        active=row.is_active,
        translations={
            language: TranslatedBody.model_validate(said)
            for language, said in row.translations.items()
        },
        areas=tuple(sorted(f"{a.area_type}:{a.area_code}" for a in session.scalars(areas))),
        endpoint=_endpoint_entry(row.id),
        contacts=tuple(_contact_entry(contact) for contact in session.scalars(ordered)),
    )


def _endpoint_entry(body_id: int) -> EndpointEntry | None:
    row = session.scalar(sa.select(Endpoint).where(Endpoint.body_id == body_id))
    if row is None:
        return None
    return EndpointEntry.model_validate(
        {
            "url": row.url,
            "jurisdiction": row.jurisdiction_id,
            "key": row.key_name,
            "format": row.format,
            "polling": row.polling,
            "quirks": row.quirks,
            "active": row.is_active,
        }
    )


def _contact_entry(row: Contact) -> ContactEntry:
    copies = sa.select(Body.code).join(ContactCopy, ContactCopy.body_id == Body.id)
    of_contact = copies.where(ContactCopy.contact_id == row.id).order_by(Body.code)
    return ContactEntry(
        category=row.category.code,
        address=row.address,
        second_address=row.second_address or None,
        method=row.method,
        answer_days=row.answer_days,
        precedence=row.precedence,
        copy_to=tuple(session.scalars(of_contact)),
        active=row.is_active,
    )
