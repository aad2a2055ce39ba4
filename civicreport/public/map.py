"""All reports in view, as pins and as a list."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("map", __name__)


@blueprint.get("/map")
def show() -> str:
    return render_template("public/map/show.html")
