"""A served installation as another process, and a signed-in reader of its pages."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

STOP_WITHIN = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what would lead to another installation or an outer make."""
    dropped = ("ANLAN_", "DJANGO_SETTINGS_MODULE", "BENCH_", "MAKE", "MFLAGS", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | more


@contextlib.contextmanager
def running(
    command: Sequence[str], *, folder: Path, log: Path, port: int, within: float, **variables: str
) -> Iterator[tuple[int, float]]:
    """Run a command until the first page answers; yield its process number and the seconds; stop it at the end."""
    began = time.perf_counter()
    with log.open("ab") as sink:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(**variables),
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise RuntimeError(
                    f"{' '.join(command)} ended with {process.returncode}: {log.read_text()[-2000:]}"
                )
            if time.perf_counter() - began > within:
                raise RuntimeError(
                    f"{' '.join(command)} did not answer within {within:.0f} s: {log.read_text()[-2000:]}"
                )
            time.sleep(0.02)
        yield process.pid, time.perf_counter() - began
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_WITHIN)
    for pid in tree(process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            return bool(page.status == 200 and page.read())
    except (OSError, urllib.error.URLError):
        return False


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents.setdefault(int(status.read_text().rpartition(")")[2].split()[1]), []).append(
                int(status.parent.name)
            )
    found = [pid] if Path(f"/proc/{pid}").exists() else []
    for child in parents.get(pid, []):
        found += tree(child)
    return found


class Reader:
    """Somebody signed in, as a browser without a cache."""

    def __init__(self, port: int, home: Path, username: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        accounts = json.loads((home / "demo-accounts.json").read_text("utf-8"))
        account = next(a for a in accounts if a["username"] == username)
        page = self.get("/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise RuntimeError("the sign-in page has no form")
        form = {"username": username, "password": account["password"], "csrfmiddlewaretoken": token.group(1)}
        request = urllib.request.Request(
            f"{self.address}/sign-in/", urlencode(form).encode(), {"Referer": f"{self.address}/sign-in/"}
        )
        with self.opener.open(request, timeout=30) as answer:
            if "/sign-in" in answer.url:
                raise RuntimeError("the demo account could not sign in")

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode("utf-8"))
