"""What a journey finds when it arrives: the toy county, its postcodes, a desk with a password."""

from __future__ import annotations

from geoalchemy2 import WKTElement

from civicreport.areas.models import PlaceLabel, Postcode
from civicreport.db import session
from tests.support.town import Town, build_town

PASSWORD = "correct horse battery staple"
POSTCODES = {"OX41AA": (51.05, -0.95), "OX41AB": (51.051, -0.951), "OX51AA": (51.05, -0.85)}


def open_town_hall() -> Town:
    town = build_town()
    for code, (latitude, longitude) in POSTCODES.items():
        centre = WKTElement(f"POINT({longitude} {latitude})", srid=4326)
        session.add(Postcode(code=code, area_code="W", geom=centre))
    for label, longitude in (("OX4", -0.95), ("OX5", -0.85)):
        centre = WKTElement(f"POINT({longitude} 51.05)", srid=4326)
        session.add(PlaceLabel(label=label, is_district=True, postcodes=2, geom=centre))

    session.flush()
    return town
