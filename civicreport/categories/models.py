"""Categories are the site's own list: bodies say by their contacts which of them they take."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from civicreport.db import Id, JsonList, JsonObject, Model


class Category(Model):
    __tablename__ = "category"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(50), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    group: Mapped[str] = mapped_column(sa.String(100), default="", server_default="")
    hint: Mapped[str] = mapped_column(sa.Text, default="", server_default="")  # what helps most
    symbol: Mapped[str] = mapped_column(
        sa.String(50), default="", server_default=""
    )  # of the sprite
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_private: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    questions: Mapped[JsonList]  # domain.answers.Question, as JSON: what it asks besides
    # Within it an open report of this kind may be the same one.
    radius_metres: Mapped[int] = mapped_column(default=100, server_default="100")
    words: Mapped[JsonObject]  # by language: what people write who mean it
    translations: Mapped[JsonObject]  # by language: name, group, hint and questions

    @property
    def has_questions(self) -> bool:
        return bool(self.questions)
