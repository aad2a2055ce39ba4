"""`script/bench [ROW …]`: the site from nothing, under load, as a table and perhaps as JSON."""

from __future__ import annotations

import dataclasses
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from os import cpu_count, environ
from pathlib import Path

import click

from tests.bench.ground import look_at
from tests.bench.rows import ROUNDS, ROWS, Bench, Line
from tests.bench.site import served


@click.command()
@click.argument("rows", nargs=-1, type=click.Choice(list(ROWS)))
@click.option("--seconds", default=5.0, show_default=True, help="How long each question is asked.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Keep it.")
def main(rows: tuple[str, ...], *, seconds: float, file: Path | None) -> None:
    """Serve the demo in a folder of its own, ask it from outside, and print what came back."""
    folder = Path(tempfile.mkdtemp(prefix="civicreport-bench-"))
    folder.chmod(0o755)
    try:
        lines = run(rows or tuple(ROWS), {"CIVICREPORT_VAR": str(folder)}, folder, seconds=seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if file:
        file.write_text(json.dumps(_as_json(lines, seconds), indent=1) + "\n")
    sys.exit(1 if any(line.failed for line in lines) else 0)


def run(
    rows: Iterable[str],
    environment: dict[str, str],
    folder: Path,
    *,
    seconds: float,
    rounds: int = ROUNDS,
) -> list[Line]:
    """Print each line as soon as it is known; all of them come back."""
    lines: list[Line] = []
    click.echo(f"{'row':8}{'what':48}{'a second':>9}{'p50 ms':>9}{'p99 ms':>9}")
    with served({**_OFFLINE, **environment}, folder / "bench.log") as site:
        bench = Bench(site, look_at(site.database_url), seconds, rounds)
        for name in rows:
            for line in ROWS[name](bench):
                click.echo(_printed(line))
                lines.append(line)
    return lines


_OFFLINE = {"CIVICREPORT_MAP__TILES": "none"}


def _printed(line: Line) -> str:
    if line.rss_mb is not None:
        pss = f"{line.pss_mb:.0f}" if line.pss_mb is not None else "?"
        return f"{line.row:8}{line.what:48}{line.rss_mb:>6.0f} MB RSS, {pss} MB PSS"
    values = (line.per_second, line.p50_ms, line.p99_ms)
    return f"{line.row:8}{line.what:48}" + "".join(
        f"{value:>9,.1f}" if value is not None else f"{'':>9}" for value in values
    )


def _as_json(lines: list[Line], seconds: float) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": {"cpus": cpu_count(), "python": platform.python_version()},
        "seconds": seconds,
        "lines": [dataclasses.asdict(line) for line in lines],
    }


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
        env=dict(environ),
    )
    return asked.stdout.strip()


if __name__ == "__main__":
    main(prog_name="script/bench")
