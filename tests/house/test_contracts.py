"""The floors of the house hold: the import contracts of pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT


def test_imports_only_go_down() -> None:
    checker = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [checker, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, (
        f"{run.stdout}{run.stderr}\nRemedy: what calls upwards becomes an event"
        " (civicreport.domain.events); what two floors share moves down to the lower one."
    )
