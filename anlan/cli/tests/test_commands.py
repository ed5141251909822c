"""The command line: what it prints, and how it ends: 0 done, 1 a fault found, 2 cannot be done as asked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from anlan.cli import main
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate, trace
from anlan.figures.models import Cell
from anlan.figures.registry import REGISTRY
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.testing import NOON, TODAY, accepted_hazard, many_hazards, person, record_hazard

KEYS = ["code", "value", "text", "unit", "area", "from", "to", "known_at", "rows", "digest"]


@pytest.fixture(autouse=True)
def language(monkeypatch):
    """A command sets the language of its process: here it is English, and set back."""
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    with translation.override("en"):
        yield


@pytest.fixture
def run(capsys):
    """Return what runs a command: (exit status, standard output, standard error)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(list(arguments))
        except SystemExit as end:
            status = int(end.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def worked(city):
    accepted_hazard()
    many_hazards(3, "depot")
    return city


def cannot(answer: tuple[int, str, str], *words: str) -> None:
    """Expect exit status 2 and one clear line on standard error, with these words."""
    status, out, err = answer
    assert (status, out) == (2, "")
    assert err.startswith("anlan: ")
    assert err.count("\n") == 1
    for word in words:
        assert word in err


# -- figure ----------------------------------------------------------------------------------------------------


def test_a_figure_as_json_has_exactly_these_keys(worked, run):
    status, out, _err = run("figure", "hazards.outstanding", "--json")

    told = json.loads(out)
    value = evaluate("hazards.outstanding", cut=Cut.of(worked.areas["city"]), period=Period.year_to(TODAY))
    proof = trace(value)
    assert status == 0
    assert list(told) == KEYS
    assert out.count("\n") == 1
    assert told == {
        "code": "hazards.outstanding", "value": 3, "text": "3", "unit": "处", "area": "city", "from": "2022-01-01",
        "to": "2022-10-24", "known_at": value.known.at.astimezone(clock.SHANGHAI).isoformat(), "rows": proof.rows,
        "digest": proof.digest,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "value"),
    [
        ([], 4),
        (["--area", "b"], 3),
        (["--area", "西山区"], 3),
        (["--area", "Xishan"], 3),
        (["--sector", "fire"], 1),
        (["--sector", "fire", "--sector", "燃气"], 4),
        (["--grade", "major"], 0),
        (["--to", "2022-10-23"], 0),
        (["--from", "2022-10-24", "--to", "2022-10-24"], 4),
        (["--from", "2022-10-25", "--to", "2022-12-31"], 0),
        (["--known-at", "2022-10-23"], 0),
        (["--known-at", "2022-10-24T11:59:59"], 0),
    ],
)
def test_a_figure_is_cut_by_its_options(worked, run, options, value):
    _status, out, _err = run("figure", "hazards.found", "--json", *options)

    assert json.loads(out)["value"] == value


def test_a_rate_of_nothing_is_null_and_a_dash(city, run):
    _status, out, _err = run("figure", "hazards.rectification_rate", "--json")

    told = json.loads(out)
    assert (told["value"], told["text"], told["rows"]) == (None, "—", 0)


def test_a_figure_for_people_is_told_in_two_lines(worked, run):
    status, out, _err = run("figure", "hazards.found")

    assert status == 0
    assert out.splitlines()[0] == "Hazards found: 4条 (4)"
    assert "4 rows, SHA-256 " in out.splitlines()[1]


def test_a_day_alone_is_known_to_its_end(city, run):
    record_hazard(at=NOON - timedelta(days=3))
    with clock.at(NOON + timedelta(days=5)):
        _status, out, _err = run("figure", "hazards.found", "--known-at", "2022-10-24", "--json")

    assert json.loads(out)["value"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["figure", "hazards.nonsense"], ["hazards.nonsense", "hazards.found"]),
        (["figure", "hazards.found", "--area", "atlantis"], ["atlantis"]),
        (["figure", "hazards.found", "--sector", "mining"], ["mining"]),
        (["figure", "hazards.found", "--grade", "terrible"], ["terrible", "general"]),
        (["figure", "inspections.visits", "--grade", "major"], ["grade"]),
        (["figure", "hazards.found", "--from", "2022-10-02", "--to", "2022-10-01"], ["--from"]),
        (["figure", "hazards.found", "--known-at", "2023-01-01"], ["not come yet"]),
        (["bulletin", "compose", "--on", "2022-10-25", "--out", "x.txt"], ["2022-10-25", "future"]),
        (["bulletin", "compose", "--on", "2022-10-24", "--out", "x.odt"], [".pdf", ".txt"]),
        (
            ["bulletin", "compose", "--on", "2022-10-24", "--out", "/no/such/folder/x.txt"],
            ["/no/such/folder"],
        ),
        (["person", "nobody-at-all", "--password", "x"], ["nobody-at-all"]),
    ],
    ids=lambda value: " ".join(value)[:60],
)
def test_what_cannot_be_done_ends_with_one_clear_line(city, run, arguments, words):
    cannot(run(*arguments), *words)


@pytest.mark.parametrize(
    "options",
    [
        ["--to", "9999-12-31"],
        ["--from", "0001-01-01"],
        ["--from", "9999-12-31", "--to", "9999-12-31"],
        ["--known-at", "0001-01-01"],
        ["--known-at", "9999-12-31"],
        ["--known-at", "2022-10-01T10:00+20:00"],
        ["--area", "\udcff"],
        ["--sector", "\udcff"],
        ["--area", "x" * 3_000],
    ],
    ids=lambda value: " ".join(value)[:40].encode("ascii", "backslashreplace").decode(),
)
def test_an_option_at_the_end_of_the_world_is_answered_and_is_never_a_fault(city, run, options):
    status, _out, err = run("figure", "hazards.found", *options)

    assert status in (0, 2)
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["figure"], ["figures"], ["journal"], ["bulletin"], ["demo"], ["explode"],
        ["figure", "hazards.found", "--to", "yesterday"], ["figure", "hazards.found", "--known-at", "soon"],
        ["bulletin", "compose", "--on", "2022-10-24"],
        ["demo", "load", "--scale", "0"], ["demo", "load", "--scale", "nan"],
        ["serve", "--port", "0"], ["serve", "--port", "65536"], ["serve", "--port", "８000"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_that_is_not_understood_ends_with_2(run, arguments):
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert "usage: anlan" in err


def test_no_command_at_all_prints_the_help(run):
    status, out, _err = run()

    assert status == 2
    assert "usage: anlan" in out


# -- figures, journal ------------------------------------------------------------------------------------------


def test_the_figures_are_listed_as_json(db, run):
    status, out, _err = run("figures", "list", "--json")

    rows = json.loads(out)
    assert status == 0
    assert [row["code"] for row in rows] == sorted(figure.code for figure in REGISTRY)
    assert set(rows[0]) == {"code", "name", "unit", "kind", "cut_by", "step", "revision", "definition"}
    assert {row["code"]: row["kind"] for row in rows}["hazards.rectification_rate"] == "rate"
    assert "grade" not in {row["code"]: row["cut_by"] for row in rows}["inspections.visits"]


def test_the_figures_are_listed_for_people(db, run):
    _status, out, _err = run("figures", "list")

    assert "hazards.outstanding [处] Hazards outstanding\n    Hazards found in the period" in out


def test_sound_figures_end_with_0(worked, run):
    run("figures", "fold")

    assert run("figures", "verify")[0] == 0
    status, out, _err = run("figures", "verify", "--json")

    assert (status, json.loads(out)["sound"], json.loads(out)["differences"]) == (0, True, [])


def test_bent_figures_end_with_1_and_say_where(worked, run):
    run("figures", "fold")
    Cell.objects.filter(area_id=101, bucket=2022, sector_id=0, grade="general").update(n=7)

    status, out, _err = run("figures", "verify")

    assert status == 1
    assert "DIFFERENCE cell of measure" in out
    assert "kept 7, counted" in out


def test_a_fold_says_how_much(worked, run):
    assert run("figures", "fold")[1] == "9 entries folded\n"
    assert run("figures", "fold")[1] == "0 entries folded\n"


def test_a_sound_journal_ends_with_0(worked, run):
    status, out, _err = run("journal", "verify", "--json")

    told = json.loads(out)
    assert (status, told["sound"], told["entries"], told["cases"], told["faults"]) == (0, True, 9, 6, [])
    assert run("journal", "verify")[1].endswith("9 entries of 6 cases: the journal is sound\n")


def test_a_forged_journal_ends_with_1_and_says_where(worked, run):
    Hazard.objects.filter(state="found").update(revision=5)

    status, out, _err = run("journal", "verify")

    assert status == 1
    assert out.count("FAULT hazard") == 3
    assert out.endswith("3 faults\n")
    assert run("journal", "verify", "--json")[0] == 1


# -- bulletin, person -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "word"), [("zh", "隐患4条"), ("en", " 4 hazards")])
def test_a_bulletin_is_written_to_its_file(worked, run, tmp_path, language, word):
    path = tmp_path / "简报.txt"

    status, out, _err = run(
        "bulletin", "compose", "--on", "2022-10-24", "--out", str(path), "--language", language
    )

    text = path.read_text("utf-8")
    assert status == 0
    assert out == f"{path}: draft, not signed\n"
    assert word in text
    assert len(re.findall(r"\b[0-9a-f]{64}\b", text)) == 9


def test_a_file_that_cannot_be_written_is_told(city, run, tmp_path):
    (tmp_path / "taken.txt").mkdir()

    cannot(
        run("bulletin", "compose", "--on", "2022-10-24", "--out", str(tmp_path / "taken.txt")), "taken.txt"
    )


def test_a_password_is_changed_and_a_weak_one_refused(city, run):
    cannot(run("person", "dept1", "--password", "12345678"), "password")
    status, _out, _err = run("person", "dept1", "--password", "correct horse battery 9")

    assert status == 0
    assert person("dept1").check_password("correct horse battery 9")


def test_an_account_is_unlocked(city, run):
    assert run("person", "dept1", "--unlock")[0] == 0


# -- as a process of its own ------------------------------------------------------------------------------------


def anlan(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "anlan", *arguments],
        capture_output=True, text=True, check=False, env=os.environ | {"ANLAN_LANGUAGE": "en"} | environment,
    )  # fmt: skip


def test_help_needs_no_database(tmp_path):
    told = anlan(
        "--help", ANLAN_DATABASE_URL="postgres://nobody@127.0.0.1:1/none", ANLAN_HOME=str(tmp_path / "no")
    )

    assert (told.returncode, told.stderr) == (0, "")
    assert "bulletin" in told.stdout
    assert not (tmp_path / "no").exists()


def test_an_empty_database_is_told_with_the_way_out(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the other engine's message is tried with --pg by the template's own tests")

    told = anlan("figure", "hazards.found", ANLAN_HOME=str(tmp_path))

    assert told.returncode == 2
    assert "anlan migrate" in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_told_in_one_line(tmp_path):
    told = anlan(
        "journal", "verify", ANLAN_DATABASE_URL="postgres://nobody@127.0.0.1:1/none", ANLAN_HOME=str(tmp_path)
    )

    assert told.returncode == 2
    assert told.stderr.startswith("anlan: the database does not answer")
    assert "Traceback" not in told.stderr


def test_commands_of_one_database_agree(settled):
    record_hazard()
    environment = {"ANLAN_DATABASE_URL": str(os.environ.get("ANLAN_DATABASE_URL", ""))}
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        environment["ANLAN_DATABASE_URL"] = f"sqlite:///{name}"
    else:
        environment["ANLAN_DATABASE_URL"] = f"{environment['ANLAN_DATABASE_URL'].rpartition('/')[0]}/{name}"

    told = anlan("figure", "hazards.found", "--json", **environment)

    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["value"] == 1


def test_a_reader_that_goes_away_is_no_fault(tmp_path):
    told = subprocess.run(
        f'"{sys.executable}" -m anlan figures list | head -c 10',
        shell=True, capture_output=True, text=True, check=False, env=os.environ | {"ANLAN_HOME": str(tmp_path)},
    )  # fmt: skip

    assert "Traceback" not in told.stderr
    assert "BrokenPipe" not in told.stderr


def test_the_package_runs_as_a_module_and_tells_its_version():
    told = anlan("--version")

    assert told.stdout.startswith("anlan ")
    assert Path(sys.executable).exists()
