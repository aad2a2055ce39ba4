"""Boundaries as councils and statistics offices publish them: whatever GDAL reads, in any CRS.

A file is read whole before anything is stored: one bad feature refuses all of it, with every
problem named, because half a generation would route silently wrong.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely

from civicreport.domain.errors import ImportRefused


@dataclass(frozen=True, slots=True)
class Boundary:
    """One area's outline as a WGS 84 multipolygon."""

    code: str
    name: str
    outline: Any  # shapely.MultiPolygon


@dataclass(slots=True)
class BoundaryFile:
    boundaries: list[Boundary] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)  # which feature, and what was wrong


@dataclass(frozen=True, slots=True)
class _Layer:
    fields: dict[str, Any]
    outlines: Any  # numpy array of shapely geometries in the file's CRS
    crs: str | None


def read(path: Path, *, code_field: str, name_field: str, where: str | None = None) -> BoundaryFile:
    """Every feature that `where` (an OGR SQL condition) lets through. Raises ImportRefused."""
    layer = _layer_of(path, [code_field, name_field], where)
    if not len(layer.outlines):
        raise ImportRefused(problems=[f"{path}: no feature{' fits ' + where if where else ''}"])
    found, problems = BoundaryFile(), []
    codes = [_text(value) for value in layer.fields[code_field]]
    names = [_text(value) for value in layer.fields[name_field]]
    problems += _problems_of_codes(path, codes, names, code_field, name_field)
    for number, outline in enumerate(_in_degrees(path, layer), start=1):
        label = f"{path}: feature {number} ({codes[number - 1] or 'no code'})"
        whole, problem = _mended(outline, label, found.repairs)
        if problem:
            problems.append(f"{label}: {problem}")
        else:
            found.boundaries.append(Boundary(codes[number - 1], names[number - 1], whole))
    if problems:
        raise ImportRefused(problems=problems)
    return found


def _mended(outline: Any, label: str, repairs: list[str]) -> tuple[Any, str | None]:
    """Its polygons, repaired where need be, or why they cannot be used."""
    problem = _why_unusable(outline)
    if problem is not None:
        return None, problem
    if outline.is_valid:
        return _polygons_of(outline), None
    repairs.append(f"{label}: repaired: {shapely.is_valid_reason(outline)}")
    mended = _polygons_of(shapely.make_valid(outline))
    return mended, "nothing is left of it after repair" if mended.is_empty else None


def _text(value: Any) -> str:
    missing = value is None or value != value  # noqa: PLR0124 - NaN is what a missing number is
    return "" if missing else str(value).strip()


def _problems_of_codes(
    path: Path, codes: list[str], names: list[str], code_field: str, name_field: str
) -> list[str]:
    problems = []
    first: dict[str, int] = {}
    for number, (code, name) in enumerate(zip(codes, names, strict=True), start=1):
        if not code:
            problems.append(f"{path}: feature {number}: {code_field} is empty")
        elif code in first:
            problems.append(f"{path}: feature {number} ({code}): the code of feature {first[code]}")
        if not name:
            problems.append(f"{path}: feature {number} ({code or 'no code'}): no {name_field}")
        first.setdefault(code, number)
    return problems


def _why_unusable(outline: Any) -> str | None:
    if outline is None or outline.is_empty:
        return "has no geometry"
    if outline.geom_type not in {"Polygon", "MultiPolygon"}:
        return f"is a {outline.geom_type}, not a polygon"
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return "lies off the globe: is its coordinate system the one that the file says?"
    return None


def _polygons_of(outline: Any) -> Any:
    """The polygons among whatever a repair left, as one multipolygon."""
    parts = shapely.get_parts(shapely.get_parts(outline))
    return shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon"])


def _layer_of(path: Path, fields: list[str], where: str | None) -> _Layer:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        with _unpacked(path) as file:
            known = list(pyogrio.read_info(file)["fields"])
            lacking = [name for name in fields if name not in known]
            if lacking:
                raise ImportRefused(
                    problems=[f"{path}: no field {lacking[0]}; it has {', '.join(known)}"]
                )
            meta, _, wkb, columns = pyogrio.raw.read(
                file, columns=fields, where=where, force_2d=True
            )
    except (DataSourceError, DataLayerError, ValueError, OSError) as error:
        raise ImportRefused(problems=[f"{path}: {error}"]) from error
    by_name = dict(zip(meta["fields"], columns, strict=True))
    return _Layer(by_name, shapely.from_wkb(wkb), meta["crs"])


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """A gzipped file laid out beside us, since GeoPackages must be seekable; zips GDAL opens."""
    if path.suffix.lower() != ".gz":
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, path.stem)
        with gzip.open(path) as packed, plain.open("wb") as out:
            shutil.copyfileobj(packed, out)
        yield plain


def _in_degrees(path: Path, layer: _Layer) -> Any:
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    if not layer.crs:
        raise ImportRefused(problems=[f"{path}: does not say its coordinate system"])
    try:
        crs = CRS.from_user_input(layer.crs)
    except CRSError as error:
        raise ImportRefused(problems=[f"{path}: {error}"]) from error
    wgs84 = CRS.from_epsg(4326)
    if crs.equals(wgs84, ignore_axis_order=True):
        return layer.outlines
    transformer = Transformer.from_crs(crs, wgs84, always_xy=True)
    to_degrees: Any = transformer.transform  # takes and gives arrays of x and y
    return shapely.transform(layer.outlines, to_degrees, interleaved=False)
