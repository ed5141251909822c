"""Pages of enforcement: for each register its list, a case begun, a case with its papers and steps; panels; limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anlan.enforcement import about, arrears, daily_fines, facts, limits, options, rules
from anlan.enforcement.desks import DESKS, KEYS, TONES, Desk, cell, chosen, tell, yuan
from anlan.enforcement.flow import LIMIT_FLOW
from anlan.enforcement.listing import SPECS, choices, filtered
from anlan.enforcement.models import HOLDING, STANDS, Limit, Measure, Penalty
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.papers.models import Paper

View = Callable[..., HttpResponse]
FOLDED = frozenset({"void", "withdraw", "take_back", "take_off", "return", "appeal"})


def listing(desk: Desk) -> View:
    @needs(Permission.ENFORCEMENT_READ)
    @require_safe
    def view(request: ActedRequest) -> HttpResponse:
        """Show the cases of a register that the reader sees, the newest first."""
        found = filtered(desk, desk.rows().within(request.actor.scope), request.GET)
        shown = SPECS[desk.flow.kind].show(request, found)
        columns, rows = tell(desk, shown.keys)
        return shown.render(
            "enforcement/list.html",
            columns=columns,
            rows=rows,
            choices=choices(desk, request.actor),
            desk=desk,
            begins=_begins(desk),
        )

    return view


def _begins(desk: Desk) -> list[tuple[str, Any]]:
    return [(step, desk.flow.steps[step].label) for step, _first in desk.begins]


def begin(desk: Desk) -> View:
    @needs(Permission.ENFORCEMENT_ACT)
    @require_http_methods(["GET", "POST"])
    def view(request: ActedRequest, step: str) -> HttpResponse:
        """Begin a case from a visit, a place, a hazard or a penalty; without one, offer them."""
        first = dict(desk.begins).get(step)
        if first is None:
            raise Unknown("step.unknown", _("Nothing begins like this."))
        key = parameters.whole(request.POST if request.method == "POST" else request.GET, first)
        record = None if key is None else options.start_of(first, key, request.actor)
        if record is None:
            return _choose(request, desk, step, first)
        start = {first: record.pk, "until_on": "", "summary": "no", **options.likely(step, record)}
        chosen_from = options.to_begin(desk.flow.kind, step, {first: record}, request.actor)
        begun = asking.begin(request, desk.flow, step, start, options=chosen_from)
        if begun.outcome:
            messages.success(request, asking.recorded(desk.flow.steps[step], begun.outcome))
            return redirect(desk.route, pk=begun.outcome.case_id)
        context = {"desk": desk, "form": begun.form, "step": step, "first": first, "record": record}
        return render(request, "enforcement/begin.html", context, status=begun.status)

    return view


def _choose(request: ActedRequest, desk: Desk, step: str, first: str) -> HttpResponse:
    """Offer what a case may begin from, by words."""
    words = parameters.words(request.GET, "q")
    context = {
        "desk": desk,
        "step": step,
        "first": first,
        "label": desk.flow.steps[step].label,
        "words": words,
        "found": options.beginnings(first, step, words, request.actor),
    }
    return render(request, "enforcement/choose.html", context)


def _visible(desk: Desk, request: ActedRequest, pk: int) -> Any:
    rows = desk.rows().within(request.actor.scope)
    rows = rows.select_related("premises", "operator", "area", "sector", "organisation", "begun_by")
    case = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if case is None:
        raise Unknown("case.unknown", _("There is no such case that you may see."))
    return case


def detail(desk: Desk) -> View:
    @needs(Permission.ENFORCEMENT_READ)
    @require_safe
    def view(request: ActedRequest, pk: int) -> HttpResponse:
        """Show one case: what it says, its papers and how they were served, the steps that lead on."""
        return _detail(desk, request, _visible(desk, request, pk))

    return view


def take(desk: Desk) -> View:
    @needs(Permission.ENFORCEMENT_READ)
    @require_http_methods(["GET", "POST"])
    def view(request: ActedRequest, pk: int, step: str) -> HttpResponse:
        """Take a case one step on; a refusal shows the page again."""
        _visible(desk, request, pk)
        return asking.take(
            request,
            desk.flow,
            pk,
            step,
            back=redirect(desk.route, pk=pk),
            again=lambda form, status: _detail(desk, request, _visible(desk, request, pk), form, status),
        )

    return view


def _detail(
    desk: Desk, request: ActedRequest, case: Any, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    kind = desk.flow.kind
    forms = step_forms(
        desk.flow,
        case,
        request.actor,
        refused=refused,
        options=lambda step: options.of_step(case, kind, step, request.actor),
    )
    papers = Paper.objects.filter(case_kind=kind, case_id=case.pk).select_related("service").defer("content")
    context = {
        "desk": desk,
        "case": case,
        "kind": chosen(desk.kinds, desk.kind_of(case)),
        "state_label": chosen(desk.states, case.state),
        "state_tone": TONES.get(case.state, "neutral"),
        "particulars": [
            (item.label, cell(value))
            for item in desk.items
            if item.code not in KEYS and (value := item.read(case)) not in (None, "", 0)
        ],
        "papers": [_paper(paper) for paper in papers.order_by("pk")],
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "folded": FOLDED,
        "entries": trail(desk.flow, case),
        "visit_id": getattr(case, "visit_id", None),
        "hazards": about.hazards(case, request.actor),
        "others": about.others(case, request.actor),
        "repeated": _repeated(case) if kind in ("penalty", "measure") else "",
        "owing": _owing(case) if kind == "penalty" else "",
        "daily": _daily(case, request) if kind == "penalty" else "",
        "overdue": _overdue(case) if kind == "measure" else "",
    }
    return render(request, "enforcement/detail.html", context, status=status)


def _paper(paper: Paper) -> dict[str, Any]:
    service = getattr(paper, "service", None)
    return {"paper": paper, "service": service, "method": service.get_method_display() if service else ""}


def _owing(case: Any) -> str:
    """Return what is left to pay of a penalty that stands, once its day has passed."""
    today = clock.today()
    left = arrears.owing(case, today)
    if case.state not in STANDS or not left.whole or not (left.surcharge or arrears.is_overdue(case, today)):
        return ""
    if left.surcharge:
        told = _(
            "%(fine)s yuan of it and %(surcharge)s yuan of surcharge for late payment are left to pay today."
        )
        return told % {"fine": yuan(left.fine), "surcharge": yuan(left.surcharge)}
    return _("%(fine)s yuan are left to pay.") % {"fine": yuan(left.fine)}


def _daily(case: Any, request: ActedRequest) -> str:
    """Return the daily fine that may be filed on a fine, for who may file it."""
    if case.state not in STANDS or not rules.may_act(request.actor, case):
        return ""
    return daily_fines.proposal(case)


def _overdue(case: Measure) -> str:
    """Return the alarm of a measure that runs over its last day, or whose penalty fell."""
    fallen = Penalty.objects.filter(pk=case.penalty_id or 0).exclude(state__in=STANDS).first()
    if fallen is not None and case.state in HOLDING:
        told = _(
            "The penalty %(number)s on which it rests does not stand any more: void it, or have it lifted."
        )
        return told % {"number": fallen.number}
    if case.state not in HOLDING or case.until_on is None or case.until_on >= clock.today():
        return ""
    told = _("Its last day was %(day)s. Have it lifted after re-inspection and consent, or take it further.")
    return told % {"day": case.until_on.isoformat()}


def _repeated(case: Any) -> str:
    """Return how the counts of art. 113 stand for the entity of a case, where one is reached."""
    today = clock.today()
    if not facts.is_repeated(case.operator_id, today):
        return ""
    first, year = facts.punishments(case.operator_id, today)
    told = _(
        "Punished %(first)s times in %(days)s days and %(year)s times in a year (Work Safety Law, art. 113)."
    )
    hazard = (
        _("A major hazard is on record: a closure may be asked for.")
        if facts.has_major_hazard(case.operator_id, today)
        else _("No major hazard is on record, without which no closure is asked for.")
    )
    days = limits.number("repeated_days", today)
    return f"{told % {'first': first, 'days': days, 'year': year}} {hazard}"


# -- panels --------------------------------------------------------------------------------------------------

PANELS = {"visit": "visit", "premises": "premises", "hazard": "hazard"}


@needs(Permission.ENFORCEMENT_READ)
@require_safe
def panel(request: ActedRequest, what: str, pk: int) -> HttpResponse:
    """Show what was done by way of enforcement on a visit, at a place or about a hazard: a fragment, or a page."""
    if what not in PANELS or pk > parameters.BIGGEST:
        raise Unknown("panel.unknown", _("There is nothing with this number."))
    groups = []
    for desk in DESKS.values():
        of = about.cases(desk, what, pk)
        if of is None:
            continue
        rows = filtered(desk, desk.rows().within(request.actor.scope), {}).filter(of)
        keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:20])
        if keys:
            groups.append((desk, *tell(desk, keys)))
    held = Measure.objects.within(request.actor.scope).filter(state__in=HOLDING, is_stop=True)
    begins = [
        (desk.name, step, desk.flow.steps[step].label)
        for desk in DESKS.values()
        for step, first in desk.begins
        if first == what and (what != "hazard" or about.is_major(pk))
    ]
    context = {
        "groups": groups,
        "what": what,
        "pk": pk,
        "begins": begins if request.actor.may(Permission.ENFORCEMENT_ACT) else [],
        "stopped": held.filter(premises=pk).first() if what == "premises" else None,
    }
    template = "enforcement/_panel.html" if request.headers.get("HX-Request") else "enforcement/panel.html"
    return render(request, template, context)


# -- limits --------------------------------------------------------------------------------------------------


@needs(Permission.ENFORCEMENT_READ)
@require_http_methods(["GET", "POST"])
def limits_page(request: ActedRequest) -> HttpResponse:
    """Show which limits hold today and what they rest on; the city's office lays others down."""
    start = {"first_day": clock.today()}
    begun = asking.begin(request, LIMIT_FLOW, "lay_down", start)
    if begun.outcome:
        messages.success(request, asking.recorded(LIMIT_FLOW.steps["lay_down"], begun.outcome))
        return redirect("enforcement:limits")
    return _limits(request, begun.form, begun.status)


def _limits(request: ActedRequest, form: StepForm, status: int = 200) -> HttpResponse:
    held = limits.held_all(clock.today())
    own = Limit.objects.within(request.actor.scope).standing().order_by("code", "first_day")
    context = {
        "limits": [(limits.LABELS[code], held[code]) for code in limits.LABELS],
        "own": [(limits.LABELS[one.code], one) for one in own],
        "form": form,
        "may": request.actor.may(Permission.LISTING_ORDER),
    }
    return render(request, "enforcement/limits.html", context, status=status)


@needs(Permission.LISTING_ORDER)
@require_http_methods(["GET", "POST"])
def take_limit(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Withdraw a limit; a refusal shows the page again."""
    if not Limit.objects.within(request.actor.scope).filter(pk=min(pk, parameters.BIGGEST)).exists():
        raise Unknown("limit.unknown", _("There is no such limit in your area."))
    again = StepForm.of(LIMIT_FLOW.steps["lay_down"], {"first_day": clock.today()})

    def refused(form: StepForm, status: int) -> HttpResponse:
        messages.error(request, str(form.error or next(iter(form.faults.values()), "")))
        return _limits(request, again, status)

    return asking.take(request, LIMIT_FLOW, pk, step, back=redirect("enforcement:limits"), again=refused)
