"""An area's page: who takes what there, and what was reported in it lately."""

from __future__ import annotations

from flask import Blueprint, render_template

from civicreport.areas import queries as areas
from civicreport.bodies import queries as bodies
from civicreport.reports.filters import ReportFilter
from civicreport.reports.newest import Somewhere, newest

blueprint = Blueprint("areas", __name__)
NEWEST = 6


@blueprint.get("/areas/<area_type>/<area_code>")
def show(area_type: str, area_code: str) -> str:
    area = areas.by_code(area_type, area_code)
    found = newest(ReportFilter(), Somewhere(area=(area.type, area.code)), size=NEWEST)
    return render_template(
        "public/areas/show.html",
        area=area,
        bbox=",".join(f"{side:.5f}" for side in area.box),
        bodies=bodies.covering(area.type, area.code),
        cards=[new.card for new in found.rows],
    )
