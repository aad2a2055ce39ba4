"""The service worker's script: one file, put together from the modules that the pages use, too.

A worker has no import map, and not every browser runs modules in one. So each module becomes a
function that is called once, behind those that it imports: its `import` takes what they returned,
and it returns what it exports. Only named imports and exports are known here, as we write them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from civicreport.adapters import catalogues
from civicreport.web import assets
from civicreport.web.assets import STATIC, Asset

TEMPLATES = STATIC.parent / "templates"
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "([^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:const|function) (\w+))", re.MULTILINE)


def script(shell: Mapping[str, object]) -> Asset:
    """With what the worker keeps, which its text begins with: another shell is another worker."""
    return _packed(json.dumps(shell))


@cache
def edition() -> str:
    """Of all pages that a worker may keep: their templates and their texts, as this process has
    them.
    """
    digest = sha256()
    for folder in (TEMPLATES, catalogues.FOLDER):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _packed(shell: str) -> Asset:
    modules: dict[str, str] = {}
    _add(modules, "worker", STATIC / "worker.js")
    text = f"const SHELL = {shell};\nconst modules = {{}};\n{''.join(modules.values())}"
    return assets.asset("sw.js", text.encode())


def _add(modules: dict[str, str], name: str, path: Path) -> None:
    text = assets.read(path).decode()
    for _, imported in _IMPORT.findall(text):
        if imported not in modules:
            _add(modules, imported, STATIC / "js" / f"{imported}.js")
    exported = ", ".join(known_as for _, known_as in _EXPORT.findall(text))
    body = _EXPORT.sub(r"\1", _IMPORT.sub(r'const \1 = modules["\2"];', text))
    modules[name] = f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();\n'
