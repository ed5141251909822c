"""The list of hollow texts, and the same as a workbook: for whoever keeps the quality of data of an area."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anlan.bulletins.views.lists import as_file
from anlan.documents.formats import FORMATS
from anlan.documents.model import Bulletin, Cell, Composition, Paragraph, Table, Text
from anlan.hazards.hollow import LABELS, Rule
from anlan.kernel import parameters
from anlan.kernel.period import Period
from anlan.listings import names
from anlan.org import filters
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.premises.models import Premises
from anlan.quality import texts
from anlan.quality.texts import Found, Words
from anlan.quality.views import period_of

DAYS = 90
ON_A_PAGE = 50
MOST_IN_A_FILE = 10_000


def asked(query: Any, scope: Any) -> tuple[Period, str, str, Found]:
    """Return the days, the rule, the origin that an address asks for, and what is hollow of them."""
    period = period_of(query, days=DAYS)
    rule = parameters.choice(query, "rule", [one.value for one in Rule])
    origin = parameters.choice(query, "origin", tuple(texts.ORIGINS))
    return period, rule, origin, texts.found(scope, period, query, rule=rule, origin=origin)


@needs(Permission.REPORT_DISPATCH)
@require_safe
def hollow(request: ActedRequest) -> HttpResponse:
    """Show what says too little, newest first, with its reasons; each row leads to its record."""
    period, rule, origin, told = asked(request.GET, request.actor.scope)
    page = parameters.whole(request.GET, "page") or 1
    last = max(1, -(-len(told.words) // ON_A_PAGE))
    page = max(1, min(page, last))
    shown = told.words[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "rows": rows_of(shown),
        "total": len(told.words),
        "read": told.read,
        "counts": [(LABELS[one], told.counts[one], one.value) for one in Rule],
        "period": period,
        "rule": rule,
        "origin": origin,
        "rules": [("", _("All rules")), *((one.value, LABELS[one]) for one in Rule)],
        "origins": [("", _("All findings")), *texts.ORIGINS.items()],
        "areas": [("", _("All areas")), *filters.areas(request.actor.scope)],
        "sectors": [("", _("All sectors")), *filters.sectors()],
        "query": request.GET,
        "asked": query.urlencode(),
        "newer": page - 1,
        "older": page + 1 if page < last else 0,
    }
    return render(request, "quality/hollow.html", context)


def rows_of(found: list[Words]) -> list[dict[str, Any]]:
    """Return texts as rows, with the names of their places and areas. Two queries."""
    areas = names.areas()
    areas.learn(one.area for one in found)
    places = dict(Premises.objects.filter(pk__in={one.premises for one in found}).values_list("pk", "name"))
    return [
        {
            "words": one,
            "premises": places.get(one.premises, ""),
            "area": areas[one.area][1],
            "labels": "；".join(one.labels) if _is_chinese() else "; ".join(one.labels),
            "reasons": one.reasons,
        }
        for one in found
    ]


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@needs(Permission.REPORT_DISPATCH)
@require_safe
def workbook(request: ActedRequest) -> HttpResponse:
    """Give the list as a workbook."""
    period, _rule, _origin, told = asked(request.GET, request.actor.scope)
    content = FORMATS["xlsx"](document(told.words[:MOST_IN_A_FILE], period))
    return as_file(content, f"hollow-{period.first}-{period.last}", "xlsx")


def document(found: list[Words], period: Period) -> Composition:
    """Return the list as a document with one table."""
    header = (
        _("Number"), _("Found on"), _("Area"), _("Premises"), _("Hazard"), _("What was done"),
        pgettext("hollow text", "Rule"), _("Reason"),
    )  # fmt: skip
    rows = tuple(
        tuple(
            Cell(text)
            for text in (
                row["words"].number, f"{row['words'].day}", row["area"], row["premises"], row["words"].finding,
                row["words"].measure, row["labels"], " ".join(row["reasons"]),
            )
        )
        for row in rows_of(found)
    )  # fmt: skip
    frame = Bulletin(masthead=_("Hollow text"), day=f"{period.first} – {period.last}")
    note = Text(_("A hint is a reason to read and to ask, no verdict, and ranks nobody."))
    return Composition(frame, (Paragraph((note,)), Table(header, rows)), "zh" if _is_chinese() else "en")
