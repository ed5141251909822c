"""Ready or not: what `/readyz` answers to anybody, and what `anlan doctor` looks at."""

from __future__ import annotations

from django.test import Client

from anlan.jobs.models import Run, RunState
from anlan.kernel import clock
from anlan.web.health import EVERYTHING, FAULT, look, paper_fonts


def test_without_a_worker_it_is_not_ready(city):
    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["worker"] == FAULT
    assert answer.json()["database"] == "ok"


def test_with_a_worker_it_is_ready_and_tells_no_particulars(city):
    Run.objects.create(
        job="j", slot_at=clock.now(), state=RunState.DONE, started_at=clock.now(), finished_at=clock.now()
    )

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert set(answer.json().values()) <= {"ok", "warning"}


def test_the_doctor_looks_at_everything_and_gives_advice(city):
    findings = {finding.name: finding for finding in look(EVERYTHING)}

    assert len(findings) == len(EVERYTHING)
    assert findings["worker"].state == FAULT
    assert all(finding.advice for finding in findings.values() if finding.state == FAULT)


def test_the_doctor_names_the_fonts_of_official_paper(settings, tmp_path):
    settings.FONT_DIR = None
    shipped = paper_fonts()
    settings.FONT_DIR = tmp_path / "nowhere"
    astray = paper_fonts()
    settings.FONT_DIR = tmp_path
    empty = paper_fonts()

    assert (shipped.state, shipped.seen) == ("ok", "Anlan Fang, Anlan Kai, Anlan Hei, Anlan Song")
    assert (astray.state, empty.state) == ("warning", "warning")
    assert astray.advice != empty.advice
