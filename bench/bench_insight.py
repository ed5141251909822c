"""Issue 12: the wall board, why a figure changed, the analysis and the superiors' forms, over the whole loaded city.

Beside each, in the same rounds, what it cannot do without: the board's, the explanation's and the analysis's own
statements replayed on the bare driver; a form's very cells handed to XlsxWriter, ready in memory. `BENCH_HOME` names a
data folder that already holds the city; without it the demo city is loaded (a hundredth with `BENCH_SIZE=small`).
`BENCH_HAZARDS=250000` first makes the city larger by SQL (bench/scaled.py), `BENCH_OF_YEAR` bounds how many of them are
of its own year: only ever of a copy. `BENCH_PARTS=pages` leaves out forms and explanations.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench import scaled
from bench.ground import ROOT, Watch, median, note, size, tell, temporary_home
from bench.served import environment

ROUNDS = size(9, 3)
WALL_MOST, UNCHANGED_MOST, PAGE_MOST = 300.0, 20.0, 1_000.0
FORM_MOST = {"hazards-monthly": 3_000.0, "province-ledger": 2_000.0}
ANLAN = [sys.executable, "-m", "anlan"]
Work = Callable[[], Any]


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
    from django.conf import settings
    from django.utils import translation

    from anlan.hazards.models import Hazard
    from anlan.kernel import clock

    settings.ALLOWED_HOSTS = ["*"]
    newest = Hazard.objects.order_by("-found_at").values_list("found_at", flat=True)[0]
    with clock.at(newest + timedelta(minutes=5)), translation.override("zh-hans"):
        wanted = int(os.environ.get("BENCH_HAZARDS", "0"))
        if wanted:
            scaled.grow(wanted, of_year=int(os.environ.get("BENCH_OF_YEAR", wanted)))
            scaled.check(_question())
        note(f"{Hazard.objects.count():,} hazards; load {os.getloadavg()[0]:.1f}")
        _wall()
        _pages()
        _analysed()
        if os.environ.get("BENCH_PARTS") == "pages":
            return
        _explained()
        _forms(newest.date())
        _year_of_a_form(newest.date())


def _beside(what: str, work: Work, bare: Work, *, most: float | None = None, bare_is: str) -> None:
    """Measure a piece of work and its bare peer in alternating rounds; tell medians of CPU, by the clock, the ratio."""
    work(), bare()
    ours: list[Watch] = []
    theirs: list[Watch] = []
    for _round in range(ROUNDS):
        for run, into in ((work, ours), (bare, theirs)):
            with Watch() as watch:
                run()
            into.append(watch)
    cpu, raw = (median([one.cpu * 1000 for one in runs]) for runs in (ours, theirs))
    tell("C84", f"{what}, CPU", cpu, "ms", most=most)
    tell("C84", f"{what}, by the clock", median([one.wall * 1000 for one in ours]), "ms")
    tell("C84", f"… {bare_is}, CPU", raw, "ms")
    tell("C84", f"… {what} / {bare_is}, CPU", cpu / raw if raw else 0, "x")


def _statements(work: Work) -> tuple[Work, int]:
    """Return what replays the statements of a piece of work on the bare driver, and how many they are."""
    from django.db import connection

    from bench.steps import capture, replay

    kept = capture(work, connection)
    driver, sqlite = connection.connection, connection.vendor == "sqlite"
    return lambda: replay(kept, driver, sqlite=sqlite), sum(map(len, kept))


# -- the board -------------------------------------------------------------------------------------------------------


def _leader() -> tuple[Any, Any]:
    from anlan.kernel import clock
    from anlan.org.actors import actors_for
    from anlan.org.models import Person

    person = Person.objects.filter(posts__role="leader").order_by("pk")[0]
    return person, actors_for([person], at=clock.now())[person.pk]


def _wall() -> None:
    from django.template.loader import render_to_string
    from django.test import Client
    from django.urls import reverse

    from anlan.boards import live
    from anlan.insight import board
    from anlan.journal.snapshot import snapshot

    person, actor = _leader()

    def draw() -> None:
        with snapshot():
            context = board.content(actor, "")
        render_to_string("insight/_wall.html", {**context, "query": ""})

    bare, number = _statements(lambda: board.content(actor, ""))
    note(f"the board asks {number} statements")
    _beside("the wall board drawn", draw, bare, most=WALL_MOST, bare_is="its statements, bare")
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    address = reverse("insight:live")

    def cold() -> Any:
        live.forget()
        return client.get(address)

    tag = cold()["ETag"]

    def again() -> Any:
        return client.get(address, headers={"if-none-match": tag})

    note(f"answers {cold().status_code} and {again().status_code}")
    _beside("a poll answered by 304", again, cold, most=UNCHANGED_MOST, bare_is="the poll drawn anew")


def _question() -> Any:
    from anlan.figures.asking import asked

    return asked({}, _leader()[1])


def _pages() -> None:
    """Measure whole pages, signed in: the leader's first page, the studies, what checks miss."""
    from django.test import Client
    from django.urls import reverse

    from anlan.org.models import Person

    person, _actor = _leader()
    for who, route in (
        (person, "today"),
        (person, "insight:analysis"),
        (person, "insight:loop"),
        (person, "insight:times"),
        (person, "insight:coverage"),
        (Person.objects.get(username="office"), "detection:gap"),
    ):
        client = Client()
        client.force_login(who, "django.contrib.auth.backends.ModelBackend")
        address = reverse(route)

        def open_page(client: Any = client, address: str = address) -> Any:
            return client.get(address)

        if open_page().status_code != 200:
            note(f"{route} is not open to {who}")
            continue
        _alone(f"page {route}", open_page, most=PAGE_MOST)


def _alone(what: str, work: Work, *, most: float | None = None) -> None:
    """Measure a piece of work; tell medians of its CPU and by the clock."""
    watches = []
    for _round in range(ROUNDS):
        with Watch() as watch:
            work()
        watches.append(watch)
    tell("C84", f"{what}, CPU", median([one.cpu * 1000 for one in watches]), "ms", most=most)
    tell("C84", f"{what}, by the clock", median([one.wall * 1000 for one in watches]), "ms")


# -- questions about figures -----------------------------------------------------------------------------------------


def _explained() -> None:
    from anlan.figures import changes
    from anlan.figures.comparing import compared

    _person, actor = _leader()
    for code in ("hazards.outstanding", "hazards.overdue"):

        def explain(code: str = code) -> Any:
            found = compared(code, actor, {})
            if not found.latter.figure.is_counted:
                return changes.exchange(found.former, found.latter, scope=actor.scope)
            told = changes.change(found.former, found.latter)
            return told, changes.movers(found.former, found.latter, scope=actor.scope)

        bare, number = _statements(explain)
        note(f"why {code} differs from a week ago: {number} statements")
        _beside(f"{code} explained", explain, bare, bare_is="its statements, bare")


def _analysed() -> None:
    from anlan.figures.asking import asked
    from anlan.insight import analysis

    _person, actor = _leader()
    question = asked({}, actor)
    for rows, columns, against in (
        ("area", "sector", ""),
        ("area", "month", "year"),
        ("sector", "", "before"),
    ):

        def analyse(rows: str = rows, columns: str = columns, against: str = against) -> Any:
            return analysis.table(
                question.value("hazards.rectification_rate"), question, rows, columns, against
            )

        bare, number = _statements(analyse)
        what = " × ".join(one for one in (rows, columns) if one) + (f", beside {against}" if against else "")
        note(f"the rate by {what}: {number} statements")
        _beside(f"analysis by {what}", analyse, bare, bare_is="its statements, bare")


# -- forms -----------------------------------------------------------------------------------------------------------


def _forms(newest: date) -> None:
    from anlan.exchange import shipped
    from anlan.exchange.filling import fill
    from anlan.kernel.period import Period
    from anlan.org.models import Area
    from anlan.org.scope import SYSTEM

    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk")[0]
    last = newest.replace(day=1) - timedelta(days=1)
    period = Period(last.replace(day=1), last)
    for code in shipped.shipped():
        blank = shipped.find(code).blank()

        def make(blank: Any = blank) -> Any:
            return fill(blank, by=SYSTEM, area=root, period=period, issuer="市安委办")

        made = make()
        cells = _cells(made.content)
        note(
            f"{code}: {len(cells):,} cells, agrees: {made.agrees}, same again: {make().content == made.content}"
        )
        _beside(
            f"{code} filled",
            make,
            partial(_written, cells),
            most=FORM_MOST.get(code),
            bare_is="its cells by XlsxWriter",
        )


def _year_of_a_form(newest: date) -> None:
    """Fill the national monthly form for each whole month of the year: time of all, and whether each agrees."""
    from anlan.exchange import shipped
    from anlan.exchange.filling import fill
    from anlan.kernel.period import Period, month_end
    from anlan.org.models import Area
    from anlan.org.scope import SYSTEM

    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk")[0]
    blank = shipped.find("hazards-monthly").blank()
    firsts = [date(newest.year, month, 1) for month in range(1, newest.month)]
    with Watch() as watch:
        made = [
            fill(blank, by=SYSTEM, area=root, period=Period(one, month_end(one)), issuer="市安委办")
            for one in firsts
        ]
    note(f"hazards-monthly: {len(made)} months, all agree: {all(one.agrees for one in made)}")
    tell("C84", f"the national form of {len(made)} months, CPU", watch.cpu * 1000, "ms")
    tell("C84", "… of one of them", watch.cpu * 1000 / len(made), "ms", most=FORM_MOST["hazards-monthly"])


def _cells(content: bytes) -> list[tuple[int, int, Any]]:
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [
        (c.row - 1, c.column - 1, c.value) for line in sheet.iter_rows() for c in line if c.value is not None
    ]


def _written(cells: list[tuple[int, int, Any]]) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for row, column, value in cells:
        if isinstance(value, int | float):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, str(value))
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
