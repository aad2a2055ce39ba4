"""Finding one's way in a peer's tree: items however they are wrapped, texts wherever they lie."""

from __future__ import annotations

from typing import Any

from civicreport.adapters.georeport.trees import Tree

Item = dict[str, Any]


class Missing(ValueError):
    """What was asked for is not in the answer; says what."""


def items_in(
    root: str, tree: Tree, names: tuple[str, ...], *, own: str, or_own: str = ""
) -> list[Item]:
    """The items, however they are wrapped. `own` are keys by which a bare one is known."""
    for value in ({root: tree}, tree) if root else (tree,):
        found = _unwrapped(value, names, (own, or_own or own))
        if found is not None:
            return found
    raise Missing(f"no {names[0]} in it")


def _unwrapped(
    value: Any, names: tuple[str, ...], own: tuple[str, str], *, is_item: bool = False
) -> list[Item] | None:
    """None where nothing in it is one. `is_item`: where it stands, whatever it is is an item."""
    if isinstance(value, list):
        inner = [_unwrapped(one, names, own, is_item=True) for one in value]
        found = [item for items in inner if items is not None for item in items]
        return found if found or not value else None
    if not isinstance(value, dict):
        return None
    for name in names:
        if name in value:
            held = value[name]
            of_one = not name.endswith("s")
            return [] if held is None else _unwrapped(held, names, own, is_item=of_one)
    return [value] if is_item or set(own) & value.keys() else None


def text(item: Any, *names: str) -> str:
    """The first of these that says anything; of several values the first one."""
    if isinstance(item, dict):
        for name in names:
            for words in texts(item.get(name))[:1]:
                return words
    return ""


def texts(value: Any) -> list[str]:
    """Every text in a value, whatever it is wrapped in."""
    if isinstance(value, str):
        return [value]
    inner: Any = value.values() if isinstance(value, dict) else value
    return [words for one in inner or () for words in texts(one)]


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def words_in(item: Item, name: str) -> tuple[str, ...]:
    parts = [part.strip() for words in texts(item.get(name)) for part in words.split(",")]
    return tuple(part for part in parts if part)


def is_true(item: Item, name: str, *, unsaid: bool = False) -> bool:
    words = text(item, name).casefold()
    return words in {"true", "1", "yes"} if words else unsaid
