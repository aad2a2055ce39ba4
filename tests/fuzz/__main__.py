"""`script/fuzz`: ask a demo of one's own for what nobody means, and tell which answers surprise."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import click

from civicreport.app import create_app
from tests.bench.site import BenchSite, served
from tests.fuzz.carrier import Carrier, Tally
from tests.fuzz.known import known
from tests.fuzz.probes import METHODS, READING, Prober

DEMO = Path(__file__).parents[2] / "deploy" / "demo.toml"
OXFORD = {"latitude": "51.752", "longitude": "-1.2577"}
LEAVES = "/officers/sign-out"


@click.command()
@click.option("--seconds", default=120.0, show_default=True, help="How long it asks.")
@click.option("--seed", default=None, type=int, help="The same seed asks for the same.")
def main(seconds: float, seed: int | None) -> None:
    """Ask for what nobody means; fail where an answer surprises, or where reading wrote."""
    seed = random.randrange(10**6) if seed is None else seed
    click.echo(f"seed {seed}, {seconds:.0f} seconds")
    with tempfile.TemporaryDirectory(prefix="civicreport-fuzz-") as name:
        Path(name).chmod(0o755)
        environment = {
            "CIVICREPORT_CONFIG": str(DEMO),
            "CIVICREPORT_VAR": f"{name}/var",
            "CIVICREPORT_MAP__TILES": "none",
        }
        log = Path(name) / "log"
        with served(environment, log) as site:
            tallies = _ask(site, log, seconds, seed)
    for tally in tallies:
        click.echo(tally)
    sys.exit(1 if any(tally.surprises for tally in tallies) else 0)


def _ask(site: BenchSite, log: Path, seconds: float, seed: int) -> list[Tally]:
    rules = [rule for rule in create_app(site.settings).url_map.iter_rules() if rule.rule != LEAVES]
    there = known(latitude=OXFORD["latitude"], longitude=OXFORD["longitude"])
    carrier = Carrier(site, log)
    prober = Prober(rules, there, seed)
    before = carrier.rows()
    reading = carrier.carry("strangers reading", prober.probes(READING), seconds / 3)
    reading.expect_same(before, carrier.rows())
    acting = carrier.carry("strangers acting", prober.probes(METHODS), seconds / 3)
    desk = [rule for rule in rules if rule.rule.startswith("/officers/")]
    cookie, token = carrier.sign_in()
    staff = Prober(desk, {**there, "csrf_token": [token]}, seed, cookie=cookie)
    return [
        reading,
        acting,
        carrier.carry("staff acting", staff.probes(("GET", "POST")), seconds / 3),
    ]


if __name__ == "__main__":
    main()
