"""Tip-offs for whoever sorts them and looks into them: the list, one with its conversation, and who informed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.evidence import shown
from anlan.hazards.models import Hazard
from anlan.hazards.rows import tell_hazards
from anlan.inspections.models import Visit
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, read_inputs, step_forms, trail
from anlan.org.choices import areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Organisation, OrganisationKind
from anlan.org.roles import Permission
from anlan.tipoffs import actions
from anlan.tipoffs.flow import INFORMANT_STEPS, TIP_FLOW
from anlan.tipoffs.listing import TIPS, choices, filtered
from anlan.tipoffs.models import Channel, Refusal, Result, Subject, TipOff, TipState
from anlan.tipoffs.rows import TONES, tell_tips

ORDER = ("visit", "answer", "triage", "close", "reward", "say", "extend", "send_back", "refuse")
FOLDED = frozenset({"say", "extend", "send_back", "refuse", "reward"})


@needs(Permission.TIP_HANDLE)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the tip-offs that the reader's office sorts or looks into, the latest first."""
    shown_ = TIPS.show(request, filtered(TipOff.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_tips(shown_.keys)
    return shown_.render("tipoffs/list.html", columns=columns, rows=rows, choices=choices(request.actor))


@never_cache
@needs(Permission.TIP_TRIAGE)
@require_http_methods(["GET", "POST"])
def record(request: ActedRequest) -> HttpResponse:
    """Take in what came by telephone, letter or in person; the receipt code is told to the informant."""
    step = TIP_FLOW.steps["record"]
    areas = areas_of(request.actor.scope)
    options = {"area": [(area.pk, area.label) for area in areas]}
    if request.method == "GET":
        return _record(request, StepForm.of(step, {"channel": Channel.PHONE}, options=options))
    key = request.POST.get("key") or uuid7()
    raw, fault = read_inputs(step, request, by=request.actor)
    raw.pop("receipt", None)
    try:
        if fault:
            raise fault
        taken = actions.take_in("record", raw, by=request.actor, key=key)
    except (Invalid, Refused) as error:
        form = StepForm.refused("record", raw, error, key, step, options=options, by=request.actor)
        return _record(request, form, status=error.status)
    tip = TipOff.objects.within(request.actor.scope).get(pk=taken.outcome.case_id)
    return render(request, "tipoffs/recorded.html", {"tip": tip, "receipt": taken.receipt})


def _record(request: ActedRequest, form: StepForm, status: int = 200) -> HttpResponse:
    fields = tuple(one for one in form.fields if one.name != "receipt")
    return render(request, "tipoffs/record.html", {"form": form, "fields": fields}, status=status)


def _visible(request: ActedRequest, pk: int) -> TipOff:
    rows = TipOff.objects.within(request.actor.scope).select_related(
        "area", "handler", "premises", "visit", "duplicate_of", "triaged_by", "answered_by", "closed_by"
    )
    found: TipOff | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("tip.unknown", _("There is no tip-off with this number that you may see."))
    return found


@needs(Permission.TIP_HANDLE)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _options(name: str) -> dict[str, Any]:
    if name != "triage":
        return {}
    bodies = Organisation.objects.filter(valid_to=None).exclude(kind=OrganisationKind.BUSINESS)
    return {
        "handler": [
            (body.pk, body.label)
            for body in bodies.select_related("area").order_by("kind", "area__path", "code")
        ]
    }


def _detail(
    request: ActedRequest,
    tip: TipOff,
    refused: StepForm | None = None,
    status: int = 200,
    who: dict[str, str] | None = None,
) -> HttpResponse:
    start = {
        "triage": {"handler": tip.handler_id or "", "premises": tip.premises.code if tip.premises else ""}
    }
    forms = step_forms(TIP_FLOW, tip, request.actor, defaults=start, options=_options, refused=refused)
    forms = [
        form for form in forms if form.name not in INFORMANT_STEPS | {"take_back"}
    ]  # with its ledger alone
    forms.sort(key=lambda form: ORDER.index(form.name) if form.name in ORDER else len(ORDER))
    opening = next((form for form in forms if form.name == "open"), None)
    forms = [form for form in forms if form.name != "open"]
    context = {
        "tip": tip,
        "state_label": TipState(tip.state).label,
        "tone": TONES[tip.state],
        "subject": Subject(tip.subject).label,
        "channel": Channel(tip.channel).label,
        "result": Result(tip.result).label if tip.result else "",
        "refusal": Refusal(tip.refusal).label if tip.refusal else "",
        "now": clock.now(),
        "said": list(tip.messages.order_by("seq")),
        "pictures": shown.of_case("tip_off", tip.pk),
        "visit": _visit(request, tip),
        "found": _found(request, tip),
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "folded": FOLDED,
        "opening": opening,
        "who": who,
        "entries": trail(TIP_FLOW, tip),
    }
    return render(request, "tipoffs/detail.html", context, status=status)


def _visit(request: ActedRequest, tip: TipOff) -> Visit | None:
    """Return the linked visit, if the reader may see it."""
    return Visit.objects.within(request.actor.scope).filter(pk=tip.visit_id).first() if tip.visit_id else None


def _found(request: ActedRequest, tip: TipOff) -> tuple[list[dict[str, Any]], list[Any]] | None:
    """Return the hazards of the linked visit as a table, as far as the reader sees them."""
    if tip.visit_id is None:
        return None
    keys = (
        Hazard.objects.within(request.actor.scope)
        .filter(visit=tip.visit_id)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return tell_hazards(list(keys[:50]))


@needs(Permission.TIP_HANDLE)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Assign, refuse, look into, answer, close, reward; a refusal shows the page again."""
    _visible(request, pk)
    if step in INFORMANT_STEPS or step == "open":
        return redirect("tipoffs:detail", pk=pk)
    return asking.take(
        request,
        TIP_FLOW,
        pk,
        step,
        back=redirect("tipoffs:detail", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )


@never_cache
@needs(Permission.TIP_OPEN)
@require_http_methods(["GET", "POST"])
def identity(request: ActedRequest, pk: int) -> HttpResponse:
    """Show who informed, once, to whoever gives a reason; it stands in this answer and nowhere else."""
    tip = _visible(request, pk)
    if request.method != "POST":
        return redirect("tipoffs:detail", pk=pk)
    step = TIP_FLOW.steps["open"]
    key = request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(step, request, by=request.actor)
    try:
        seen = parameters.whole(request.POST, "revision")
        who = actions.read_identity(request, pk, raw, by=request.actor, key=key, revision=seen)
    except AnlanError as error:
        return _detail(request, tip, StepForm.refused("open", raw, error, key), error.status)
    return _detail(request, _visible(request, pk), who=who)
