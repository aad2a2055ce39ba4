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


def named(text: Text) -> Text:
    """A text of the registers as it is called here; what nobody has translated stays as it is."""
    tag = languages.current()
    if not text or not catalogues.prefix(tag):
        return text
    if g.get("names_in") != tag:
        g.names_in, g.names = tag, names.in_language(tag)
    return g.names.get(text, text)  # type: ignore[no-any-return]
