"""One figure: what it is, what it says, against the year before, taken apart, and the first of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.figures import parts
from anlan.figures.asking import Asked, asked, of_kind
from anlan.figures.counting import first_day, sums
from anlan.figures.evaluation import Value, records
from anlan.figures.models import Favourite
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.views import panels
from anlan.figures.views.listing import choices
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.kernel.numerals import interval
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope

FIRST_ROWS = 10


@needs(Permission.FIGURE_READ)
def detail(request: ActedRequest, code: str) -> HttpResponse:
    """Show one figure: value, definition, first rows, trend, cuts, where it comes from, how it changed."""
    figure = REGISTRY[code]
    question = asked(request.GET, request.actor)
    with snapshot():
        value = question.value(figure.code)
        told = _told(value, question)
        apart = figure.is_counted and not told["nothing"]
        context = {
            **told,
            **_rows(value, request.actor.scope),
            **(panels.breakdown(value, question) if apart else {"parts": None}),
            **choices(request, question),
            "query": request.GET,
            "favourite": Favourite.objects.filter(person=request.actor.person_id, figure=code).exists(),
            "here": request.get_full_path(),
        }
    return render(request, "figures/detail.html", context)


@needs(Permission.FIGURE_READ)
def rows(request: ActedRequest, code: str) -> HttpResponse:
    """Show every record that a figure counts, a page at a time, within the reader's scope."""
    figure = REGISTRY[code]
    question = asked(request.GET, request.actor)
    with snapshot():
        value = question.value(figure.code)
        counted = of_kind(figure, records(value, scope=request.actor.scope), request.GET)
        page = parameters.page(counted.only("pk"), request.GET)
        columns, told = figure.tell([row.pk for row in page.rows])
        kind = parameters.words(request.GET, "kind")
        number = counted.count() if kind else value.count if value.base is None else value.base
    context = {
        "figure": figure,
        "value": value,
        "asked": question,
        "columns": columns,
        "rows": told,
        "page": page,
        "number": number,
        "kind": kind,
        "kind_told": dict(figure.kinds.names())[kind] if kind and figure.kinds else "",
        **choices(request, question),
        "query": request.GET,
    }
    return render(request, "figures/rows.html", context)


def _told(value: Value, question: Asked) -> dict[str, Any]:
    figure = value.figure
    former = parts.before(value) if figure.is_counted else None
    return {
        "figure": figure,
        "value": value,
        "asked": question,
        "former": former,
        "nothing": not any((value.count, value.base, former and (former.count or former.base))),
        "differs": _difference(value, former) if former else "",
        "before_query": _before(value, question),
        "interval": _interval(value),
        "states": _states(value),
        "other_definition": _other(figure),
        "made_of": _made_of(value),
        "used_by": [other for other in REGISTRY if other is not figure and figure.code in other.measures],
        "sectors_told": _sectors(value.cut.sector_ids),
    }


def _before(value: Value, question: Asked) -> str:
    """Return the question of the year before, for a figure that the page does not wait for."""
    period = parts.year_before(value.period)
    return question.link(**{"from": period.first.isoformat(), "to": period.last.isoformat()})


def _rows(value: Value, scope: Scope) -> dict[str, Any]:
    found = list(records(value, scope=scope).only("pk").order_by("-pk")[: FIRST_ROWS + 1])
    columns, told = value.figure.tell([row.pk for row in found[:FIRST_ROWS]])
    return {"columns": columns, "rows": told, "more_rows": len(found) > FIRST_ROWS}


def _interval(value: Value) -> tuple[int, int] | None:
    """Return the least and the greatest count that the prose may stand for, where it is not just one."""
    if value.figure.kind != "count" or value.count < 0:
        return None
    span = interval(value.text, step=value.figure.step if value.count >= value.figure.step else None)
    return (span.low, span.high - 1) if span.high - 1 > span.low else None


def _difference(value: Value, former: Value) -> str:
    """Return how much more or less than the year before, in the figure's own unit; "" where that says nothing."""
    if value.number is None or former.number is None or (not former.count and not former.base):
        return ""
    difference = value.number - former.number
    if value.base is None:
        return f"{difference:+,}".replace("-", "−")
    if value.figure.is_mean:
        return f"{difference:+.1f}"
    return _("%(points)s percentage points") % {"points": f"{difference:+.1f}"}


@dataclass(frozen=True, slots=True)
class State:
    """What a reader must know before reading the number."""

    tone: str
    text: str


def _states(value: Value) -> list[State]:
    """Return what is special about the question: a period to come, or before the records begin, or a past moment."""
    found, today = [], clock.local_day(value.known.at)
    if value.period.first > today:
        found.append(State("warn", _("This period has not begun: nothing can have been counted in it yet.")))
    elif value.period.last > today:
        found.append(
            State(
                "info",
                _("The period goes on to %(last)s; counted is what is known up to now.")
                % {"last": value.period.last},
            )
        )
    if value.figure.is_counted and not value.count and not value.base:
        begin = first_day(value.figure.measures, value.cut.area_id)
        if begin is None:
            found.append(State("info", _("Nothing has been recorded for this figure here yet.")))
        elif value.period.last < begin:
            found.append(
                State(
                    "info",
                    _("The records begin on %(day)s: before that nothing was counted here.") % {"day": begin},
                )
            )
    return found


def _other(figure: Figure) -> tuple[str, str, str]:
    """Return (language tag, name, definition) in the language that the page is not in."""
    english = (get_language() or "").startswith("en")
    with translation.override("zh-hans" if english else "en"):
        return ("zh-Hans" if english else "en", str(figure.name), str(figure.definition))


def _sectors(keys: tuple[int, ...]) -> str:
    if not keys:
        return _("All sectors")
    return ", ".join(one.label for one in Sector.objects.filter(pk__in=keys).order_by("position", "code"))


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the sum that a figure is: + or − or ÷, what it is called, how much, its own figure if there is one."""

    sign: str
    name: str
    code: str
    amount: int
    figure: Figure | None


def _made_of(value: Value) -> list[Term]:
    """Return the arithmetic of a counted figure with the amounts of now; empty where it is one measure."""
    figure = value.figure
    if len(figure.measures) < 2:
        return []
    found = sums(figure.measures, value.cut, value.period, value.known)
    signed = [
        *(("+", m) for m in figure.plus),
        *(("−", m) for m in figure.minus),
        *(("÷", m) for m in figure.of),
    ]
    return [Term(sign, REGISTRY.name_of(m), m, found[m], REGISTRY.find(m)) for sign, m in signed]
