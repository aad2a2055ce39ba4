"""What each process of the site takes. PSS counts shared pages once among those that share them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Taken:
    name: str
    rss_mb: float
    pss_mb: float | None  # unknown where the kernel does not tell us


def taken_by(ancestor: int) -> list[Taken]:
    """One line for each process below (and with) this one; [] where there is no /proc."""
    children = _children_by_parent()
    family, found = [ancestor], []
    while family:
        process = family.pop(0)
        family += children.get(process, [])
        taken = _taken(process)
        if taken:
            found.append(taken)
    return found


def _children_by_parent() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for folder in _PROC.glob("[0-9]*"):
        parent = _field(folder / "status", "PPid")
        if parent is not None:
            children.setdefault(parent, []).append(int(folder.name))
    return children


def _taken(process: int) -> Taken | None:
    folder = _PROC / str(process)
    rss = _field(folder / "status", "VmRSS")
    if rss is None:
        return None
    pss = _field(folder / "smaps_rollup", "Pss")
    return Taken(_name(folder), rss / 1024, pss / 1024 if pss is not None else None)


def _field(file: Path, name: str) -> int | None:
    try:
        found = re.search(rf"^{name}:\s+(\d+)", file.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) if found else None


def _name(folder: Path) -> str:
    words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    known = ("granian", "worker", "serve", "postgres")
    return next((name for name in known if any(name in word for word in words)), words[0])
