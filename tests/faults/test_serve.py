"""The supervisor: whatever ends it, nothing of it is left, and the demo's clock never goes back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.faults
SHIFT = {"domain": "2022-10-24T07:40:00+00:00", "beat": 0}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


STARTED: list[subprocess.Popen[bytes]] = []
"""What `start` began in this test: a test that fails leaves no server behind (conftest.py)."""


def start(own_database, home: Path, port: int) -> subprocess.Popen[bytes]:
    environment = own_database.environment(ANLAN_HOME=str(home))
    server = subprocess.Popen(
        [sys.executable, "-m", "anlan", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    STARTED.append(server)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                assert json.load(answer)["status"] == "ok"
                return server
        except OSError:
            assert server.poll() is None, "the server ended by itself"
            time.sleep(0.1)
    raise AssertionError("the server did not answer within a minute")


def family(port: int, home: Path) -> list[int]:
    """Return the processes that carry this server's port or data folder."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            told = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z" and f"ANLAN_HOME={home}".encode() in told and b"anlan" in told:
            found.append(int(folder.name))
    return found


def gone(port: int, home: Path, seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not family(port, home):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="death of the parent is told by the Linux kernel")
def test_a_killed_supervisor_leaves_no_process_and_a_stopped_one_ends_well(own_database, tmp_path):
    (tmp_path / "clock.json").write_text(json.dumps(SHIFT))
    port = free_port()

    server = start(own_database, tmp_path, port)
    assert len(family(port, tmp_path)) >= 3
    server.kill()
    server.wait()

    assert gone(port, tmp_path)

    server = start(own_database, tmp_path, port)
    served_for = 1.5
    time.sleep(served_for)
    server.send_signal(signal.SIGINT)

    assert server.wait(20) == 0
    assert gone(port, tmp_path)
    state = json.loads((tmp_path / "clock.json").read_text())
    assert datetime.fromisoformat(state["domain"]) > datetime.fromisoformat(SHIFT["domain"])
    assert state["beat"] == 0
