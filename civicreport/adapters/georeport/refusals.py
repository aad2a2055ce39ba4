"""Error documents: `<errors><error><code/><description/>`, and whatever else was met instead."""

from __future__ import annotations

from typing import Any

from civicreport.adapters.georeport.trees import Tree

_CODES = ("code", "error_code", "status")
_WORDS = ("description", "message", "detail", "error_description", "title", "error")


def refusal_in(root: str, tree: Tree, *, failed: bool) -> tuple[str, str] | None:
    """Code and words of an error document; None where it is none.

    `failed`: the HTTP status said so already, and anything with a description is one.
    """
    if root in {"errors", "error"}:
        return _said(tree)
    if isinstance(tree, dict):
        for name in ("errors", "error"):
            if tree.get(name):
                return _said(tree if isinstance(tree[name], str) else tree[name])
        return _said(tree) if failed else None
    if isinstance(tree, list) and (failed or _is_nothing_else(tree)):
        return _said(tree)
    return None


def _is_nothing_else(found: list[Any]) -> bool:
    """An attribute of a service has a code and a description, too, but more besides."""
    return bool(found) and all(
        isinstance(one, dict) and "description" in one and one.keys() <= {"code", "description"}
        for one in found
    )


def _said(value: Any) -> tuple[str, str]:
    """Several errors are said one after the other; the first one's code stands for them all."""
    if isinstance(value, str):
        return "", value
    if isinstance(value, list):
        said = [_said(one) for one in value]
        codes, words = [code for code, _ in said if code], [text for _, text in said if text]
        return codes[0] if codes else "", "; ".join(words)
    if not isinstance(value, dict):
        return "", ""
    if isinstance(value.get("error"), (list, dict)):
        return _said(value["error"])
    code = next((value[name] for name in _CODES if isinstance(value.get(name), str)), "")
    words = [value[name] for name in _WORDS if isinstance(value.get(name), str)]
    return code, words[0] if words else ""
