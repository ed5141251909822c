"""Issuing a version of a checklist: its head and its items in one form, begun from another version if there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.checklists.flow import CHECKLIST_FLOW
from anlan.checklists.forms import HEAD_INPUTS, ITEM_INPUTS, MOST_ITEMS
from anlan.checklists.lookup import criterion_name
from anlan.checklists.models import Checklist, ItemGrade, Method
from anlan.checklists.views.lists import visible
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.inputs import Choice, Text
from anlan.lifecycle.pages import StepForm
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission

BLANK, MORE = 5, 10
_FIELD = re.compile(r"items-([0-9]{1,3})-([a-z_]{2,20})")
NAMES = tuple(item.name for item in ITEM_INPUTS)
HEAD = tuple(item.name for item in HEAD_INPUTS)
NEW = {"method": Method.LOOK.value, "default_grade": ItemGrade.GENERAL.value, "default_days": "7"}


@needs(Permission.CHECKLIST_ISSUE)
@require_http_methods(["GET", "POST"])
def issue(request: ActedRequest) -> HttpResponse:
    """Ask for a version. “More rows” comes back with empty ones; a refused form keeps everything that was typed."""
    areas = _areas(request)
    if request.method == "GET":
        head, items = _begun(request, areas)
        return _form(request, head, items, areas)
    head = {name: request.POST.get(name, "") for name in (*HEAD, "area")}
    items = _typed(request.POST)
    if "more" in request.POST:
        return _form(request, head, items, areas, more=MORE)
    key = request.POST.get("key") or uuid7()
    given = {**head, "items": items}
    try:
        outcome = door.open_case(CHECKLIST_FLOW, "issue", by=request.actor, input=given, key=key)
    except (Invalid, Refused) as error:
        refused = StepForm.refused(
            "issue", head, error, key, CHECKLIST_FLOW.steps["issue"], options={"area": areas}
        )
        return _form(request, head, items, areas, refused=refused, status=error.status)
    messages.success(request, _("The checklist is issued: journal entry %(seq)s.") % {"seq": outcome.seq})
    return redirect("checklists:detail", pk=Checklist.objects.get(issuing_seq=outcome.case_id).pk)


def _begun(
    request: ActedRequest, areas: list[tuple[Any, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return head and items to begin with: those of the version that the address names, or none."""
    head: dict[str, Any] = {"version": 1, "effective_from": clock.today().isoformat()}
    if areas:
        head["area"] = str(areas[0][0])
    key = parameters.whole(request.GET, "of")
    if key is None:
        return head, []
    former = visible(key)
    latest = Checklist.objects.filter(code=former.code).order_by("-version").first()
    assert latest is not None
    head |= {name: getattr(former, name) for name in ("code", "title", "title_en", "note")}
    head |= {"version": latest.version + 1, "sectors": ",".join(former.sectors)}
    rows = former.items.select_related("criterion__pack").order_by("position")
    items = [
        {name: getattr(row, name) for name in NAMES} | {"criterion": criterion_name(row.criterion)}
        for row in rows
    ]
    return head, items


def _areas(request: ActedRequest) -> list[tuple[Any, Any]]:
    """Return the areas of the posts in whose right the reader issues lists, the furthest reaching first."""
    posts = [post for post in request.actor.posts if Permission.CHECKLIST_ISSUE in post.permissions]
    keys = {post.area_id: post.area_path.count("/") for post in posts}
    found = Area.objects.filter(pk__in=keys, valid_to=None)
    return [(area.pk, area.label) for area in sorted(found, key=lambda area: (keys[area.pk], area.pk))]


def _typed(sent: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rows in which something was typed, in their order; what stands there by itself is nothing typed."""
    rows: dict[int, dict[str, str]] = {}
    for name in sent:
        found = _FIELD.fullmatch(name)
        if found and found.group(2) in NAMES:
            rows.setdefault(int(found.group(1)), {})[found.group(2)] = str(sent[name])
    return [
        row
        for _number, row in sorted(rows.items())
        if any(value.strip() for name, value in row.items() if name not in NEW)
    ]


def _form(
    request: ActedRequest,
    head: Mapping[str, Any],
    items: list[dict[str, Any]],
    areas: list[tuple[Any, Any]],
    *,
    more: int = BLANK,
    refused: StepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    form = refused or StepForm.of(CHECKLIST_FLOW.steps["issue"], head, options={"area": areas})
    blank = [dict(NEW) for _row in range(min(more, MOST_ITEMS - len(items)))]
    context = {
        "form": form,
        "fields": [field for field in form.fields if field.type != "rows"],
        "rows": [_row(number, row) for number, row in enumerate([*items, *blank])],
        "filled": len(items),
        "rows_fault": form.faults.get("items", ""),
    }
    return render(request, "checklists/issue.html", context, status=status)


def _row(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    fields = [
        {
            "name": f"items-{number}-{item.name}",
            "label": item.label,
            "type": "select" if isinstance(item, Choice) else "textarea" if item.name == "quote" else "text",
            "value": str(values.get(item.name, "") or ""),
            "choices": item.choices if isinstance(item, Choice) else (),
            "maxlength": item.max_length if isinstance(item, Text) else None,
        }
        for item in ITEM_INPUTS
    ]
    return {
        "number": number + 1,
        "title": values.get("text", ""),
        "code": values.get("code", ""),
        "fields": fields,
    }
