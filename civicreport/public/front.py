"""The front page: what this is, where is it, and what became of others' reports."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
def show() -> str:
    return render_template("public/front/show.html")
