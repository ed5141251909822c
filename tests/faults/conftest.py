"""A test of servers that fails leaves none behind: each would go on restarting workers on a database that is gone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.faults import test_serve


@pytest.fixture(autouse=True)
def no_server_is_left() -> Iterator[None]:
    test_serve.STARTED.clear()
    yield
    for server in test_serve.STARTED:
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)
