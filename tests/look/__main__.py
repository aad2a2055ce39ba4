"""`script/look [weights | lighthouse | pictures …]`: the demo as a phone meets it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click
import requests

from tests.bench.site import served
from tests.look import lighthouse, pictures, weights
from tests.look.pages import MORE, pages

KINDS = ("weights", "lighthouse", "pictures")


@click.command()
@click.argument("kinds", nargs=-1, type=click.Choice(KINDS))
@click.option(
    *("--out", "target"),
    default="var/look",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where pictures and tools go.",
)
@click.option("--times", default=3, show_default=True, help="How often Lighthouse looks at a page.")
def main(kinds: tuple[str, ...], *, target: Path, times: int) -> None:
    """Serve the demo in a folder of its own, weigh its pages, have them judged and pictured."""
    chosen = kinds or KINDS
    folder = Path(tempfile.mkdtemp(prefix="civicreport-look-"))
    folder.chmod(0o755)
    try:
        # Tiles are somebody else's: what they weigh, and whether they come, says nothing of us.
        settings = {"CIVICREPORT_VAR": str(folder), "CIVICREPORT_MAP__TILES": "none"}
        with served(settings, folder / "look.log") as site:
            base, known = f"http://127.0.0.1:{site.port}", pages(site.database_url)
            is_good = "weights" not in chosen or _weigh(base, known)
            if "lighthouse" in chosen:
                is_good = _judge(base, known, target.absolute(), times) and is_good
            if "pictures" in chosen:
                pictures.take(base, {**known, **MORE}, target.absolute() / "pictures")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if is_good else 1)


def _weigh(base: str, known: dict[str, str]) -> bool:
    def fetch(address: str) -> bytes:
        asked = requests.get(
            base + address, headers={"Accept-Encoding": "br"}, timeout=60, stream=True
        )
        asked.raise_for_status()
        content: bytes = asked.raw.read(decode_content=False)
        return content

    found = [weights.weigh(name, address, fetch) for name, address in known.items()]
    click.echo(weights.table(found))
    return all(one.is_light for one in found)


def _judge(base: str, known: dict[str, str], target: Path, times: int) -> bool:
    tools = lighthouse.prepared(target / "tools")
    found = [lighthouse.look(tools, name, base + path, times=times) for name, path in known.items()]
    click.echo(lighthouse.table(found))
    return all(one.is_good for one in found)


if __name__ == "__main__":
    main()
