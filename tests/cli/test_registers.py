"""The registers' commands, as people type them."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from civicreport.areas import queries as areas
from civicreport.bodies import queries as bodies
from civicreport.cli.areas import group as areas_group
from civicreport.cli.bodies import group as bodies_group
from civicreport.cli.postcodes import group as postcodes_group
from civicreport.db import transaction
from civicreport.domain.location import Point
from civicreport.domain.visibility import Visibility
from tests.areas.test_boundary_files import OTHER, SQUARE, geojson
from tests.bodies.test_exchange import FILE
from tests.factories import a_report
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("db")


def run(command: click.Command, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def import_areas(path: Path, generation: str, *more: str) -> Result:
    fields = ("--type", "district", "--code-field", "code", "--name-field", "name")
    return run(areas_group, "import", path, *fields, "--generation", generation, *more)


def test_boundaries_are_imported_and_switched_on(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [("W", "Westham", SQUARE), ("E", "Eastham", OTHER)])
    done = import_areas(path, "2026")
    assert done.exit_code == 0, done.output
    assert "Put them to use: civicreport areas switch 2026" in done.output
    assert areas.covering(Point(51.05, -0.95)) == ()
    assert run(areas_group, "switch", "2026").exit_code == 0
    assert [area.code for area in areas.covering(Point(51.05, -0.95))] == ["W"]
    listed = run(areas_group, "list").output
    assert "in use since" in listed
    assert "district: 2" in listed


def test_one_bad_feature_imports_nothing(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [("W", "Westham", SQUARE), ("E", "Eastham", None)])
    done = import_areas(path, "2026", "--switch")
    assert done.exit_code == 1
    assert f"{path}: feature 2 (E): has no geometry" in done.output
    assert areas.generations() == []


def test_a_generation_in_use_is_not_changed_unawares(tmp_path: Path, town: Town) -> None:
    path = geojson(tmp_path / "a.geojson", [("N", "Northam", SQUARE)])
    with transaction():
        pass  # the town stays when the refused import rolls back
    fields = ("--code-field", "code", "--name-field", "name", "--generation", "2026")
    refused = run(areas_group, "import", path, "--type", "parish", *fields)
    assert refused.exit_code == 1
    assert "is in use" in refused.output
    assert run(areas_group, "import", path, "--type", "parish", *fields, "--switch").exit_code == 0
    assert [a.code for a in areas.covering(town.west)] == ["N", "W", "C"]


def test_switching_warns_of_bodies_left_without_their_area(tmp_path: Path, town: Town) -> None:
    path = geojson(tmp_path / "a.geojson", [("W", "Westham", SQUARE)])
    done = import_areas(path, "2027", "--switch")
    assert "Careful: Eastham District Council covers district E" in done.output
    assert "covers district W" not in done.output


def test_with_its_category_what_was_public_goes_private(tmp_path: Path, town: Town) -> None:
    shown, other = a_report(town), a_report(town, category_code="graffiti")
    with transaction():
        pass  # both stay when the dry run rolls back
    path = tmp_path / "bodies.toml"
    exported = run(bodies_group, "export").output
    name = shown.category.name
    path.write_text(exported.replace('code = "pothole"', 'code = "pothole"\nprivate = true', 1))
    said = f"{name}: public reports that go private with it: 1"
    assert said in run(bodies_group, "import", path, "--dry-run").output
    assert shown.visibility is Visibility.PUBLIC
    assert said in run(bodies_group, "import", path).output
    assert (shown.visibility, other.visibility) == (Visibility.PRIVATE, Visibility.PUBLIC)
    assert "go private with it" not in run(bodies_group, "import", path).output


def test_a_dry_run_only_says(tmp_path: Path) -> None:
    path = tmp_path / "bodies.toml"
    path.write_text(FILE)
    tried = run(bodies_group, "import", path, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "body west: new" in tried.output
    assert "dry run" in tried.output
    assert bodies.all_bodies() == []
    assert run(bodies_group, "import", path).exit_code == 0
    assert [body.code for body in bodies.all_bodies()] == ["county", "west"]
    exported = run(bodies_group, "export")
    path.write_text(exported.stdout)
    assert "Nothing differs." in run(bodies_group, "import", path).output


def test_postcodes_are_loaded_by_their_letter() -> None:
    done = run(postcodes_group, "load", "z")
    assert done.exit_code == 0, done.output
    assert "758 postcodes were loaded (Z)" in done.output
    assert "0 postcodes were loaded (all were here)" in run(postcodes_group, "load", "Z").output
    assert "No postcode begins with Q" in run(postcodes_group, "load", "Q").output
