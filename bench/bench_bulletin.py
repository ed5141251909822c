"""T11, the whole of it: an issue composed, frozen, printed and replayed from the loaded city, beside bare typst.

The issue is that of the demo's day (24 October 2022), drafted anew in a transaction that is rolled back; its numbers
come from all hazards of the city. Bare means: the same words in the same face on plain A4, given to a kept typst
compiler of its own. The words differ from round to round, so that no cache answers. Replay is of the signed demo issue,
whose files must come out byte by byte the same. `BENCH_HOME` names a data folder that already holds the city.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.bench_documents import _bare_of, _memory
from bench.ground import ROOT, Watch, note, size, tell, temporary_home
from bench.served import environment

DAY = date(2022, 10, 24)
ROUNDS = size(12, 3)
ANLAN = [sys.executable, "-m", "anlan"]
PAPER = (
    ("lines on a full page", 22.0, ""),
    ("pitch of its lines", (225 - 16 / (72 / 25.4)) / 21, "mm"),
    ("left margin", 28.0, "mm"),
    ("right edge of the type area", 184.0, "mm"),
    ("top of the type area", 37.0, "mm"),
    ("foot of the type area", 262.0, "mm"),
)


def main() -> int:
    given = os.environ.get("BENCH_HOME")
    if given:
        _measure(Path(given))
        return 0
    with temporary_home() as home:
        load = [*ANLAN, "demo", "load", "--scale", "0.01" if size(1, 0) == 0 else "1"]
        subprocess.run(
            load, cwd=ROOT, env=environment(ANLAN_HOME=str(home)), check=True, stdout=subprocess.DEVNULL
        )
        _measure(home)
    return 0


def _measure(home: Path) -> None:
    os.environ["ANLAN_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = str(home), "anlan.config.settings"
    import django

    django.setup()
    from anlan.hazards.models import Hazard

    note(f"{Hazard.objects.count():,} hazards")
    before = _memory()
    with _reviewed() as issue:
        _made(issue)
        _previewed(issue)
    tell("T11", "peak memory of the process", _memory(), "MB")
    tell("T11", "… before the first issue", before, "MB")
    _replayed()


@contextmanager
def _reviewed() -> Iterator[Any]:
    """Yield an issue of the day that has passed its review; nothing of it is kept."""
    from django.db import transaction

    from anlan.bulletins import series
    from anlan.bulletins.flow import BULLETIN_FLOW
    from anlan.bulletins.models import Issue
    from anlan.kernel import clock
    from anlan.lifecycle.door import apply, open_case
    from anlan.org.actors import actors_for
    from anlan.org.models import Person

    run = series.find(series.BULLETIN)
    now = clock.now()
    people = [Person.objects.filter(posts__role=role).order_by("pk")[0] for role in ("editor", "reviewer")]
    actors = actors_for(people, at=now)
    editor, reviewer = (actors[one.pk] for one in people)
    special = series.running_special(run, DAY)
    given = {
        "series": run.pk, "special": special.pk if special else None, "on": DAY, "title": "查隐患　保平安",
        "language": "zh",
    }  # fmt: skip
    with transaction.atomic():
        key = open_case(BULLETIN_FLOW, "draft", by=editor, input=given).case_id
        apply(BULLETIN_FLOW, key, "submit", by=editor)
        apply(BULLETIN_FLOW, key, "review", by=reviewer)
        rows = Issue.objects.select_related("series__area", "series__issuer", "special", "area")
        yield rows.get(pk=key)
        transaction.set_rollback(True)


def _made(issue: Any) -> None:
    from anlan.bulletins import checks, composing
    from anlan.bulletins.freeze import freeze
    from anlan.documents.rendering import docx, pdf

    steps: dict[str, Callable[[int], Any]] = {
        "draft from section files": lambda _n: composing.of_day(issue.series, on=DAY, language="zh"),
        "compose": lambda _n: composing.of_issue(issue),
        "look for what stands against it": lambda _n: checks.obstacles(issue, composing.of_issue(issue)),
        "compose, check and freeze": lambda _n: freeze(issue),
        "PDF": lambda n: pdf.render(_changed(kept, n)),
        "DOCX": lambda n: docx.render(_changed(kept, n)),
    }
    kept = freeze(issue).document
    bare = _bare_of(lambda n: _words(_changed(kept, n)))
    steps["typst, bare compile of the same text"] = bare
    wall: dict[str, list[float]] = {name: [] for name in steps}
    cpu: dict[str, list[float]] = {name: [] for name in steps}
    for n in range(ROUNDS + 1):
        for name, make in steps.items():
            with Watch() as watch:
                make(n)
            if n:  # the first warms
                wall[name].append(watch.wall * 1000)
                cpu[name].append(watch.cpu * 1000)
    for name in steps:
        tell("T11", f"{name}, warm, CPU", statistics.median(cpu[name]), "ms")
    whole = ("compose, check and freeze", "PDF", "DOCX")
    tell(
        "T11",
        "compose + freeze + PDF + DOCX, warm, CPU",
        sum(statistics.median(cpu[s]) for s in whole),
        "ms",
        most=500,
    )
    tell(
        "T11",
        "… by the clock (other work on the machine)",
        sum(statistics.median(wall[s]) for s in whole),
        "ms",
    )
    alone = statistics.median(cpu["typst, bare compile of the same text"])
    tell(
        "T11",
        "… against typst's bare compile, CPU",
        sum(statistics.median(cpu[s]) for s in whole) / alone,
        "x",
    )
    _paper(pdf.render(kept), len(kept.blocks))


def _changed(document: Any, n: int) -> Any:
    """Return the document with every paragraph new to any cache."""
    from anlan.documents.model import Paragraph, Text

    blocks = tuple(
        replace(block, runs=(Text(f"第{n}次排版。"), *block.runs)) if isinstance(block, Paragraph) else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def _words(document: Any) -> list[str]:
    from anlan.documents.model import Paragraph

    return ["".join(run.text for run in one.runs) for one in document.blocks if isinstance(one, Paragraph)]


def _paper(content: bytes, blocks: int) -> None:
    """Measure a page of the demo city's own faces, full of text, against the standard."""
    from anlan.documents.rendering import pdf
    from anlan.documents.tests import specimens
    from anlan.documents.tests.measuring import measure

    pages = measure(content)
    note(f"the issue: {len(pages)} pages, {blocks} blocks")
    full = measure(pdf.render(specimens.bulletin(length=8)))[1]
    lines = full.lines
    glyphs = list(itertools.chain.from_iterable(lines))
    pitches = [below[0].y - above[0].y for above, below in itertools.pairwise(lines)]
    found = (
        len(lines), statistics.mean(pitches), min(g.left for g in glyphs), max(g.right for g in glyphs),
        min(g.top for g in lines[0]), max(g.bottom for g in lines[-1]),
    )  # fmt: skip
    for (name, wanted, unit), value in zip(PAPER, found, strict=True):
        note(f"{name}: {value:.2f} {unit} (GB/T 9704: {wanted:.2f})")


def _previewed(issue: Any) -> None:
    """Measure what an editor waits for: one paragraph with its figures and claims."""
    from anlan.bulletins import composing, editing
    from anlan.bulletins.wording import claims_in
    from anlan.documents.compose import fill

    text = "截至{day}，检查{inspections.visits}，发现{hazards.found}，整改率{hazards.rectification_rate}，逐项盯办{}。"
    taken = []
    for n in range(ROUNDS + 1):
        row = {"key": "preview", "text": text.replace("{}", str(n)), "first": "", "second": ""}
        with Watch() as watch:
            setting = composing.setting_of(issue)
            claims_in(fill(editing.passages([row]), setting, replaced=composing.replaced(issue)), setting)
        taken.append(watch.cpu * 1000)
    tell(
        "T11",
        "preview of a paragraph with three figures and a claim, CPU",
        statistics.median(taken[1:]),
        "ms",
        most=100,
    )


def _replayed() -> None:
    from anlan.bulletins.models import Issue
    from anlan.bulletins.replay import replay

    issue = Issue.objects.signed().select_related("series").get(year=2022, number=49)
    taken = []
    for _n in range(3):
        with Watch() as watch:
            found = replay(issue)
        taken.append((watch.cpu, watch.wall))
    same = "all numbers the same" if found.equal else "NUMBERS DIFFER"
    note(
        f"No. 49 replayed: {same}, {found.proven_rows:,} rows, byte-identical {', '.join(sorted(found.files))}"
    )
    tell(
        "T11",
        f"replay of {len(found.numbers)} numbers, CPU",
        statistics.median(c for c, _w in taken),
        "s",
        most=2,
    )
    tell("T11", "… by the clock (other work on the machine)", statistics.median(w for _c, w in taken), "s")


if __name__ == "__main__":
    sys.exit(main())
