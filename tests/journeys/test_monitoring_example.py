"""The example that connects a monitoring system, run as it is documented: a signed alarm in, a webhook out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from anlan.api.client import text
from anlan.api.telling import readable
from anlan.hooks import acts
from anlan.hooks.sender import Sender
from anlan.installations.alarm_flow import ALARM_FLOW
from anlan.installations.models import PlantAlarm
from anlan.installations.signing import key_of
from anlan.installations.tests.factories import installation, source
from anlan.lifecycle import door
from anlan.testing import actor, person
from tests.architecture.test_house import ROOT

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")  # the files of pages are not served here


def test_an_alarm_goes_in_signed_and_what_becomes_of_it_comes_out_signed(
    settled: Any, served: str, tmp_path: Path, settings: Any
) -> None:
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    (tmp_path / "anlan_client.py").write_text(text())
    script = tmp_path / "monitoring_system.py"
    script.write_text((ROOT / "examples" / "monitoring_system.py").read_text())
    one, of = installation(), source()
    (tmp_path / "alarm.key").write_text(key_of(of))
    (tmp_path / "hook.key").write_text("")
    heard = tmp_path / "events.jsonl"

    def listen(port: str) -> subprocess.Popen[str]:
        given = ("listen", "--port", port, "--key", "hook.key", "--keep", str(heard))
        return subprocess.Popen(
            [sys.executable, str(script), *given], cwd=tmp_path, stdout=subprocess.PIPE, text=True
        )

    with listen("0") as probe:
        assert probe.stdout is not None
        port = probe.stdout.readline().split()[-1]
        probe.kill()
    made = acts.register(
        by=actor("security1"),
        given={"name": "DCS", "address": f"http://127.0.0.1:{port}/", "account": person("county1").pk,
               "kinds": ["plant_alarm"]},
        key=None,
    )  # fmt: skip
    (tmp_path / "hook.key").write_text(made.key)
    with listen(port) as listener:
        assert listener.stdout is not None
        assert "listening" in listener.stdout.readline()
        given = ("--address", served, "--source", of.number, "--key", "alarm.key", "--installation", one.number,
                 "--tag", "PT-101", "--value", "1.8", "--kind", "pressure", "--id", "DCS-1")  # fmt: skip
        for _twice in range(2):
            subprocess.run(
                [sys.executable, str(script), "send", *given],
                cwd=tmp_path,
                check=True,
                capture_output=True,
                timeout=60,
            )
        alarm = PlantAlarm.objects.get()
        seen = {"finding": "real", "cause": "A valve was shut"}
        door.apply(ALARM_FLOW, alarm.pk, "check", by=actor("county1"), input=seen)
        Sender(readable()).drain(seconds=20)
        until = time.monotonic() + 5
        while time.monotonic() < until and not heard.exists():
            time.sleep(0.05)
        events = [json.loads(line) for line in heard.read_text("utf-8").splitlines()]
        listener.kill()

    assert [one["event"] for one in events] == ["plant_alarm.receive", "plant_alarm.check"]
    assert {one["case"]["href"] for one in events} == {f"/api/v1/plant-alarms/{alarm.pk}"}
