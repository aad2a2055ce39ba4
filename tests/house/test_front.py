"""The front: a script finds what it imports, and nothing is kept that no page uses any more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, TEMPLATES

STATIC = ROOT / "static"
SCRIPTS = {path: path.read_text(encoding="utf-8") for path in sorted(STATIC.rglob("*.js"))}
SHEETS = sorted(STATIC.rglob("*.css"))
OF_OTHERS = "leaflet-"  # drawn by Leaflet, which brings its own names
IMPORT = re.compile(r'^import \{ ([^}]+) \} from "([^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:const|function|class) (\w+)", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.([a-z][\w-]*)(?=[^{}]*\{)")


@pytest.fixture(scope="module")
def pages() -> str:
    """All that may name a class: templates, scripts, symbols, and what Python writes itself."""
    folders = ((TEMPLATES, "*"), (STATIC, "*.js"), (STATIC, "*.svg"), (PACKAGE, "*.py"))
    texts = [path for folder, name in folders for path in folder.rglob(name) if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8") for path in texts)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_finds_what_it_imports_and_uses_it(script: Path) -> None:
    for names, module in IMPORT.findall(SCRIPTS[script]):
        offered = EXPORT.findall(SCRIPTS.get(STATIC / "js" / f"{module}.js", ""))
        for name in names.split(", "):
            assert name in offered, f"{script.name}: {module} exports no {name}"
            assert len(re.findall(rf"\b{name}\b", SCRIPTS[script])) > 1, f"{name} is not used"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_what_a_script_exports_is_used(script: Path) -> None:
    others = "\n".join(text for path, text in SCRIPTS.items() if path != script)
    unused = [n for n in EXPORT.findall(SCRIPTS[script]) if not re.search(rf"\b{n}\b", others)]
    assert not unused, "Remedy: what is used at home alone is not exported; what nobody uses, goes."


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_rule_of_the_style_sheet_is_for_something(sheet: Path, pages: str) -> None:
    text = COMMENT.sub("", sheet.read_text(encoding="utf-8"))
    named = {name for name in CLASS.findall(text) if not name.startswith(OF_OTHERS)}
    unused = {name for name in named if not re.search(rf"(?<![\w-]){name}(?![\w-])", pages)}
    assert not unused, "Remedy: its rules go with the last page that had it."


def test_a_token_is_used() -> None:
    tokens = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
    everything = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    named = set(re.findall(r"^ +(--[\w-]+):", tokens, re.MULTILINE))
    assert [name for name in sorted(named) if f"var({name})" not in everything] == []
