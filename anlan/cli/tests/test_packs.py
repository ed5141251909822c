"""`anlan packs`: another edition is taken in whole or refused with what is wrong, and holds from its day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anlan.cli import main
from anlan.installations import duty_packs, packs


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ANLAN_HOME", str(tmp_path))
    yield
    packs.editions.cache_clear()
    duty_packs.packs.cache_clear()


def pack(path: Path, kind: str = "grading", **changes: Any) -> str:
    of = {
        "grading": packs.FOLDER / "gb-18218-2018.json",
        "guarantee": duty_packs.FOLDER / "guarantee-2021.json",
    }
    told = (
        json.loads(of[kind].read_text("utf-8")) | {"code": "trial", "effective_from": "2026-09-30"} | changes
    )
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return str(path)


def forget() -> None:
    """Read anew, as the next start of the server does."""
    packs.editions.cache_clear()
    duty_packs.packs.cache_clear()


def test_an_edition_is_taken_in_and_holds_from_its_day_and_the_old_one_before(tmp_path, capsys):
    assert main(["packs", "add", pack(tmp_path / "g.json")]) == 0
    assert main(["packs", "add", pack(tmp_path / "d.json", "guarantee")]) == 0
    forget()

    assert packs.edition_on(date(2026, 9, 29)).code == "gb-18218-2018"
    assert packs.edition_on(date(2026, 9, 30)).code == "trial"
    owed = [duty_packs.pack_on(date(2026, 9, day)) for day in (29, 30)]
    assert [one.code for one in owed if one is not None] == ["guarantee-2021", "trial"]
    capsys.readouterr()
    assert main(["packs", "list", "--json"]) == 0
    told = [(one["kind"], one["code"]) for one in json.loads(capsys.readouterr().out)]
    assert told == [("grading", "gb-18218-2018"), ("grading", "trial"), ("guarantee", "guarantee-2021"),
                    ("guarantee", "trial")]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("grading", {"code": "gb-18218-2018"}, "is kept already"),
        ("grading", {"effective_from": "2019-03-01"}, "cannot be told apart"),
        ("grading", {"code": "A B"}, "is no code"),
        ("grading", {"levels": [{"from": "200", "level": "I"}, {"from": "0", "level": "IV"}]}, "I from 100"),
        ("grading", {"alpha": [{"from": 1, "alpha": "1"}]}, "down to 0"),
        ("grading", {"toxic": [{"cas": "7664-41-8", "beta": "2"}]}, "is no CAS number"),
        ("grading", {"classes": []}, "a table is empty"),
        ("guarantee", {"duties": [{"code": "x"}]}, "cannot be read"),
        ("guarantee", {"effective_from": "some day"}, "cannot be read"),
    ],
)
def test_a_faulty_pack_is_refused_and_nothing_is_laid_down(tmp_path, capsys, kind, changes, said):
    assert main(["packs", "add", pack(tmp_path / "x.json", kind, **changes)]) == 2

    assert said in capsys.readouterr().err
    assert not list((tmp_path / "packs").rglob("*"))


def test_a_file_that_takes_the_code_of_a_delivered_edition_is_named(tmp_path):
    folder = tmp_path / "packs" / "grading"
    folder.mkdir(parents=True)
    pack(folder / "mine.json", code="gb-18218-2018")
    forget()

    with pytest.raises(Exception, match=r"mine\.json"):
        packs.editions()
