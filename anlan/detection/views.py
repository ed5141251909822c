"""What checks find and what they miss: for the office that plans them, and for nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anlan.bulletins.views.lists import as_file
from anlan.detection import gathering
from anlan.detection.estimating import FEW, Recapture, Share, Tally, rate, ratio
from anlan.detection.gathering import KINDS, ORDINARY, SUDDEN, TEAM
from anlan.documents.formats import FORMATS
from anlan.documents.model import Bulletin, Cell, Composition, Paragraph, Table, Text
from anlan.figures.asking import Asked, asked
from anlan.journal.snapshot import snapshot
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Sector
from anlan.org.roles import Permission

NAMES: dict[str, Promise] = {
    ORDINARY: gettext_lazy("Ordinary checks"),
    SUDDEN: gettext_lazy("Unannounced checks"),
    TEAM: gettext_lazy("Visits of teams"),
}
COLUMNS = (
    gettext_lazy("Checks"), gettext_lazy("Visits"), gettext_lazy("Hazards"), gettext_lazy("Hazards per visit"),
    gettext_lazy("Times ordinary checks"),
)  # fmt: skip
PLACES = (
    gettext_lazy("Ordinary: visits"), gettext_lazy("Ordinary: hazards per visit"),
    gettext_lazy("Teams: visits"), gettext_lazy("Teams: hazards per visit"), gettext_lazy("Times ordinary checks"),
)  # fmt: skip
RECAPTURES = (
    gettext_lazy("Two checks of the same places"), gettext_lazy("Places"), gettext_lazy("By the first"),
    gettext_lazy("By the second"), gettext_lazy("By both"), gettext_lazy("There were, at least"),
    gettext_lazy("Found by neither"),
)  # fmt: skip
Rows = list[list[str]]


@needs(Permission.LOOKBACK_KEEP)
def gap(request: ActedRequest) -> HttpResponse:
    """Show the rates side by side and what neither of two checks found. Nothing here stands in a document."""
    question, tables = _told(request)
    context = {
        "asked": question,
        "areas": area_choices(areas_of(request.actor.scope)),
        "sectors": sector_choices(),
        "tables": tables,
        "few": FEW,
        "days": gathering.WITHIN.days,
        "query": request.GET.urlencode(),
    }
    return render(request, "detection/gap.html", context)


@needs(Permission.LOOKBACK_KEEP)
def workbook(request: ActedRequest) -> HttpResponse:
    """Give the tables as a workbook."""
    question, tables = _told(request)
    period = question.period
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    frame = Bulletin(masthead=_("What checks find and miss"), day=f"{period.first} – {period.last}")
    parts: list[Any] = []
    for title, header, rows in tables:
        parts.append(Paragraph((Text(f"{title} ({len(rows)})"),)))
        cells = tuple(
            tuple(Cell(text, align="end" if n else "start") for n, text in enumerate(row)) for row in rows
        )
        parts.append(Table(tuple(str(name) for name in header), cells))
    content = FORMATS["xlsx"](Composition(frame, tuple(parts), language))
    return as_file(content, f"detection-{period.first}-{period.last}", "xlsx")


def _told(request: ActedRequest) -> tuple[Asked, list[tuple[str, Sequence[Any], Rows]]]:
    question = asked(request.GET, request.actor)
    cut, period, scope = question.cut, question.period, request.actor.scope
    with snapshot():
        sums = gathering.tallies(cut, period, scope)
        teams = gathering.by_teams_and_others(cut, period, scope)
        themselves = gathering.by_themselves_and_others(cut, period, scope)
        areas = dict(Area.objects.filter(pk__in=sums.areas).values_list("pk", "name"))
        sectors = dict(Sector.objects.filter(pk__in=sums.sectors).values_list("pk", "name"))
    return question, [
        (_("By kind of check"), COLUMNS, [_kind(kind, sums.all) for kind in KINDS]),
        (_("Found by neither"), RECAPTURES, [
            _recapture(_("Ordinary checks, and teams"), *teams),
            _recapture(_("Enterprises themselves, and checks"), *themselves),
        ]),
        (_("Area by area"), (_("Area"), *PLACES), _places(sums.areas, areas)),
        (_("Sector by sector"), (_("Sector"), *PLACES), _places(sums.sectors, sectors)),
    ]  # fmt: skip


def _kind(kind: str, sums: dict[str, Tally]) -> list[str]:
    one = sums[kind]
    times = "—" if kind == ORDINARY else _share(ratio(one, sums[ORDINARY]))
    return [str(NAMES[kind]), f"{one.visits:,}", f"{one.found:,}", _share(rate(one)), times]


def _places(groups: dict[int, dict[str, Tally]], names: dict[int, str]) -> Rows:
    """Return the groups that a team came to, the widest gap first by its lower bound: by what is sure."""
    told = []
    for key, sums in groups.items():
        own, team = sums[ORDINARY] + sums[SUDDEN], sums[TEAM]
        if team.visits:
            times = ratio(team, own)
            row = [
                names[key],
                f"{own.visits:,}",
                _share(rate(own)),
                f"{team.visits:,}",
                _share(rate(team)),
                _share(times),
            ]
            told.append((times.low if times else 0.0, row))
    return [row for _low, row in sorted(told, key=lambda one: (-one[0], one[1][0]))]


def _recapture(name: str, places: int, one: Recapture) -> list[str]:
    row = [name, f"{places:,}", f"{one.first:,}", f"{one.second:,}", f"{one.both:,}"]
    total = one.all() if places >= FEW else None
    if total is None:
        return [*row, "—", "—"]
    missed = Share(total.value - one.met, total.low - one.met, total.high - one.met)
    return [*row, _whole(total), _whole(missed)]


def _share(one: Share | None) -> str:
    return "—" if one is None else f"{one.value:.2f} ({one.low:.2f} – {one.high:.2f})"


def _whole(one: Share) -> str:
    return f"{one.value:,.0f} ({one.low:,.0f} – {one.high:,.0f})"
