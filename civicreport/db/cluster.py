"""A private PostgreSQL + PostGIS cluster of our own, for whoever names no `database_url`.

It lives in a folder, answers on a Unix socket only, and trusts whoever may open that socket's
0700 folder. As root, PostgreSQL runs as an unprivileged account, because it refuses root.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from civicreport.db.identity import place_for, short_hash, unprivileged_account
from civicreport.db.programs import ClusterError, find_server

SUPERUSER = "civicreport"
_TIME_TO_LEAVE = 2.0  # seconds that a closed connection may still be listed, at a high load
_LONGEST_SOCKET_PATH = 100  # sun_path holds 107 bytes; .s.PGSQL.5432 and some room


class Cluster:
    """`fast` gives up durability for speed: for tests only."""

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        self.folder = place_for(folder.absolute())
        self.data = self.folder / "pgdata"
        self.log = self.folder / "postgres.log"
        self.sockets = self.folder / "run"
        self.fast = fast
        self.binaries = find_server()
        self.account = unprivileged_account()
        if len(str(self.sockets)) > _LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
            owner = self.account.pw_uid if self.account else os.getuid()
            name = f"civicreport-{owner}-{short_hash(str(self.folder))}"
            self.sockets = Path(tempfile.gettempdir()) / name

    def url(self, name: str = "civicreport") -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self.sockets}"

    def ensure(self) -> bool:
        """Make it, start it, create the database with PostGIS; True where we started it."""
        self._make_folders()
        with self._alone():
            self._initialise()
            started = self._start()
            self.create_database("civicreport")
        return started

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serving for as long as somebody is inside; whoever leaves last stops it."""
        self._make_folders()
        with self._open("in-use") as users:
            with self._alone():
                fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self.ensure()
                yield
            finally:
                self._leave(users)

    def _leave(self, users: IO[str]) -> None:
        with self._alone():
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # others are inside
            deadline = time.monotonic() + _TIME_TO_LEAVE
            while self._has_guests():
                if time.monotonic() > deadline:
                    return
                time.sleep(0.1)
            self.stop()

    def _has_guests(self) -> bool:
        """Connections of programs that did not come in by our door, such as a shell's psql."""
        import psycopg

        try:
            with psycopg.connect(self._dsn("postgres")) as connection:
                guests = connection.execute(
                    "select 1 from pg_stat_activity"
                    " where backend_type = 'client backend' and pid <> pg_backend_pid()"
                )
                return guests.fetchone() is not None
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        if self.is_answering():
            # fast, never immediate: that leaves shared memory behind
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def destroy(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def create_database(self, name: str, *, template: str | None = None) -> None:
        import psycopg

        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [name])
            if known.fetchone():
                return
            cloned = f' template "{template}"' if template else ""
            connection.execute(f'create database "{name}"{cloned}'.encode())
        if template is None:
            with psycopg.connect(self._dsn(name), autocommit=True) as connection:
                connection.execute("create extension if not exists postgis")

    def drop_database(self, name: str) -> None:
        import psycopg

        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'drop database if exists "{name}" with (force)'.encode())

    def is_answering(self) -> bool:
        """By connecting: a pid is no proof, a killed postmaster may stay a zombie for long."""
        self._forget_zombie()
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.sockets / ".s.PGSQL.5432"))
            except OSError:
                return False
            return True

    def _dsn(self, name: str) -> str:
        return f"host={self.sockets} user={SUPERUSER} dbname={name}"

    def _make_folders(self) -> None:
        for folder in (self.folder, self.data, self.sockets):
            self._make(folder)
        self.data.chmod(0o700)
        self.sockets.chmod(0o700)

    def _make(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _initialise(self) -> None:
        """Beside its place and then moved there: whoever is killed half way leaves no half."""
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.folder / "pgdata.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._make(fresh)
        self._run(
            *("initdb", "-D", fresh, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8"),
            *("--auth=trust", *(["--no-sync"] if self.fast else [])),
        )
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write("\n".join(self._configuration()) + "\n")
        fresh.replace(self.data)

    def _configuration(self) -> list[str]:
        lines = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.sockets}'",
            "unix_socket_permissions = 0700",
            "max_connections = 200",
            "shared_buffers = 128MB",
            "random_page_cost = 1.1",
            "jit = off",
            "timezone = 'UTC'",
        ]
        if self.fast:
            lines += [
                "fsync = off",
                "synchronous_commit = off",
                "full_page_writes = off",
                "wal_level = minimal",
                "max_wal_senders = 0",
            ]
        return lines

    def _start(self) -> bool:
        if self.is_answering():
            return False
        # After kill -9 the old children may hold the shared memory for about a second.
        for _ in range(20):
            try:
                # A log file of its own: inheriting our pipe would hang whoever reads it.
                self._run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "60", "start")
            except subprocess.CalledProcessError:
                if self.is_answering():
                    return False
                time.sleep(0.25)
            else:
                return True
        raise ClusterError(f"PostgreSQL did not start; its log is {self.log}")

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.binaries / program), *map(str, arguments)]
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"},
            start_new_session=True,  # Ctrl-C at the terminal is ours to handle, not PostgreSQL's
            **self._identity(),
        )
        try:
            running.wait()
        finally:  # told to end meanwhile, we must find it started, or it would stay
            code = running.wait()
        if code:
            raise subprocess.CalledProcessError(code, command)

    def _identity(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        account = self.account
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _forget_zombie(self) -> None:
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (OSError, ValueError, IndexError):
            return
        if state == "Z":
            pid_file.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Web, worker and CLI may all come first at the same time."""
        with self._open("lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _open(self, name: str) -> IO[str]:
        """A lock file that root and the account may both open."""
        opened = (self.folder / name).open("a")
        if self.account:
            os.fchown(opened.fileno(), self.account.pw_uid, self.account.pw_gid)
        return opened
