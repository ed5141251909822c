"""Answering the checklist of a visit: one page with every item, four answers each, a reason where one is needed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.checklists.lookup import for_place
from anlan.checklists.models import Checklist, Method
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Result, Visit
from anlan.inspections.views.visits import visible
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.VISIT_RECORD)
@require_http_methods(["GET", "POST"])
def check(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the chosen list with what was answered before, or take the answers; what is left out was not checked."""
    visit = visible(request, pk)
    offered = for_place(visit.sector.code, visit.area_path, visit.visited_on)
    chosen = _chosen(request, visit, offered)
    if chosen is None or request.method == "GET":
        before = {a.item_id: (a.result, a.reason) for a in visit.answers.all()} if chosen else {}
        return _page(request, visit, offered, chosen, before)
    typed = {
        item.pk: (request.POST.get(f"result-{item.pk}", ""), request.POST.get(f"reason-{item.pk}", ""))
        for item in chosen.items.all()
    }
    codes = dict(chosen.items.values_list("pk", "code"))
    results = [
        {"item": codes[item], "result": result or Result.UNCHECKED.value, "reason": reason}
        for item, (result, reason) in typed.items()
    ]
    key = request.POST.get("key") or uuid7()
    given = {"checklist": chosen.pk, "results": results}
    try:
        seen = parameters.whole(request.POST, "revision")
        outcome = door.apply(VISIT_FLOW, pk, "check", by=request.actor, input=given, key=key, revision=seen)
    except (Invalid, Refused) as error:
        return _page(request, visible(request, pk), offered, chosen, typed, key=key, error=error)
    messages.success(request, _("The answers are recorded: journal entry %(seq)s.") % {"seq": outcome.seq})
    return redirect("inspections:detail", pk=pk)


def _chosen(request: ActedRequest, visit: Visit, offered: list[Checklist]) -> Checklist | None:
    """Return the list that the address names, the one the visit has, or the only one that there is."""
    source = request.POST if request.method == "POST" else request.GET
    key = parameters.whole(source, "checklist")
    if key is not None:
        return Checklist.objects.filter(pk=key).first()
    if visit.checklist is not None:
        return visit.checklist
    return offered[0] if len(offered) == 1 else None


def _page(
    request: ActedRequest,
    visit: Visit,
    offered: list[Checklist],
    chosen: Checklist | None,
    answers: dict[int, tuple[str, str]],
    *,
    key: str = "",
    error: Any = None,
) -> HttpResponse:
    methods = dict(Method.choices)
    items = chosen.items.order_by("position") if chosen else ()
    rows = [
        {
            "item": item,
            "method": methods[item.method],
            "result": answers.get(item.pk, ("", ""))[0] or Result.UNCHECKED.value,
            "reason": answers.get(item.pk, ("", ""))[1],
        }
        for item in items
    ]
    context = {
        "visit": visit,
        "offered": offered,
        "chosen": chosen,
        "rows": rows,
        "results": Result.choices,
        "key": key or uuid7(),
        "error": error.message if error else "",
    }
    return render(request, "inspections/check.html", context, status=error.status if error else 200)
