"""Who answers for what is open: by territory and by line, each hazard once on either axis, with its age."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.figures.cut import find_area
from anlan.hazards.counted import AGES
from anlan.hazards.listing import AGE_CODES, age_choices
from anlan.hazards.models import Grade, Hazard
from anlan.kernel import clock
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Organisation
from anlan.org.models.areas import below
from anlan.org.roles import Permission


@needs(Permission.HAZARD_READ)
def owners(request: ActedRequest) -> HttpResponse:
    """Show what is outstanding in the reader's scope by reporting area and by department; both totals agree."""
    root = request.actor.scope.root_path
    area = find_area(request.GET.get("area"), among=below(root or "/", "path"))
    rows = Hazard.objects.within(request.actor.scope).filter(below(area.path or "")).outstanding()
    columns = _columns()
    by_area = _by_area(rows, area)
    by_department = _by_department(rows, area)
    whole = _counts(rows.values("settled_at"))
    total: dict[str, int] = next(iter(whole.values()), dict.fromkeys(_names(), 0))
    return render(
        request,
        "hazards/owners.html",
        {
            "area": area,
            "columns": columns,
            "by_area": by_area,
            "by_department": by_department,
            "total": [_("Total"), *_cells(total, f"?state=outstanding&area={area.code}")],
            "now": clock.now(),
        },
    )


def _names() -> list[str]:
    return ["total", "major", "overdue", *(f"age{n}" for n in range(len(AGES)))]


def _columns() -> list[dict[str, Any]]:
    ages = [{"label": label, "kind": "num"} for _code, label in age_choices()]
    return [
        {"label": _("Owner"), "kind": "name"},
        {"label": _("Outstanding"), "kind": "num"},
        {"label": _("Major hazard"), "kind": "num"},
        {"label": _("Overdue"), "kind": "num"},
        *ages,
    ]


def _counts(grouped: Any) -> dict[Any, dict[str, int]]:
    """Return {group: counts} in one pass over what is open."""
    now = clock.now()
    today = clock.local_day(now)
    counts: dict[str, Any] = {
        "total": Count("pk"),
        "major": Count("pk", filter=Q(grade=Grade.MAJOR)),
        "overdue": Count("pk", filter=Q(due_at__lt=now)),
    }
    for n, (least, most) in enumerate(AGES):
        band = Q(found_on__lte=today - timedelta(days=least))
        if most is not None:
            band &= Q(found_on__gte=today - timedelta(days=most))
        counts[f"age{n}"] = Count("pk", filter=band)
    field = next(iter(grouped.query.values_select))
    return {row.pop(field): row for row in grouped.annotate(**counts).order_by()}


def _by_area(rows: Any, area: Area) -> list[list[Any]]:
    """Return a row for each child of the area (itself if it has none), with what lies below it."""
    children = list(Area.objects.filter(parent=area).order_by("path")) or [area]
    by_path = _counts(rows.values("area_path"))
    told = []
    for child in children:
        inside = [counts for path, counts in by_path.items() if path.startswith(child.path or "?")]
        if not inside and child.valid_to is not None:
            continue
        summed = {name: sum(counts[name] for counts in inside) for name in _names()}
        told.append([child.short_label, *_cells(summed, f"?state=outstanding&area={child.code}")])
    return told


def _by_department(rows: Any, area: Area) -> list[list[Any]]:
    counted = _counts(rows.values("department"))
    bodies = Organisation.objects.in_bulk(counted.keys())
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1]["total"], pair[0]))
    return [
        [bodies[key].label, *_cells(counts, f"?state=outstanding&area={area.code}&department={key}")]
        for key, counts in ordered
    ]


def _cells(counts: dict[str, int], query: str) -> list[Any]:
    """Return the numbers of a row; each that is not nothing leads to its hazards."""
    address = reverse("hazards:list")
    extra = {
        "total": "",
        "major": "&grade=major",
        "overdue": "",
        **{f"age{n}": f"&age={code}" for n, code in enumerate(AGE_CODES)},
    }
    cells: list[Any] = []
    for name, n in counts.items():
        where = query.replace("state=outstanding", "state=overdue") if name == "overdue" else query
        cells.append({"text": str(n), "href": f"{address}{where}{extra[name]}"} if n else "0")
    return cells
