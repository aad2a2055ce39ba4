"""A file as changes to the register (what the register is as a file: `export`).

A file speaks of what it names and leaves other bodies and categories alone. Of a body that it
names it is the whole truth: areas that it lacks are given up, contacts that it lacks are retired
(reports point at them, so they stay).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from civicreport.bodies import bodies_file
from civicreport.bodies.differences import bring
from civicreport.bodies.entries import (
    BodiesFile,
    BodyEntry,
    CategoryEntry,
    ContactEntry,
    Entry,
    QuestionEntry,
)
from civicreport.bodies.models import Body, BodyArea, Contact, ContactCopy, Endpoint
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain.answers import Advice, Question, as_json


def import_(path: Path) -> list[str]:
    """Make the register say what the file says; returns the differences, one a line.

    Raises ImportRefused with file, line and key.
    """
    file = bodies_file.read(path)
    _refuse_unknown_codes(path, file)
    return apply(file)


def apply(file: BodiesFile) -> list[str]:
    changes: list[str] = []
    for n, category in enumerate(file.categories):
        changes += _apply_category(category, position=n)
    for body in file.bodies:  # all of them first: contacts may be copied to any
        changes += _apply_body(body)
    for body in file.bodies:
        changes += _apply_areas(body)
        changes += _apply_endpoint(body)
        changes += _apply_contacts(body)
    return changes


def _refuse_unknown_codes(path: Path, file: BodiesFile) -> None:
    categories = {c.code for c in file.categories} | set(session.scalars(sa.select(Category.code)))
    bodies = {b.code for b in file.bodies} | set(session.scalars(sa.select(Body.code)))
    mistakes = list(_advice_to_nowhere(file, categories, bodies))
    for n, body in enumerate(file.bodies):
        for m, contact in enumerate(body.contacts):
            here = ("bodies", n, "contacts", m)
            if contact.category not in categories:
                mistakes.append(((*here, "category"), f"no category {contact.category!r}"))
            mistakes += [
                ((*here, "copy_to"), f"no body {code!r}")
                for code in contact.copy_to
                if code not in bodies
            ]
    if mistakes:
        bodies_file.refuse(path, mistakes)


def _advice_to_nowhere(
    file: BodiesFile, categories: set[str], bodies: set[str]
) -> Iterator[tuple[bodies_file.Key, str]]:
    for n, category in enumerate(file.categories):
        for m, question in enumerate(category.questions):
            for key, advice in question.advice.items():
                here = ("categories", n, "questions", m, "advice", key)
                if advice.category and advice.category not in categories:
                    yield (*here, "category"), f"no category {advice.category!r}"
                if advice.body and advice.body not in bodies:
                    yield (*here, "body"), f"no body {advice.body!r}"


def _apply_category(entry: CategoryEntry, *, position: int) -> list[str]:
    category = session.scalar(sa.select(Category).where(Category.code == entry.code))
    return bring(
        category or Category(code=entry.code),
        f"category {entry.code}",
        name=entry.name,
        group=entry.group,
        hint=entry.hint,
        position=position if entry.position is None else entry.position,
        symbol=entry.symbol,
        is_urgent=entry.urgent,
        is_private=entry.private,
        radius_metres=entry.radius_metres,
        words={language: list(words) for language, words in entry.words.items()},
        translations=_stored(entry.translations),
        questions=[as_json(question_of(asked)) for asked in entry.questions],
    )


def _stored(translations: Mapping[str, Entry]) -> dict[str, Any]:
    return {
        language: said.model_dump(exclude_defaults=True) for language, said in translations.items()
    }


def question_of(entry: QuestionEntry) -> Question:
    advice = {key: Advice(**dict(one)) for key, one in entry.advice.items()}
    values = {"values": tuple(entry.values.items()), "advice": tuple(advice.items())}
    return Question(**{**dict(entry), **values})


def _apply_body(entry: BodyEntry) -> list[str]:
    body = session.scalar(sa.select(Body).where(Body.code == entry.code))
    return bring(
        body or Body(code=entry.code),
        f"body {entry.code}",
        name=entry.name,
        url=entry.url,
        email=entry.email or "",
        only_confirmed=entry.only_confirmed,
        trusts_its_domain=entry.trusts_its_domain,
        is_active=entry.active,
        translations=_stored(entry.translations),
    )


def _apply_areas(entry: BodyEntry) -> list[str]:
    body_id = _id_of(entry.code)
    held = {
        f"{area.area_type}:{area.area_code}": area
        for area in session.scalars(sa.select(BodyArea).where(BodyArea.body_id == body_id))
    }
    changes = []
    for name in sorted(set(entry.areas) - set(held)):
        type_, code = name.split(":")
        session.add(BodyArea(body_id=body_id, area_type=type_, area_code=code))
        changes.append(f"body {entry.code}: covers {name}")
    for name in sorted(set(held) - set(entry.areas)):
        session.delete(held[name])
        changes.append(f"body {entry.code}: no longer covers {name}")
    session.flush()
    return changes


def _apply_endpoint(entry: BodyEntry) -> list[str]:
    """One that the file lacks is switched off: services and imported reports point at it."""
    body_id = _id_of(entry.code)
    held = session.scalar(sa.select(Endpoint).where(Endpoint.body_id == body_id))
    label, given = f"endpoint of {entry.code}", entry.endpoint
    if given is None:
        return bring(held, label, is_active=False) if held else []
    return bring(
        held or Endpoint(body_id=body_id),
        label,
        url=given.url,
        jurisdiction_id=given.jurisdiction,
        key_name=given.key,
        format=given.format,
        polling=given.polling,
        quirks=given.quirks.model_dump(exclude_defaults=True),
        is_active=given.active,
    )


def _apply_contacts(entry: BodyEntry) -> list[str]:
    body_id = _id_of(entry.code)
    held = {
        contact.category.code: contact
        for contact in session.scalars(sa.select(Contact).where(Contact.body_id == body_id))
    }
    changes = []
    for given in entry.contacts:
        contact = held.pop(given.category, None)
        if contact is None:
            category = sa.select(Category.id).where(Category.code == given.category)
            contact = Contact(body_id=body_id, category_id=session.scalar(category))
        changes += _apply_contact(contact, given, f"contact {entry.code}/{given.category}")
    for code, contact in sorted(held.items()):
        changes += bring(contact, f"contact {entry.code}/{code}", is_active=False)
    return changes


def _apply_contact(contact: Contact, given: ContactEntry, label: str) -> list[str]:
    changes = bring(
        contact,
        label,
        method=given.method,
        address=given.address,
        second_address=given.second_address or "",
        answer_days=given.answer_days,
        precedence=given.precedence,
        is_active=given.active,
    )
    copies = {code: _id_of(code) for code in given.copy_to}
    held = {
        copy.body_id: copy
        for copy in session.scalars(
            sa.select(ContactCopy).where(ContactCopy.contact_id == contact.id)
        )
    }
    for code, body_id in sorted(copies.items()):
        if body_id not in held:
            session.add(ContactCopy(contact_id=contact.id, body_id=body_id))
            changes.append(f"{label}: copied to {code}")
    for body_id in held.keys() - set(copies.values()):
        session.delete(held[body_id])
        changes.append(f"{label}: no longer copied to {session.get_one(Body, body_id).code}")
    session.flush()
    return changes


def _id_of(code: str) -> int:
    return session.scalars(sa.select(Body.id).where(Body.code == code)).one()
