"""Whatever GDAL reads, and whatever is wrong with it."""
# ruff: noqa: E501 - the table's columns stay in line

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from civicreport.areas import boundary_files
from civicreport.domain.errors import ImportRefused

SQUARE = shapely.box(-1.0, 51.0, -0.9, 51.1)
OTHER = shapely.box(-0.9, 51.0, -0.8, 51.1)
BOW_TIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


def geojson(path: Path, features: Sequence[tuple[Any, Any, Any]]) -> Path:
    written = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": json.loads(shapely.to_geojson(shape)) if shape is not None else None,
        }
        for code, name, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": written}))
    return path


def read(path: Path, where: str | None = None) -> boundary_files.BoundaryFile:
    return boundary_files.read(path, code_field="code", name_field="name", where=where)


def problems(path: Path, where: str | None = None) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        read(path, where)
    return refused.value.problems


def with_gdal(path: Path, driver: str, crs: str, shapes: list[Any]) -> Path:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes)),
        [np.array(["W", "E"], object), np.array(["Westham", "Eastham"], object)],
        ["code", "name"],
        geometry_type="Polygon",
        crs=crs,
        driver=driver,
    )
    return path


def in_metres(shape: Any) -> Any:
    to_grid: Any = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True).transform
    return shapely.transform(shape, to_grid, interleaved=False)


def test_geojson_plain_and_gzipped(tmp_path: Path) -> None:
    plain = geojson(tmp_path / "a.geojson", [("W", "Westham", SQUARE), ("E", "Eastham", OTHER)])
    packed = tmp_path / "a.geojson.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    for path in (plain, packed):
        found = read(path)
        assert [(b.code, b.name) for b in found.boundaries] == [("W", "Westham"), ("E", "Eastham")]
        assert found.repairs == []
        assert found.boundaries[0].outline.equals(SQUARE)
        assert found.boundaries[0].outline.geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("name", "driver"), [("a.gpkg", "GPKG"), ("a.shp", "ESRI Shapefile"), ("a.fgb", "FlatGeobuf")]
)
def test_other_formats_on_the_national_grid(tmp_path: Path, name: str, driver: str) -> None:
    path = with_gdal(tmp_path / name, driver, "EPSG:27700", [in_metres(SQUARE), in_metres(OTHER)])
    found = read(path)
    assert {b.code for b in found.boundaries} == {"W", "E"}
    west = next(b for b in found.boundaries if b.code == "W")
    assert west.outline.bounds == pytest.approx(SQUARE.bounds, abs=1e-4)


def test_a_zipped_shapefile_and_a_gzipped_geopackage(tmp_path: Path) -> None:
    shapes = [in_metres(SQUARE), in_metres(OTHER)]
    with_gdal(tmp_path / "a.shp", "ESRI Shapefile", "EPSG:27700", shapes)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for part in tmp_path.glob("a.*"):
            if part.suffix != ".zip":
                packed.write(part, part.name)
    assert len(read(tmp_path / "a.zip").boundaries) == 2
    geopackage = with_gdal(tmp_path / "b.gpkg", "GPKG", "EPSG:27700", shapes)
    gzipped = tmp_path / "b.gpkg.gz"
    gzipped.write_bytes(gzip.compress(geopackage.read_bytes()))
    assert len(read(gzipped).boundaries) == 2


def test_where_chooses(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [("W1", "Westham", SQUARE), ("E1", "Eastham", OTHER)])
    assert [b.code for b in read(path, "code LIKE 'E%'").boundaries] == ["E1"]
    assert problems(path, "code = 'X'") == [f"{path}: no feature fits code = 'X'"]
    assert "nonsense" in problems(path, "nonsense = 1")[0]


def test_an_invalid_outline_is_repaired_and_said(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [("W", "Westham", SQUARE), ("T", "Tie", BOW_TIE)])
    found = read(path)
    assert len(found.repairs) == 1
    assert "feature 2 (T): repaired: Self-intersection" in found.repairs[0]
    assert found.boundaries[1].outline.is_valid
    assert found.boundaries[1].outline.area == pytest.approx(0.5)


def test_heights_are_left_out(tmp_path: Path) -> None:
    raised = shapely.force_3d(SQUARE, 12.0)
    found = read(geojson(tmp_path / "a.geojson", [("W", "Westham", raised)]))
    assert not shapely.has_z(found.boundaries[0].outline)


# fmt: off
REFUSED = [
    ("empty",         [("W", "Westham", shapely.Polygon())],               "feature 1 (W): has no geometry"),
    ("missing",       [("W", "Westham", None)],                            "feature 1 (W): has no geometry"),
    ("a point",       [("W", "Westham", shapely.Point(0, 0))],             "feature 1 (W): is a Point, not a polygon"),
    ("a line",        [("W", "Westham", SQUARE.exterior)],                 "feature 1 (W): is a LineString, not a polygon"),
    ("no code",       [("", "Westham", SQUARE)],                           "feature 1: code is empty"),
    ("null code",     [("E", "Eastham", OTHER), (None, "Westham", SQUARE)], "feature 2: code is empty"),
    ("no name",       [("W", " ", SQUARE)],                                "feature 1 (W): no name"),
    ("a code twice",  [("W", "Westham", SQUARE), ("W", "Again", OTHER)],   "feature 2 (W): the code of feature 1"),
    ("off the globe", [("W", "Westham", shapely.box(400, 0, 500, 1))],     "feature 1 (W): lies off the globe"),
    ("collapsed",     [("W", "Westham", shapely.Polygon([(0, 0), (1, 1), (2, 2), (0, 0)]))], "feature 1 (W): nothing is left"),
]
# fmt: on


@pytest.mark.parametrize(("what", "features", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_used_is_named(
    tmp_path: Path, what: str, features: list[tuple[Any, Any, Any]], said: str
) -> None:
    path = geojson(tmp_path / "a.geojson", features)
    assert any(line.startswith(f"{path}: {said}") for line in problems(path)), problems(path)


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        [("W", "Westham", None), ("", "Eastham", OTHER), ("W", "", SQUARE)],
    )
    assert len(problems(path)) == 4


def test_a_field_that_is_not_there(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [("W", "Westham", SQUARE)])
    with pytest.raises(ImportRefused) as refused:
        boundary_files.read(path, code_field="gss", name_field="name")
    assert refused.value.problems == [f"{path}: no field gss; it has code, name"]


@pytest.mark.parametrize("name", ["a.geojson", "a.txt", "a.geojson.gz", "a.zip"])
def test_a_file_that_is_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"no boundaries here")
    assert problems(path)[0].startswith(f"{path}: ")
