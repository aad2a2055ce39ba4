"""Where this machine keeps a PostgreSQL that knows PostGIS. Debian keeps initdb off the PATH, so
the folders of the usual packages are searched first.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

_SERVERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
_REMEDY = (
    "PostgreSQL with PostGIS was not found. On Debian or Ubuntu: "
    "sudo apt-get install --no-install-recommends postgresql-postgis"
)


class ClusterError(SystemExit):
    """The cluster cannot serve; the text says what to do."""


def find_server() -> Path:
    """The newest PostgreSQL that can CREATE EXTENSION postgis."""
    named = os.environ.get("CIVICREPORT_PG_BINDIR")
    if named:
        return Path(named)
    found = {Path(p) for pattern in _SERVERS for p in glob.glob(pattern)}
    on_path = shutil.which("initdb")
    if on_path:
        found.add(Path(on_path).resolve().parent)
    found.add(Path(sys.prefix, "bin"))
    good = [b for b in found if (b / "initdb").exists() and _has_postgis(b)]
    if not good:
        raise ClusterError(_REMEDY)
    return max(good, key=lambda b: [int(n) for n in re.findall(r"\d+", str(b))] or [0])


def _has_postgis(binaries: Path) -> bool:
    shares = []
    if (binaries / "pg_config").exists():
        asked = subprocess.run(
            [binaries / "pg_config", "--sharedir"], capture_output=True, text=True, check=False
        )
        shares.append(asked.stdout.strip())
    debian = re.search(r"/postgresql/(\d+)/bin", str(binaries))
    if debian:
        shares.append(f"/usr/share/postgresql/{debian[1]}")
    return any(Path(share, "extension/postgis.control").exists() for share in shares if share)
