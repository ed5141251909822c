"""Beginning an issue: its series, day, title."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.bulletins import series as series_module
from anlan.bulletins.composing import unfounded
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.models import Issue, Series
from anlan.bulletins.views.lists import own_area
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import Options, StepForm
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission


@needs(Permission.BULLETIN_EDIT)
@require_http_methods(["GET", "POST"])
def begin(request: ActedRequest) -> HttpResponse:
    """Show the form of a new issue, or draft it; the area's series are founded with its first issue."""
    area = own_area(request.actor, Permission.BULLETIN_EDIT)
    step = BULLETIN_FLOW.steps["draft"]
    if request.method == "GET":
        values = {
            "on": clock.today().isoformat(),
            "language": "zh",
            "corrects": request.GET.get("corrects", ""),
        }
        main = Series.objects.filter(area=area, code=series_module.BULLETIN, closed_on=None).first()
        values["series"] = request.GET.get("series") or (str(main.pk) if main else series_module.BULLETIN)
        running = series_module.running_special(main, clock.today()) if main else None
        values["special"] = str(running.pk) if running else ""
        return _form(request, StepForm.of(step, values, options=_options(request, area)))
    key = request.POST.get("key") or uuid7()
    raw: dict[str, Any] = {item.name: request.POST.get(item.name, "") for item in step.form.inputs}
    known = {kind.code for kind in series_module.KINDS}
    if raw["series"] in known:  # a series that the area does not have yet is named by its kind
        raw["series"] = next((s.pk for s in series_module.found(area) if s.code == raw["series"]), "")
    try:
        outcome = door.open_case(BULLETIN_FLOW, "draft", by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        form = StepForm.refused("draft", raw, error, key, step, options=_options(request, area))
        return _form(request, form, status=error.status)
    messages.success(
        request, _("The draft is made from the section files: journal entry %(seq)s.") % {"seq": outcome.seq}
    )
    return redirect("bulletins:edit", pk=outcome.case_id)


def _options(request: ActedRequest, area: Area) -> Options:
    founded = {s.code: s for s in Series.objects.filter(area=area, closed_on=None).order_by("position", "id")}
    closed = set(Series.objects.filter(area=area, closed_on__isnull=False).values_list("code", flat=True))
    kinds = [
        (founded[k.code].pk if k.code in founded else k.code, _label(founded, k.code, area))
        for k in series_module.KINDS
        if k.code not in closed
    ]
    others = [
        (s.pk, s.label) for code, s in founded.items() if code not in {k.code for k in series_module.KINDS}
    ]
    specials = [
        (special.pk, special.label)
        for one in founded.values()
        for special in one.specials.order_by("-first_on", "-pk")
    ]
    out = Issue.objects.within(request.actor.scope).signed().select_related("series").order_by("-pk")[:30]
    return {"series": [*kinds, *others], "special": specials, "corrects": [(one.pk, one.name) for one in out]}


def _label(founded: dict[str, Series], code: str, area: Area) -> str:
    return founded[code].label if code in founded else unfounded(area, code).label


def _form(request: ActedRequest, form: StepForm, status: int = 200) -> HttpResponse:
    return render(request, "bulletins/begin.html", {"form": form}, status=status)
