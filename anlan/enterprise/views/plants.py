"""The major hazard installations of the enterprise's place: who guarantees, what is to do, which alarms are open.

The enterprise fills and acknowledges its own posts, performs its duties, pledges, checks and closes alarms. What the
government's side does (grading, filing, its cadre) is shown and not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anlan.documents.rendering import pdf
from anlan.enterprise.codes import EnteredRequest, enters
from anlan.enterprise.views import pages
from anlan.installations import sheets_of_paper
from anlan.installations.kinds import PostState, Role, TaskState
from anlan.installations.models import GuaranteePost, GuaranteeTask, Installation
from anlan.installations.nearing import OPEN_ALARMS
from anlan.installations.rows import KINDS, NAMES, TONES, level_words, task_words
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.flow import FLOWS
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.lifecycle.told import cell
from anlan.papers.models import Form
from anlan.papers.views import as_file

STEPS: Mapping[str, tuple[str, ...]] = {
    "installation": (),
    "guarantee_post": ("appoint", "acknowledge", "relieve"),
    "guarantee_task": ("perform", "pledge"),
    "plant_alarm": ("check", "close"),
}
"""Kind → the steps of the side of the enterprise."""
OF_PLACE: Mapping[str, str] = {
    "installation": "premises",
    "guarantee_post": "installation__premises",
    "guarantee_task": "premises",
    "plant_alarm": "installation__premises",
}
SHOWN = 60


def mine(request: EnteredRequest, kind: str) -> Any:
    """Return the cases of a kind at this place, in the scope of the code."""
    rows = KINDS[kind].model.objects.within(request.actor.scope)
    return rows.filter(**{OF_PLACE[kind]: request.premises.pk})


def waiting(request: EnteredRequest) -> int:
    """Return how much waits here for the enterprise: duties, posts of its own, alarms. Three queries."""
    return sum(rows.count() for rows in _open(request))


def _open(request: EnteredRequest) -> tuple[Any, Any, Any]:
    posts = mine(request, "guarantee_post").exclude(role=Role.CADRE)
    return (
        mine(request, "guarantee_task").filter(state=TaskState.DUE, first_day__lte=clock.today()),
        posts.filter(state__in=(PostState.VACANT, PostState.APPOINTED)),
        mine(request, "plant_alarm").filter(state__in=OPEN_ALARMS),
    )


def _unit(one: Installation) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "name": one.name,
        "level": level_words(one),
        "substances": one.substances,
        "state": FLOWS["installation"].states[one.state],
        "tone": TONES[one.state],
        "review_due_on": one.review_due_on,
    }


def _post(one: GuaranteePost) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "role": Role(one.role).label,
        "unit": one.installation.name,
        "holder": one.holder if one.state != PostState.VACANT else "",
        "state": FLOWS["guarantee_post"].states[one.state],
        "tone": TONES[one.state],
    }


def _task(one: GuaranteeTask) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "words": task_words(one),
        "unit": one.installation.name if one.installation else _("the whole plant"),
        "role": Role(one.role).label,
        "due_at": one.due_at,
        "late": one.due_at < clock.now(),
    }


@enters
def listing(request: EnteredRequest) -> HttpResponse:
    """Show the installations of this place with their posts, what is to do, and alarms that are open."""
    tasks, _posts, alarms = _open(request)
    posts = mine(request, "guarantee_post").exclude(state=PostState.CLOSED).select_related("installation")
    context = {
        "units": [_unit(one) for one in mine(request, "installation").kept().order_by("-r_milli", "pk")[:SHOWN]],
        "posts": [_post(one) for one in posts.order_by("installation", "pk")[: 4 * SHOWN]],
        "tasks": [
            _task(one) for one in tasks.select_related("installation").order_by("due_at", "pk")[:SHOWN]
        ],
        "alarms": [
            {"pk": one.pk, "tag": one.tag, "unit": one.installation.name, "at": one.raised_at,
             "state": FLOWS["plant_alarm"].states[one.state], "tone": TONES[one.state]}
            for one in alarms.select_related("installation").order_by("raised_at", "pk")[:SHOWN]
        ],
    }  # fmt: skip
    return render(request, "enterprise/installations.html", context)


def _one(request: EnteredRequest, kind: str, pk: int) -> Any:
    found = None
    if kind in STEPS and pk <= parameters.BIGGEST:
        found = mine(request, kind).select_related(*KINDS[kind].related).filter(pk=pk).first()
    if found is None:
        raise Unknown("case.unknown", _("There is nothing with this number at your place."))
    return found


@enters
def case(request: EnteredRequest, kind: str, pk: int) -> HttpResponse:
    return _shown(request, kind, _one(request, kind, pk))


def _shown(
    request: EnteredRequest, kind: str, one: Any, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    told, flow = KINDS[kind], FLOWS[kind]
    forms = step_forms(flow, one, request.actor, defaults=_defaults(kind), refused=pages.pictured(refused))
    labels = [label for label, _kind in told.columns()]
    facts = zip(labels, map(cell, told.cells(one)), strict=True)
    context = {
        "case": one,
        "kind": kind,
        "list_name": NAMES[kind],
        "title": told.words(one),
        "state_label": flow.states[one.state],
        "tone": TONES[one.state],
        "particulars": [(label, value) for label, value in facts if value != "—"],
        "forms": [
            pages.pictured(form)
            for form in forms
            if form.name in STEPS[kind] and (form.decision or form.error)
        ],
        "pictures": pages.pictures_of(kind, one.pk) if kind == "guarantee_task" else [],
        "entries": pages.without_names(trail(flow, one)),
    }
    return render(request, "enterprise/plant_case.html", context, status=status)


def _defaults(kind: str) -> dict[str, Any]:
    today = clock.today()
    if kind == "guarantee_post":
        return {"appoint": {"from_day": today}, "relieve": {"last_day": today}}
    if kind == "guarantee_task":
        return {
            "pledge": {"is_trial": "no", "is_starting": "no", "sentence": _("All risks are under control")}
        }
    return {}


@enters
@require_http_methods(["GET", "POST"])
def take(request: EnteredRequest, kind: str, pk: int, step: str) -> HttpResponse:
    """Take one of the enterprise's steps; what is another side's is not there."""
    _one(request, kind, pk)
    back = redirect("enterprise:plant-case", kind=kind, pk=pk)
    if step not in STEPS[kind]:
        return back
    return asking.take(
        request,
        FLOWS[kind],
        pk,
        step,
        back=back,
        again=lambda form, status: _shown(request, kind, _one(request, kind, pk), form, status),
    )


@enters
@require_safe
def notice(request: EnteredRequest, pk: int) -> HttpResponse:
    """Answer with the public notice of one of its installations, to be put up at the gate."""
    one = _one(request, "installation", pk)
    content = pdf.render(sheets_of_paper.notice_board(one, clock.today()))
    return as_file(content, form=Form.PDF, name=f"包保公示牌-{one.number}")
