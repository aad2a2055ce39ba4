"""Templates: they compile, import what they use, and lie where their view lies."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from civicreport import config
from civicreport.adapters import rendering
from tests.house.source import PACKAGE, TEMPLATES, templates

IMPORT = re.compile(
    r"{%-?\s*from\s+[\"']([^\"']+)[\"']\s+import\s+(.+?)\s*(?:with(?:out)? context)?\s*-?%}",
    re.DOTALL,
)
AUDIENCES = ("public", "officers")


def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", templates())
def test_a_template_compiles(app: Flask, name: str) -> None:
    is_mail = name.startswith("emails/") or name == "layouts/email.html"
    environment = rendering.environment(config.current().site) if is_mail else app.jinja_env
    assert environment.undefined is StrictUndefined, "a typo in a template must be an error"
    environment.get_template(name)


@pytest.mark.parametrize("name", templates())
def test_a_template_uses_what_it_imports(name: str) -> None:
    text = _text(name)
    for found in IMPORT.finditer(text):
        rest = text[: found.start()] + text[found.end() :]
        for imported in found[2].split(","):
            known_as = imported.split(" as ")[-1].strip()
            assert re.search(rf"\b{known_as}\b", rest), (
                f"{name} imports {known_as} and does not use it. Remedy: remove the import."
            )


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in templates()
        if name.split("/")[0] in AUDIENCES and not name.split("/")[-1].startswith("_")
    ],
)
def test_a_page_is_rendered_by_the_view_of_its_path(name: str) -> None:
    """templates/public/reports/show.html ↔ civicreport/public/reports.py"""
    room = PACKAGE / PurePosixPath(name).parent
    sources = [room.with_suffix(".py")] if room.with_suffix(".py").exists() else room.rglob("*.py")
    assert any(f'"{name}"' in source.read_text(encoding="utf-8") for source in sources), (
        f"Nobody in {room}.py renders {name}. Remedy: the template repeats the path of its view,"
        " and the view names it whole; a part of a page begins with an underscore."
    )


@pytest.mark.parametrize("name", [n for n in templates() if n.startswith("components/")])
def test_a_component_offers_the_macro_of_its_name(name: str) -> None:
    macros = re.findall(r"{%-?\s*macro\s+(\w+)", _text(name))
    assert any(macro.startswith(PurePosixPath(name).stem) for macro in macros), (
        f"{name} offers {macros}. Remedy: one component a file, its macro named as the file; a"
        " second macro may only be a part or a variant of it."
    )
