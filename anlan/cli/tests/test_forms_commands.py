"""`anlan forms`: listed, shown, written to a file and entered from it, in the right of an account."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from anlan.cli import main
from anlan.kernel import clock
from anlan.reporting.form_models import FormVersion
from anlan.reporting.tests.factories import FIELDS, a_form, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def language(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    with translation.override("en"), clock.at(at(15)):
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["forms", *arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.mark.parametrize("ending", ["xlsx", "json"])
def test_a_form_goes_out_is_changed_and_comes_in_as_a_new_version(
    city: Any, run: Any, tmp_path: Path, ending: str
) -> None:
    a_form()
    file = tmp_path / f"form.{ending}"
    assert run("export", "weekly", "--out", str(file))[0] == 0

    same = run("import", str(file), "--by", "office1", "--first-day", "2022-10-31")
    assert same[0] == 2
    assert "says the same" in same[2]
    FormVersion.objects.filter(code="weekly").update(digest="another")
    tried = run("import", str(file), "--by", "office1", "--first-day", "2022-10-31", "--dry-run")
    assert (tried[0], FormVersion.objects.filter(code="weekly").count()) == (0, 1)
    status, out, _err = run("import", str(file), "--by", "office1", "--first-day", "2022-10-31", "--json")

    assert (status, json.loads(out)["version"]) == (0, 2)
    first, second = FormVersion.objects.filter(code="weekly").order_by("version")
    assert first.fields == second.fields
    assert (second.name, second.kind, second.takes_zero) == (first.name, first.kind, first.takes_zero)


def test_forms_are_listed_and_shown(city: Any, run: Any) -> None:
    a_form()

    assert {one["code"] for one in json.loads(run("list", "--json")[1])} == {"daily", "weekly"}
    assert "closed_plants" in run("show", "weekly")[1]
    status, _out, err = run("show", "nothing")
    assert status == 2
    assert "daily, weekly" in err


def test_an_import_without_the_right_or_with_faults_enters_nothing(
    city: Any, run: Any, tmp_path: Path
) -> None:
    file = tmp_path / "form.json"
    told = {
        "code": "w2",
        "name": "周报",
        "kind": "周报",
        "first_day": "2022/10/31",
        "takes_zero": "否",
        "fields": FIELDS,
    }
    file.write_text(json.dumps(told), encoding="utf-8")

    denied = run("import", str(file), "--by", "dept1")
    unknown = run("import", str(file), "--by", "nobody-at-all")
    file.write_text(json.dumps({**told, "fields": [{"code": "x"}]}), encoding="utf-8")
    faulty = run("import", str(file), "--by", "office1")

    assert [one[0] for one in (denied, unknown, faulty)] == [2, 2, 2]
    assert "Only the office" in denied[2]
    assert "Field 1" in faulty[2]
    assert not FormVersion.objects.filter(code="w2").exists()
    file.write_text(json.dumps(told), encoding="utf-8")
    assert run("import", str(file), "--by", "office1")[0] == 0
