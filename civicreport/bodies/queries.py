"""The register of bodies: what they take, what they cover, and who works for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from civicreport.accounts.models import Account
from civicreport.areas.models import AreaPiece
from civicreport.bodies.models import Body, BodyArea, Contact, Membership, Role
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain.errors import NotFound
from civicreport.domain.permissions import Viewer


def all_bodies() -> Sequence[Body]:
    return session.scalars(sa.select(Body).order_by(Body.name, Body.code)).all()


def names_of(codes: Sequence[str]) -> list[str]:
    return list(
        session.scalars(sa.select(Body.name).where(Body.code.in_(codes)).order_by(Body.name))
    )


def by_code(code: str) -> Body:
    """Raises NotFound."""
    body = session.scalar(sa.select(Body).where(Body.code == code))
    if body is None:
        raise NotFound(body=code)
    return body


@dataclass(frozen=True, slots=True)
class Duty:
    """A category that a body takes, and within how many working days it answers."""

    code: str
    name: str
    answer_days: int


def duties_of(body_id: int) -> list[Duty]:
    """In the order in which categories are offered."""
    chosen = (
        sa.select(Category.code, Category.name, Contact.answer_days)
        .join(Contact, Contact.category_id == Category.id)
        .where(Contact.body_id == body_id, Contact.is_active)
        .order_by(Category.position, Category.code)
    )
    return [Duty(*row) for row in session.execute(chosen)]


def areas_of(body_id: int) -> list[tuple[str, str, str]]:
    """(type, code, name) of the areas in use that a body covers, by name."""
    named = sa.select(AreaPiece.type, AreaPiece.code, AreaPiece.name).distinct()
    held = named.join(
        BodyArea,
        sa.and_(BodyArea.area_type == AreaPiece.type, BodyArea.area_code == AreaPiece.code),
    ).where(BodyArea.body_id == body_id)
    rows = session.execute(held.order_by(AreaPiece.name, AreaPiece.code))
    return [(type_, code, name) for type_, code, name in rows]


def covering(area_type: str, area_code: str) -> Sequence[Body]:
    """Who takes something there, by name."""
    chosen = (
        sa.select(Body)
        .join(BodyArea, BodyArea.body_id == Body.id)
        .where(Body.is_active, BodyArea.area_type == area_type, BodyArea.area_code == area_code)
    )
    return session.scalars(chosen.order_by(Body.name, Body.code)).all()


def areas_nowhere() -> list[tuple[str, str, str]]:
    """(body's name, area type, area code) of what bodies cover but the areas in use lack."""
    known = sa.exists().where(
        AreaPiece.code == BodyArea.area_code, AreaPiece.type == BodyArea.area_type
    )
    lacking = sa.select(Body.name, BodyArea.area_type, BodyArea.area_code).join_from(Body, BodyArea)
    rows = session.execute(lacking.where(Body.is_active, ~known).order_by(Body.name))
    return [(name, type_, code) for name, type_, code in rows]


def active_by_code(code: str) -> Body:
    """A body that takes part at present. Raises NotFound."""
    body = by_code(code)
    if not body.is_active:
        raise NotFound(body=code)
    return body


def memberships_of(account_id: int) -> list[Membership]:
    """Whom this person works for; a membership without a body is an operator's."""
    chosen = sa.select(Membership).where(Membership.account_id == account_id)
    return list(session.scalars(chosen.order_by(Membership.id)))


def staff() -> Sequence[Membership]:
    """Everybody who works for a body or runs the site, by address."""
    chosen = sa.select(Membership).join(Account, Account.id == Membership.account_id)
    chosen = chosen.options(
        contains_eager(Membership.account), joinedload(Membership.body)
    ).order_by(sa.func.lower(Account.email), Membership.id)
    return session.scalars(chosen).all()


def viewer(account_id: int | None) -> Viewer:
    """Who this person is to any report."""
    held = memberships_of(account_id) if account_id is not None else []
    bodies = {
        role: frozenset(m.body_id for m in held if m.role is role and m.body_id is not None)
        for role in Role
    }
    return Viewer(
        account_id=account_id,
        officer_of=bodies[Role.OFFICER],
        administrator_of=bodies[Role.ADMINISTRATOR],
        is_operator=any(m.body_id is None and m.role is Role.ADMINISTRATOR for m in held),
    )
