"""Who we are on this machine. PostgreSQL refuses root, and so should a server that decodes
strangers' photos: as root, both run as an unprivileged account, in folders that it can reach.
"""

from __future__ import annotations

import hashlib
import os
import pwd
from pathlib import Path

SYSTEM_FOLDER = Path("/var/lib/civicreport")


class NoAccount(SystemExit):
    """We are root, and there is nobody to become; the text says what to do."""


def unprivileged_account() -> pwd.struct_passwd | None:
    """Whom to become where we are root; None: we are somebody ordinary already."""
    if os.geteuid() != 0:
        return None
    for name in ("civicreport", "postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoAccount("No unprivileged account: create one with: useradd --system civicreport")


def can_reach(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether every existing parent lets this account through, by owner, group or others."""
    return all(_may(1, parent, account) for parent in path.absolute().parents if parent.exists())


def can_read(file: Path, account: pwd.struct_passwd) -> bool:
    return can_reach(file, account) and _may(4, file, account)


def _may(bit: int, path: Path, account: pwd.struct_passwd) -> bool:
    facts = path.stat()
    if facts.st_uid == account.pw_uid:
        return bool(facts.st_mode & bit << 6)
    if facts.st_gid == account.pw_gid:
        return bool(facts.st_mode & bit << 3)
    return bool(facts.st_mode & bit)


def place_for(folder: Path) -> Path:
    """The folder itself, or one under /var/lib/civicreport where the account cannot reach it."""
    account = unprivileged_account()
    if account is None or can_reach(folder / "inside", account):
        return folder
    owner = folder.parent
    return SYSTEM_FOLDER / f"{owner.name}-{short_hash(str(owner))}" / folder.name


def hand_over(folder: Path) -> None:
    """As root: all in this folder becomes the account's; the database's own files are already."""
    account = unprivileged_account()
    if account is None or not folder.exists():
        return
    os.chown(folder, account.pw_uid, account.pw_gid)
    for here, folders, files in os.walk(folder):
        if "pgdata" in folders:
            folders.remove("pgdata")
        for name in (*folders, *files):
            os.chown(Path(here, name), account.pw_uid, account.pw_gid, follow_symlinks=False)


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
