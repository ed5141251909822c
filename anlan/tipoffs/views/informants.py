"""The page for everybody: telling of a danger without an account, and following it up with the receipt code.

No cookie and no address is kept with a tip-off. The code is sent in the body of each request, never in an address, so
neither the history of a browser nor the log of a proxy holds it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid
from anlan.lifecycle.pages import StepForm, read_inputs
from anlan.org import profile
from anlan.org.models import Area
from anlan.org.scope import SYSTEM
from anlan.public import limits, proof
from anlan.public.limits import Limit
from anlan.tipoffs import actions
from anlan.tipoffs.flow import INFORMANT_STEPS, TIP_FLOW
from anlan.tipoffs.models import Refusal, Result, TipOff, TipState
from anlan.tipoffs.rows import TONES
from anlan.tipoffs.terms import term_on

HONEYPOT = "website"
PURPOSE = "tip-off"
SHOWN_AGAIN = timedelta(minutes=10)
"""For so long the same request is answered with its receipt; later it may be somebody else at the browser."""
SENDING = Limit(
    "tip.send", one=((timedelta(hours=1), 6), (timedelta(days=1), 20)), all_=(timedelta(hours=1), 300)
)
LOOKING = Limit("tip.follow", one=((timedelta(minutes=15), 10),), all_=(timedelta(minutes=15), 300))
ADDING = Limit("tip.add", one=((timedelta(hours=1), 20),), all_=(timedelta(hours=1), 600))


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a tip-off in and show its receipt code, once."""
    step = TIP_FLOW.steps["send"]
    if request.method == "GET":
        return _new(request, StepForm.of(step, {}, options=_areas()))
    raw: dict[str, Any] = {}
    try:
        key = _admitted(request, SENDING)
        raw, fault = _read(request, "send")
        if fault:
            raise fault
        taken = actions.take_in("send", raw, by=SYSTEM, key=key)
        if taken.outcome.replayed and clock.now() - taken.outcome.recorded_at > SHOWN_AGAIN:
            raise Invalid("tip.sent", _("This form was sent before. Open it anew to tell of something else."))
    except AnlanError as error:
        return _new(request, _again("send", raw or _typed(request, "send"), error), status=error.status)
    tip = TipOff.objects.get(pk=taken.outcome.case_id)
    return render(request, "tipoffs/receipt.html", {"tip": tip, "receipt": taken.receipt})


def _admitted(request: HttpRequest, limit: Limit) -> str:
    """Return the key of the act of a form that a person may have sent. Raises Invalid or TooOften."""
    now = clock.real_now()
    limits.check(request, limit, at=now)
    limits.note(request, limit, at=now)
    if request.POST.get(HONEYPOT):
        raise Invalid("public.proof", _("This form was not opened here. Open it anew and send it again."))
    return proof.read(request.POST.get("token", ""), PURPOSE, at=now)


def _read(request: HttpRequest, name: str) -> tuple[dict[str, Any], Invalid | None]:
    """Return what a form sent for a step. A stranger attaches what he sends now, nothing that is here."""
    kept = request.POST.copy()
    kept.setlist("photos", [])
    request.POST = kept  # type: ignore[assignment]
    raw, fault = read_inputs(TIP_FLOW.steps[name], request, by=SYSTEM)
    raw.pop("receipt", None)
    return raw, fault


def _typed(request: HttpRequest, name: str) -> dict[str, Any]:
    """Return the words of a form that was refused before it was read: nobody types them twice."""
    return {
        item.name: request.POST.get(item.name, "")
        for item in TIP_FLOW.steps[name].form.inputs
        if item.kind not in ("many", "photos") and item.name != "receipt"
    }


def _again(name: str, raw: dict[str, Any], error: AnlanError) -> StepForm:
    """Return the form as it was typed; its photographs are chosen anew, for they belong to nobody yet."""
    typed = {**raw, "photos": []}
    step = TIP_FLOW.steps[name]
    return StepForm.refused(name, typed, error, "", step, options=_areas())


def _areas() -> dict[str, list[tuple[int, str]]]:
    rows = Area.objects.filter(valid_to=None, depth=1).order_by("path")
    return {"area": [(area.pk, area.label) for area in rows]}


def _new(request: HttpRequest, form: StepForm, status: int = 200) -> HttpResponse:
    fields = [one for one in form.fields if one.name != "receipt"]
    token = proof.issue(PURPOSE, at=clock.real_now())
    who = [one for one in fields if one.name in ("name", "contact")]
    context = {
        "form": form,
        "what": [one for one in fields if one not in who],
        "who": who,
        "token": token,
        "honeypot": HONEYPOT,
        "term": term_on(clock.today()),
        "is_set_up": profile.is_set_up(),
    }
    return render(request, "tipoffs/new.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt code; with it, show what became of the tip-off and what was written."""
    if request.method == "GET":
        shown = request.GET.get("code", "")[:20] if clock.is_shifted() else ""  # of the demo’s list of codes
        return render(request, "tipoffs/follow.html", {"error": "", "code": shown})
    try:
        tip = _of_code(request)
    except AnlanError as error:
        return render(
            request,
            "tipoffs/follow.html",
            {"error": error.message, "code": _code(request)},
            status=error.status,
        )
    return _thread(request, tip)


def _code(request: HttpRequest) -> str:
    return request.POST.get("code", "")[:40]


def _of_code(request: HttpRequest) -> TipOff:
    """Return the tip-off of the code that was sent. A wrong one counts against the address it came from."""
    now = clock.real_now()
    limits.check(request, LOOKING, at=now)
    tip = actions.by_receipt(_code(request))
    if tip is None:
        limits.note(request, LOOKING, at=now)
        raise Invalid("tip.code", _("No tip-off has this receipt code. Compare it with what you wrote down."))
    return tip


@never_cache
@require_http_methods(["POST"])
def take(request: HttpRequest, step: str) -> HttpResponse:
    """Add something to a tip-off, or confirm its reward, with the code alone."""
    if step not in INFORMANT_STEPS or step == "send":
        return redirect("tipoffs:follow")
    try:
        tip = _of_code(request)
    except AnlanError as error:
        return render(
            request,
            "tipoffs/follow.html",
            {"error": error.message, "code": _code(request)},
            status=error.status,
        )
    raw: dict[str, Any] = {}
    try:
        key = _admitted(request, ADDING)
        raw, fault = _read(request, step)
        if fault:
            raise fault
        actions.informant_takes(tip, step, raw, key=key)
    except AnlanError as error:
        return _thread(request, tip, _again(step, raw or _typed(request, step), error), status=error.status)
    return _thread(request, TipOff.objects.select_related("area").get(pk=tip.pk), done=True)


def _thread(
    request: HttpRequest,
    tip: TipOff,
    refused: StepForm | None = None,
    status: int = 200,
    *,
    done: bool = False,
) -> HttpResponse:
    forms = {}
    for step, decision in TIP_FLOW.available(tip, SYSTEM):
        if step.name in INFORMANT_STEPS and decision:
            is_refused = refused is not None and refused.name == step.name
            forms[step.name] = refused if is_refused else StepForm.of(step, {})
    context = {
        "tip": tip,
        "code": _code(request),
        "token": proof.issue(PURPOSE, at=clock.real_now()),
        "honeypot": HONEYPOT,
        "state_label": TipState(tip.state).label,
        "tone": TONES[tip.state],
        "result": Result(tip.result).label if tip.result else "",
        "refusal": Refusal(tip.refusal).label if tip.refusal else "",
        "said": list(tip.messages.order_by("seq")),
        "forms": forms,
        "refused": refused if refused is not None and refused.name not in forms else None,
        "done": done,
    }
    return render(request, "tipoffs/thread.html", context, status=status)
