"""Small rooms: what grows beyond these sizes has become two things."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.house.source import PACKAGE, ROOT, TEMPLATES, functions, modules, named, templates

MODULE, MODULE_AT_MOST, FUNCTION, VIEW, TEMPLATE = 250, 400, 20, 15, 120
TABLE_ROW = re.compile(r"(?:\w+=(?!=)|[\"']\w+[\"']: ).*,")


def test_modules_are_small() -> None:
    lengths = {
        named(path): len(path.read_text(encoding="utf-8").splitlines())
        for folder in (PACKAGE, ROOT / "tests")
        for path in modules(folder)
    }
    too_long = {name: length for name, length in lengths.items() if length > MODULE_AT_MOST}
    assert not too_long, "Remedy: find the second reason in the module and give it its own room."
    for name, length in lengths.items():
        if length > MODULE:
            print(f"{name} has {length} lines: more than {MODULE} is a warning")


def test_functions_are_small() -> None:
    too_long = [
        f"{named(path)}:{function.lineno} {function.name}: {length} lines (at most {limit})"
        for path in modules()
        for function in functions(path)
        if (length := _body_length(function, _lines(path))) > (limit := _limit(function))
    ]
    assert not too_long, "\n".join(too_long) + "\nRemedy: name its steps, and let it call them."


def test_templates_are_small() -> None:
    lengths = {
        name: len((TEMPLATES / name).read_text(encoding="utf-8").splitlines())
        for name in templates()
    }
    too_long = {name: length for name, length in lengths.items() if length > TEMPLATE}
    assert not too_long, "Remedy: a part with a name becomes a component or a _partial."


@cache
def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _limit(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return VIEW if _is_view(function) else FUNCTION


def _is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    routes = {"get", "post", "put", "delete", "route"}
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in routes
        and isinstance(decorator.func.value, ast.Name)
        and decorator.func.value.id == "blueprint"
        for decorator in function.decorator_list
    )


def _body_length(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """Lines that do something: no docstring, comment, blank, lone closing bracket, nor the rows of
    a table of named values (`name=value,` or `"name": value,` on a line of its own).
    """
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if not body:
        return 0
    said = [line.strip() for line in lines[body[0].lineno - 1 : body[-1].end_lineno]]
    return sum(
        bool(line.strip("()[]{},:")) and not line.startswith("#") and not TABLE_ROW.fullmatch(line)
        for line in said
    )
