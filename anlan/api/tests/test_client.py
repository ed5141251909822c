"""The generated Python client, as a programme of somebody else's uses it: over HTTP, against a served installation."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import ModuleType
from typing import Any

import pytest

from anlan.api.client import text
from anlan.api.openapi import document
from anlan.api.tests.callers import ALL, token_of
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.testing import found_hazard

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")  # the files of pages are not served here


@pytest.fixture(scope="module")
def made() -> ModuleType:
    module = ModuleType("anlan_client")
    exec(compile(text(), "anlan_client.py", "exec"), module.__dict__)
    return module


def test_it_has_a_method_for_every_operation_and_imports_nothing_of_ours(made, tmp_path):
    (tmp_path / "anlan_client.py").write_text(text())
    script = "import sys, anlan_client; sys.exit(any(m == 'anlan' or m == 'django' for m in sys.modules))"
    alone = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)

    operations = {o["operationId"] for methods in document()["paths"].values() for o in methods.values()}
    assert {name for name in operations if not callable(getattr(made.Anlan, name, None))} == set()
    assert alone.returncode == 0


def test_it_reads_acts_and_tells_what_is_refused(made, settled, served):
    first = found_hazard()
    for _ in range(4):
        found_hazard()
    anlan = made.Anlan(served, token_of("dept1", *ALL[:2]), language="en")
    due = {"due_at": (clock.now() + timedelta(days=3)).isoformat()}

    rows = list(anlan.hazards_list(limit=2))
    done = anlan.hazard_assign(first.pk, input=due, key="client-0001")
    again = anlan.hazard_assign(first.pk, input=due, key="client-0001")

    assert sorted(row["id"] for row in rows) == sorted({row["id"] for row in rows})
    assert len(rows) == 5, "every page was asked for"
    assert (done["state"], done["replayed"], again["replayed"]) == ("assigned", False, True)
    assert anlan.figures_get("hazards.found")["code"] == "hazards.found"
    assert anlan.ledgers_template("visits")[:2] == b"PK"
    with pytest.raises(made.AnlanRefused) as met:
        anlan.hazard_assign(first.pk, input=due)
    assert (met.value.status, met.value.code) == (409, "state.wrong")
    with pytest.raises(made.AnlanRefused) as met:
        anlan.hazard_assign(first.pk, input={})
    assert met.value.status == 422
    assert Entry.objects.filter(case_id=first.pk, step="assign").count() == 1


def test_a_photograph_goes_up_and_no_name_breaks_out_of_its_header(made, settled, served):
    anlan = made.Anlan(served, token_of("dept1"), language="en")

    with pytest.raises(made.AnlanRefused) as met:
        anlan.photographs_upload(photo=('a"\r\nX: 1.jpg', b"no picture"))

    assert met.value.status == 422


@pytest.mark.parametrize("times", [1, 4])
def test_what_a_proxy_cut_off_is_sent_again_under_the_same_key(made, monkeypatch, times):
    keys: list[str | None] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            keys.append(self.headers["Idempotency-Key"])
            self.rfile.read(int(self.headers["Content-Length"]))
            fails = len(keys) <= times
            self.send_response(502 if fails else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"seq": 7}' if not fails else b"<html>")

        def log_message(self, *args: Any) -> None: ...

    monkeypatch.setitem(made.__dict__, "WAITS", (0.0, 0.0, 0.0))
    server = HTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    anlan = made.Anlan(f"http://127.0.0.1:{server.server_port}", "t")
    try:
        if times < 4:
            assert anlan.hazard_assign(1, input={})["seq"] == 7
        else:
            with pytest.raises(made.AnlanRefused, match="502"):
                anlan.hazard_assign(1, input={})
    finally:
        server.shutdown()
        server.server_close()
    assert len(keys) == min(times + 1, 4)
    assert len(set(keys)) == 1


def test_where_nobody_answers_the_key_is_told(made, monkeypatch):
    monkeypatch.setitem(made.__dict__, "WAITS", (0.0,))
    with pytest.raises(made.AnlanUnreachable) as met:
        made.Anlan("http://127.0.0.1:9", "t").hazard_assign(1, input={}, key="mine-0001")
    assert met.value.key == "mine-0001"
