"""As root, the server becomes an ordinary account before it does anything.

Where that account cannot reach the checkout (a clone under a private home), it gets a copy of the
code beside its var folder, so that root's clone serves like any other.
"""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from pathlib import Path

import click

from civicreport.config import Settings, file_in_use
from civicreport.db.identity import (
    NoAccount,
    can_reach,
    can_read,
    hand_over,
    place_for,
    unprivileged_account,
)

ROOT = Path(__file__).parents[2]
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "var", "tests", "docs", "script")


def become_ordinary(settings: Settings) -> None:
    """Return at once where we are not root; else start this very command again as the account."""
    account = unprivileged_account()
    if account is None:
        return
    code = _code_for(account)
    environment = {
        **os.environ,
        "HOME": str(settings.var_folder),
        "USER": account.pw_name,
        "CIVICREPORT_VAR": str(settings.var_folder),
        "CIVICREPORT_PHOTOS__FOLDER": str(settings.photo_folder),
        **_configuration_for(account, settings),
    }
    hand_over(settings.var_folder)
    hand_over(settings.photo_folder)
    click.echo(f"Serving as {account.pw_name}, not as root; files are in {settings.var_folder}")
    python = _python_for(account)
    sys.stdout.flush()
    os.chdir(code)
    os.initgroups(account.pw_name, account.pw_gid)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    os.execve(python, [str(python), "-m", "civicreport", *sys.argv[1:]], environment)  # noqa: S606


def _code_for(account: pwd.struct_passwd) -> Path:
    if can_reach(ROOT / "inside", account):
        return ROOT
    code = place_for(ROOT / "code")
    click.echo(f"{account.pw_name} cannot reach {ROOT}: serving a copy of the code in {code}")
    shutil.rmtree(code, ignore_errors=True)
    shutil.copytree(ROOT, code, ignore=_NOT_COPIED)
    hand_over(code)
    return code


def _configuration_for(account: pwd.struct_passwd, settings: Settings) -> dict[str, str]:
    """A file with passwords may be root's alone: the account gets a copy of its own."""
    file = file_in_use()
    if file is None:
        return {}
    if can_read(file.absolute(), account):
        return {"CIVICREPORT_CONFIG": str(file.absolute())}
    kept = settings.var_folder / "config.toml"
    kept.unlink(missing_ok=True)
    kept.touch(mode=0o600)
    kept.write_bytes(file.read_bytes())
    return {"CIVICREPORT_CONFIG": str(kept)}


def _python_for(account: pwd.struct_passwd) -> Path:
    """Through no link of the checkout's: the environment itself may lie elsewhere."""
    python = Path(sys.prefix).resolve() / "bin" / "python"
    for path in (python, python.resolve()):
        if not can_reach(path, account):
            raise NoAccount(f"{account.pw_name} cannot run {path}. Remedy: script/setup")
    return python
