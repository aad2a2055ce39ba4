"""The site's own list of categories."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain.errors import NotFound


def all_categories() -> Sequence[Category]:
    """In the order in which they are offered."""
    return session.scalars(sa.select(Category).order_by(Category.position, Category.code)).all()


def by_code(code: str) -> Category:
    """Raises NotFound."""
    category = session.scalar(sa.select(Category).where(Category.code == code))
    if category is None:
        raise NotFound(category=code)
    return category
