"""The list of figures: the leading and the own ones on top, each with its value and its last twelve months."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.figures import quoting
from anlan.figures.asking import Asked, asked
from anlan.figures.counting import tabulate
from anlan.figures.evaluation import Value
from anlan.figures.models import Favourite, Quote
from anlan.figures.parts import amounts
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.views.spark import Spark, spark_of
from anlan.journal.snapshot import snapshot
from anlan.kernel import parameters
from anlan.kernel.period import Period, month_end
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in the list; one that is counted over its rows has no value yet: the page does not wait for it."""

    figure: Figure
    value: Value | None
    spark: Spark | None
    favourite: bool


@needs(Permission.FIGURE_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the figures by what they are about; the words of the search, or a code that stands on paper, find one."""
    words = parameters.words(request.GET, "q")
    if (code := quoting.read(words)) and Quote.objects.filter(code=code).exists():
        return redirect("short:value", quoting.written(code))
    question = asked(request.GET, request.actor)
    figures = [one for one in REGISTRY if question.may(one) and one.answers(question.cut_of(one))]
    found = [figure for figure in figures if _is_about(figure, words.casefold())]
    counted = [figure for figure in found if figure.is_counted]
    with snapshot():
        values = question.values(counted)
        sparks = _sparks(counted, values)
    own = set(Favourite.objects.filter(person=request.actor.person_id).values_list("figure", flat=True))
    lines = [Line(f, values.get(f.code), sparks.get(f.code), f.code in own) for f in found]
    context = {
        "asked": question,
        "query": request.GET,
        "words": words,
        "leading": [line for line in lines if line.favourite]
        + [line for line in lines if line.figure.is_leading and not line.favourite],
        "groups": _groups(lines),
        "here": request.get_full_path(),
        **choices(request, question),
    }
    return render(request, "figures/list.html", context)


def choices(request: ActedRequest, question: Asked) -> dict[str, Any]:
    """Return what the filters above a page of figures offer."""
    areas = areas_of(request.actor.scope)
    if question.area.pk not in {area.pk for area in areas}:
        areas.append(question.area)  # closed since, or further down than the list goes
    return {
        "areas": area_choices(areas),
        "sectors": [("", _("All sectors")), *sector_choices()],
        "grades": [("", _("All grades")), ("general", _("General hazard")), ("major", _("Major hazard"))],
    }


def _is_about(figure: Figure, words: str) -> bool:
    text = f"{figure.name} {figure.definition} {figure.code}".casefold()
    return all(word in text for word in words.split())


def _groups(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        groups[REGISTRY.group_of(line.figure)].append(line)
    return [(name, found) for (_app, name), found in groups.items()]


def _sparks(figures: list[Figure], values: dict[str, Value]) -> dict[str, Spark | None]:
    """Return the last twelve months of every counted figure: one statement for those of one cut."""
    found: dict[str, Spark | None] = {}
    for cut in dict.fromkeys(values[figure.code].cut for figure in figures):
        found |= _sparks_of([figure for figure in figures if values[figure.code].cut == cut], values)
    return found


def _sparks_of(figures: list[Figure], values: dict[str, Value]) -> dict[str, Spark | None]:
    one = values[figures[0].code]
    last = month_end(one.period.last)
    year = Period(date(last.year - (last.month < MONTHS), last.month % MONTHS + 1, 1), last)
    months = list(year.months())
    measures = list(dict.fromkeys(measure for figure in figures for measure in figure.measures))
    table = tabulate(measures, one.cut, year, one.known, by=("month",))
    found: dict[str, Spark | None] = {}
    for figure in figures:
        sums = [
            {m: table.get((m, part.first.year * 100 + part.first.month), 0) for m in figure.measures}
            for part in months
        ]
        found[figure.code] = spark_of(figure, [amounts(figure, one) for one in sums], months)
    return found


@needs(Permission.FIGURE_READ)
def value(request: ActedRequest, code: str) -> HttpResponse:
    """Return the value of one figure for the list, which did not wait for it; as a page it is the figure's own."""
    figure = REGISTRY[code]
    question = asked(request.GET, request.actor)
    if "HX-Request" not in request.headers:
        return redirect(f"{reverse('figures:detail', args=[code])}?{question.link()}")
    with snapshot():
        found = question.value(figure.code)
    return render(request, "figures/_value.html", {"value": found, "asked": question})


@needs(Permission.FIGURE_READ)
@require_POST
def favourite(request: ActedRequest, code: str) -> HttpResponse:
    """Put a figure on top of the reader's list, or take it down, and go back."""
    figure = REGISTRY[code]
    mine: dict[str, Any] = {"person_id": request.actor.person_id, "figure": figure.code}
    if request.POST.get("keep") == "1":
        Favourite.objects.get_or_create(**mine)
    else:
        Favourite.objects.filter(**mine).delete()
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("figures:list")
    return redirect(back)
