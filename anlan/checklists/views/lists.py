"""The library of checklists, one version with its items, and its withdrawal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.checklists.flow import CHECKLIST_FLOW
from anlan.checklists.models import ALL_SECTORS, Checklist, ChecklistItem, Issuing, ItemGrade, Method
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Sector
from anlan.org.roles import Permission

MOST_FOUND = 100


@needs(Permission.HAZARD_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the versions in force on a day, those to come and those replaced, or what a search finds in them."""
    query = request.GET
    on = parameters.day(query, "on") or clock.today()
    words = parameters.words(query, "q")
    sectors = _sector_names()
    wanted = parameters.choice(query, "sector", list(sectors))
    rows = Checklist.objects.annotate(count=Count("items")).select_related("owner")
    versions = [one for one in rows.order_by("code", "-version") if not wanted or one.is_about(wanted)]
    found = list(_matching(words, versions)) if words else []
    return render(
        request,
        "checklists/list.html",
        {
            "query": query,
            "on": on,
            "words": words,
            "found": found[:MOST_FOUND],
            "more": len(found) > MOST_FOUND,
            "groups": _groups(versions, on, sectors),
            "sectors": [("", _("All sectors")), *sectors.items()],
        },
    )


def _sector_names() -> dict[str, str]:
    return {sector.code: sector.label for sector in Sector.objects.order_by("position", "pk")}


def _matching(words: str, versions: list[Checklist]) -> Any:
    told = Q(text__icontains=words) | Q(text_en__icontains=words) | Q(law__icontains=words)
    rows = ChecklistItem.objects.filter(told, checklist__in=versions).select_related("checklist")
    return rows.order_by("checklist__code", "-checklist__version", "position")[: MOST_FOUND + 1]


def _groups(versions: list[Checklist], on: Any, sectors: dict[str, str]) -> list[dict[str, Any]]:
    kinds: dict[str, list[dict[str, Any]]] = {"now": [], "ahead": [], "past": []}
    for one in versions:
        kind = "now" if one.stands_on(on) else "past" if _is_over(one, on) else "ahead"
        kinds[kind].append({"list": one, "sectors": named(one, sectors)})
    titles = {"now": _("In force"), "ahead": _("Not yet in force"), "past": _("No longer in force")}
    return [
        {"kind": kind, "title": titles[kind], "rows": rows}
        for kind, rows in kinds.items()
        if rows or kind == "now"
    ]


def _is_over(one: Checklist, on: Any) -> bool:
    return one.withdrawn_on is not None or one.effective_from <= on


def named(one: Checklist, sectors: dict[str, str]) -> list[str]:
    if ALL_SECTORS in one.sectors:
        return [_("All sectors")]
    return [sectors[code] for code in one.sectors if code in sectors]


def visible(pk: int) -> Checklist:
    """Return a version by its key. Raises Unknown."""
    rows = Checklist.objects.select_related("owner")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("checklist.unknown", _("There is no such checklist."))
    return found


@needs(Permission.HAZARD_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return show(request, visible(pk))


def show(
    request: ActedRequest, checklist: Checklist, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    """Show one version with its items, and to whoever may withdraw it, the form for that."""
    case = Issuing.objects.within(request.actor.scope).filter(pk=checklist.issuing_seq or 0).first()
    step = CHECKLIST_FLOW.steps["withdraw" if checklist.owner_id else "retire"]
    subject: Any = case if checklist.owner_id else {"checklist": checklist}
    may = checklist.withdrawn_on is None and subject is not None and step.rule(request.actor, subject)
    items = checklist.items.select_related("criterion__pack").order_by("position")
    methods, grades = dict(Method.choices), dict(ItemGrade.choices)
    return render(
        request,
        "checklists/detail.html",
        {
            "list": checklist,
            "items": [
                {"item": item, "method": methods[item.method], "grade": grades[item.default_grade]}
                for item in items
            ],
            "sectors": named(checklist, _sector_names()),
            "others": Checklist.objects.filter(code=checklist.code)
            .exclude(pk=checklist.pk)
            .order_by("-version"),
            "today": clock.today(),
            "form": refused or (StepForm.of(step, {}) if may else None),
            "may_issue": request.actor.may(Permission.CHECKLIST_ISSUE),
            "entries": trail(CHECKLIST_FLOW, case) if case else [],
        },
        status=status,
    )


@needs(Permission.CHECKLIST_ISSUE)
@require_http_methods(["GET", "POST"])
def withdraw(request: ActedRequest, pk: int) -> HttpResponse:
    """Withdraw a version: an office's own by its case, one that came with the product by opening one."""
    checklist = visible(pk)
    if request.method == "GET":
        return redirect("checklists:detail", pk=pk)
    key = request.POST.get("key") or uuid7()
    raw: dict[str, Any] = {"reason": request.POST.get("reason", "")}
    name = "withdraw" if checklist.owner_id else "retire"
    try:
        if checklist.owner_id:
            case = Issuing.objects.within(request.actor.scope).filter(pk=checklist.issuing_seq or 0).first()
            if case is None:
                raise Unknown("checklist.unknown", _("There is no such checklist."))
            door.apply(CHECKLIST_FLOW, case.pk, name, by=request.actor, input=raw, key=key)
        else:
            given = {**raw, "checklist": pk}
            door.open_case(CHECKLIST_FLOW, name, by=request.actor, input=given, key=key)
    except (Invalid, Refused) as error:
        form = StepForm.refused(name, raw, error, key, CHECKLIST_FLOW.steps[name])
        return show(request, visible(pk), form, status=error.status)
    messages.success(request, _("The checklist is withdrawn. Visits made by it keep it."))
    return redirect("checklists:detail", pk=pk)
