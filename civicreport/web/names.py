"""What the registers are called in the page's language: categories, questions, bodies."""

from __future__ import annotations

from typing import TypeVar

from flask import Flask, g

from civicreport.adapters import catalogues
from civicreport.bodies import names
from civicreport.web import languages

Text = TypeVar("Text", str, str | None)


def init_app(app: Flask) -> None:
    app.jinja_env.filters["named"] = named


def named(text: Text, *, question: str = "") -> Text:
    """A text of the registers as it is called here; what nobody has translated stays as it is.

    `question`: the code of the one that says it, since the same word may mean something else there.
    """
    tag = languages.current()
    if not text or not catalogues.prefix(tag):
        return text
    if g.get("names_in") != tag:
        g.names_in, g.names = tag, names.in_language(tag)
    said = g.names.get(names.within(question, text)) if question else None
    return said or g.names.get(text, text)  # type: ignore[no-any-return]
