"""The pages that are looked at: those that most people see."""

from __future__ import annotations

import sqlalchemy as sa

FORM = "form"
PLACE = "latitude=51.752&longitude=-1.2577"
_WITH_PHOTO = sa.text("""
    select report.id from report join photo on photo.report_id = report.id
    where report.visibility = 'public' and photo.visibility = 'public'
    order by report.id limit 1
""")


def pages(database_url: str) -> dict[str, str]:
    """Addresses by name."""
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        number = connection.scalar(_WITH_PHOTO)
    engine.dispose()
    return {
        "front": "/",
        "map": "/map",
        FORM: f"/report/new?{PLACE}&category=pothole",
        "report": f"/reports/{number}",
    }


MORE = {
    "empty-form": "/report/new",
    "mine": "/reports/mine",
    "front-cy": "/cy/",
    "form-cy": f"/cy/report/new?{PLACE}&category=pothole",
    "styleguide": "/styleguide",
}
