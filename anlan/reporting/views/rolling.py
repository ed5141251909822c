"""The roll-up: what the reports below an area say together, who is silent, and the note that this level adds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, read_inputs, trail
from anlan.org.choices import area_choices, areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.reporting import asked_forms, rollup
from anlan.reporting.flow import NOTE_FLOW
from anlan.reporting.kinds import Axis
from anlan.reporting.models import Due, RollNote
from anlan.reporting.standing import TONES, standing


def below(due: Due, now: datetime) -> dict[str, Any] | None:
    """Return what stands below a report, for its page; None where nothing does. One query."""
    found = rollup.lines(rollup.below(due).select_related("organisation"), now)
    if not found:
        return None
    labels = _labels(due.form, due.day) if due.below_more else {}
    return {
        "total": rollup.total(found),
        "silent": [line for line in found if line.is_silent],
        "more": [(labels.get(code, code), own, sum_) for code, own, sum_ in rollup.from_text(due.below_more)],
    }


def _labels(form: str, day: date) -> dict[str, str]:
    return {field.code: field.title for field in rollup.fields(form, day)}


def asking(forms: list[StepForm], found: dict[str, Any] | None) -> list[StepForm]:
    """Return the forms of a report; whether it goes up without the silent is asked only where somebody is."""
    if found and found["silent"]:
        return forms
    return [replace(form, fields=tuple(f for f in form.fields if f.name != "silent")) for form in forms]


def _asked(request: ActedRequest) -> tuple[Area, list[Area], date, str, int]:
    """Return the area, the areas to choose from, the day, the form and the turn that an address asks for."""
    areas = [area for area in areas_of(request.actor.scope) if area.kind != "township"]
    query = request.GET
    if not areas:
        raise Unknown("area.unknown", _("You have no area with reports below it."))
    code = parameters.choice(query, "area", [area.code for area in areas]) or areas[0].code
    today = clock.today()
    day = parameters.day(query, "day") or today
    forms = [code for code, _name in asked_forms.choices(today)]
    form = parameters.choice(query, "form", forms) or "daily"
    turn = parameters.whole(query, "turn") or 1
    return next(area for area in areas if area.code == code), areas, day, form, turn


@needs(Permission.REPORT_READ)
def roll_up(request: ActedRequest) -> HttpResponse:
    return _page(request)


def _page(request: ActedRequest, refused: StepForm | None = None, status: int = 200) -> HttpResponse:
    area, areas, day, form, turn = _asked(request)
    scope, now = request.actor.scope, clock.now()
    dues = (
        Due.objects.within(scope).filter(day=day, form=form, turn=turn).select_related("organisation__area")
    )
    children = list(dues.filter(above=area))
    own = dues.filter(area=area, axis=Axis.AREA).first()
    found = rollup.lines(children, now)
    departments = rollup.lines(dues.filter(area=area, axis=Axis.DEPARTMENT), now)
    deeper = _deeper(dues.filter(above__in=[child.area_id for child in children]), now)
    note = RollNote.objects.within(scope).filter(area=area, day=day, form=form, turn=turn).first()
    told: dict[str, Any] = {
        "area": area,
        "day": day,
        "form": form,
        "turn": turn,
        "own": own,
        "own_word": own and standing(own, now),
        "lines": [(line, deeper.get(line.due.area_id)) for line in found],
        "total": rollup.total(found),
        "departments": departments,
        "departments_total": rollup.total(departments),
        "silent": sum(line.is_silent for line in (*found, *departments)),
        "sums": rollup.sums(area, day, form, children, own) if children else [],
        "labels": _labels(form, day),
        "tones": TONES,
        "note": note,
        "note_form": _note_form(request, area, note, refused),
        "entries": trail(NOTE_FLOW, note) if note else [],
        "area_choices": area_choices(areas),
        "form_choices": asked_forms.choices(clock.today()),
        "query": _query(area, day, form, turn),
    }
    return render(request, "reporting/roll_up.html", told, status=status)


def _query(area: Area, day: date, form: str, turn: int) -> str:
    return f"area={area.code}&day={day.isoformat()}&form={form}&turn={turn}"


def _deeper(dues: Any, now: datetime) -> dict[int, dict[str, int]]:
    """Return, by area, how the reports below it stand. One query."""
    groups: dict[int, list[rollup.Line]] = defaultdict(list)
    for due in dues:
        groups[due.above_id].append(rollup.Line(due, standing(due, now)))
    return {area: rollup.total(found) for area, found in groups.items()}


def _note_form(
    request: ActedRequest, area: Area, note: RollNote | None, refused: StepForm | None
) -> StepForm | None:
    if request.actor.holds_in(Permission.REPORT_DISPATCH, area_path=area.path or "") is None:
        return None
    if refused is not None:
        return refused
    step = NOTE_FLOW.steps["amend" if note else "note"]
    form = StepForm.of(step, {"note": note.note if note else ""})
    return replace(form, fields=tuple(f for f in form.fields if f.name in ("note", "silent")))


@needs(Permission.REPORT_DISPATCH)
@require_http_methods(["GET", "POST"])
def note(request: ActedRequest) -> HttpResponse:
    """Add the note of this level, or write it anew; a refusal shows the page again with what was typed."""
    area, _areas, day, form, turn = _asked(request)
    back = f"{reverse('reporting:roll-up')}?{_query(area, day, form, turn)}"
    if request.method == "GET":
        return redirect(back)
    found = (
        RollNote.objects.within(request.actor.scope).filter(area=area, day=day, form=form, turn=turn).first()
    )
    step = NOTE_FLOW.steps["amend" if found else "note"]
    key = request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(step, request, by=request.actor)
    if not found:
        raw |= {"area": area.pk, "day": day.isoformat(), "form": form, "turn": turn}
    try:
        if found:
            seen = parameters.whole(request.POST, "revision")
            door.apply(NOTE_FLOW, found.pk, "amend", by=request.actor, input=raw, key=key, revision=seen)
        else:
            door.open_case(NOTE_FLOW, "note", by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        again = StepForm.refused(step.name, raw, error, key, step)
        kept = replace(again, fields=tuple(f for f in again.fields if f.name in ("note", "silent")))
        return _page(request, kept, status=error.status)
    messages.success(request, _("The note stands in the roll-up of this day."))
    return redirect(back)
