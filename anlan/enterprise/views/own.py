"""The enterprise's own page: what it owes, what it found itself, its papers, what was written. One place, nothing else.

Every row is asked for by the place of the code that came in; a number of another place is answered as one that is not
there.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from anlan.enterprise import codes
from anlan.enterprise.codes import EnteredRequest, enters
from anlan.enterprise.flow import CHECK_FLOW, LETTER_FLOW
from anlan.enterprise.models import CheckState, Letter, LetterState, SelfCheck
from anlan.enterprise.rows import CHECK_TONES, LETTER_TONES
from anlan.enterprise.views import pages, papers, plants, warnings
from anlan.evidence import access as evidence
from anlan.evidence.views import answer_with
from anlan.hazards import hinting
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import OPEN_STATES, Grade, Hazard, State
from anlan.hazards.rows import TONES
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail

HAZARD_STEPS = ("sign_for", "claim", "plan", "ask_extension", "refuse")
SHOWN = 100


# -- in and out ----------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the code. What staff sign in with opens nothing here, and a code nothing there."""
    error: Any = ""
    status, typed = 200, request.GET.get("code", "") if clock.is_shifted() else ""
    if request.method == "POST":
        typed = request.POST.get("code", "")
        try:
            token = codes.come_in(request, typed, at=clock.real_now())
        except AnlanError as fault:
            error, status = fault.message, fault.status
        else:
            answer = redirect("enterprise:home")
            codes.set_cookie(answer, token)
            return answer
    return render(request, "enterprise/sign_in.html", {"error": error, "code": typed[:20]}, status=status)


@require_http_methods(["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    codes.leave(request, at=clock.real_now())
    answer = redirect("enterprise:sign-in")
    answer.delete_cookie(codes.COOKIE, path=codes.PATH)
    return answer


# -- what it owes --------------------------------------------------------------------------------------------


def _hazards(request: EnteredRequest) -> Any:
    """Return the hazards of this place; what a hidden visit found is not there until the visit is released."""
    rows = Hazard.objects.within(request.actor.scope)
    return rows.filter(premises=request.premises, visit__is_masked=False)


@enters
def home(request: EnteredRequest) -> HttpResponse:
    """Show what this place owes by when, what waits to be read, its papers, and what it found itself."""
    now = clock.now()
    mine = _hazards(request).exclude(state__in=(State.MERGED, State.VOIDED))
    open_ones = list(
        mine.filter(state__in=OPEN_STATES)
        .select_related("item", "criterion")
        .order_by("due_at", "pk")[:SHOWN]
    )
    done = list(mine.exclude(state__in=OPEN_STATES).order_by("-pk")[:20])
    found = SelfCheck.objects.within(request.actor.scope).filter(premises=request.premises)
    context = {
        "open_rows": [pages.hazard_row(one, now) for one in open_ones],
        "done_rows": [pages.hazard_row(one, now) for one in done],
        "figures": [
            (
                pgettext("enterprise", "To be rectified"),
                sum(one.state in (State.ASSIGNED, State.FOUND) for one in open_ones),
                "",
            ),
            (
                _("Overdue"),
                sum(
                    bool(one.due_at and one.due_at < now and one.state == State.ASSIGNED) for one in open_ones
                ),
                "bad",
            ),
            (_("Waits for acceptance"), sum(one.state == State.CLAIMED for one in open_ones), ""),
        ],
        "own_found": found.filter(state=CheckState.FOUND).count(),
        "own_rectified": found.filter(state=CheckState.RECTIFIED).count(),
        "unread": _letters(request).filter(state=LetterState.TOLD).count(),
        "papers": papers.newest(request),
        "warned": warnings.waiting(request),
        "duties": plants.waiting(request) if request.is_plant else 0,
    }
    return render(request, "enterprise/home.html", context)


def _hazard(request: EnteredRequest, pk: int) -> Hazard:
    rows = _hazards(request).select_related("item", "criterion__pack", "department", "supervisor")
    found: Hazard | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("hazard.unknown", _("There is no hazard with this number at your place."))
    return found


@enters
def hazard(request: EnteredRequest, pk: int) -> HttpResponse:
    return _show_hazard(request, _hazard(request, pk))


def _show_hazard(
    request: EnteredRequest, one: Hazard, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(HAZARD_FLOW, one, request.actor, refused=pages.pictured(refused))
    mine = [form for form in forms if form.name in HAZARD_STEPS and (form.decision or form.error)]
    mine.sort(key=lambda form: (not form.error, HAZARD_STEPS.index(form.name)))
    context = {
        "hazard": one,
        "state_label": State(one.state).label,
        "tone": TONES[State(one.state)],
        "particulars": pages.particulars(one),
        "forms": [pages.pictured(form) for form in mine],
        "pictures": pages.pictures_of("hazard", one.pk),
        "now": clock.now(),
        "is_open": one.state == State.ASSIGNED,
        "entries": pages.without_names(trail(HAZARD_FLOW, one)),
    }
    return render(request, "enterprise/hazard.html", context, status=status)


@enters
@require_http_methods(["GET", "POST"])
def take_hazard(request: EnteredRequest, pk: int, step: str) -> HttpResponse:
    """Sign for a hazard, report it rectified, plan, ask for more time: the steps of the side that rectifies."""
    _hazard(request, pk)
    if step not in HAZARD_STEPS:
        return redirect("enterprise:hazard", pk=pk)
    return asking.take(
        request,
        HAZARD_FLOW,
        pk,
        step,
        back=redirect("enterprise:hazard", pk=pk),
        again=lambda form, status: _show_hazard(request, _hazard(request, pk), form, status),
    )


# -- what it found itself ------------------------------------------------------------------------------------


def _checks(request: EnteredRequest) -> Any:
    return SelfCheck.objects.within(request.actor.scope).filter(premises=request.premises)


@enters
def checks(request: EnteredRequest) -> HttpResponse:
    page = parameters.page(_checks(request), request.GET)
    rows = [pages.check_row(one) for one in page.rows]
    return render(
        request, "enterprise/checks.html", {"rows": rows, "columns": pages.check_columns(), "page": page}
    )


@enters
@require_http_methods(["GET", "POST"])
def record_check(request: EnteredRequest) -> HttpResponse:
    """Record what the enterprise found; the place is that of its code, whatever was sent."""
    given = request.POST.copy()
    given["premises"] = str(request.premises.pk)
    request.POST = given  # type: ignore[assignment]
    start = {"grade": Grade.GENERAL.value}
    begun = asking.begin(request, CHECK_FLOW, "report", start)
    if begun.outcome:
        messages.success(
            request, _("Recorded. It is counted as found by yourselves, apart from what inspections find.")
        )
        return redirect("enterprise:check", pk=begun.outcome.case_id)
    return render(
        request, "enterprise/record_check.html", {"form": pages.pictured(begun.form)}, status=begun.status
    )


def _check(request: EnteredRequest, pk: int) -> SelfCheck:
    found: SelfCheck | None = _checks(request).filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("self_check.unknown", _("There is no record with this number at your place."))
    return found


@enters
def check(request: EnteredRequest, pk: int) -> HttpResponse:
    return _show_check(request, _check(request, pk))


def _show_check(
    request: EnteredRequest, one: SelfCheck, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(CHECK_FLOW, one, request.actor, refused=refused)
    context = {
        "check": one,
        "state_label": CheckState(one.state).label,
        "tone": CHECK_TONES[one.state],
        "particulars": pages.check_particulars(one),
        "forms": [pages.pictured(form) for form in forms if form.decision or form.error],
        "pictures": pages.pictures_of("self_check", one.pk),
    }
    return render(request, "enterprise/check.html", context, status=status)


@enters
@require_http_methods(["GET", "POST"])
def take_check(request: EnteredRequest, pk: int, step: str) -> HttpResponse:
    _check(request, pk)
    return asking.take(
        request,
        CHECK_FLOW,
        pk,
        step,
        back=redirect("enterprise:check", pk=pk),
        again=lambda form, status: _show_check(request, _check(request, pk), form, status),
    )


@enters
@require_safe
def hints(request: EnteredRequest) -> HttpResponse:
    """Answer with hints about the words of a form of this place while they are typed; `hazard`, `check`: on what."""
    finding = ""
    for name, rows in (("hazard", _hazards(request)), ("check", _checks(request))):
        if key := parameters.whole(request.GET, name):
            finding = rows.filter(pk=key).values_list("description", flat=True).first() or ""
    told = hinting.told(request.GET, _checks(request), finding=finding)
    return render(request, "hazards/_hints.html", {"hints": told})


# -- what was written ----------------------------------------------------------------------------------------


def _letters(request: EnteredRequest) -> Any:
    """Return what was written about this place: the enterprise reads what the office sees of it."""
    return Letter.objects.filter(premises=request.premises, operator=request.admission.operator_id)


@enters
@require_http_methods(["GET", "POST"])
def letters(request: EnteredRequest) -> HttpResponse:
    """Show what was written, and take a new message to the office."""
    given = request.POST.copy()
    given["premises"] = str(request.premises.pk)
    request.POST = given  # type: ignore[assignment]
    begun = asking.begin(request, LETTER_FLOW, "ask", {})
    if begun.outcome:
        messages.success(request, _("Sent. The answer will stand here."))
        return redirect("enterprise:letters")
    page = parameters.page(_letters(request), request.GET)
    labels = dict(LetterState.choices)
    context = {
        "letters": [(one, labels[one.state], LETTER_TONES[one.state]) for one in page.rows],
        "page": page,
        "form": begun.form,
    }
    return render(request, "enterprise/letters.html", context, status=begun.status)


@enters
@require_http_methods(["POST"])
def read_letter(request: EnteredRequest, pk: int) -> HttpResponse:
    if pk > parameters.BIGGEST or not _letters(request).filter(pk=pk).exists():
        raise Unknown("letter.unknown", _("There is no message with this number at your place."))
    back = redirect("enterprise:letters")
    return asking.take(request, LETTER_FLOW, pk, "read", back=back, again=lambda _form, _status: back)


# -- files ---------------------------------------------------------------------------------------------------


@enters
@require_safe
def picture(request: EnteredRequest, case_kind: str, case_id: int, file_id: int) -> HttpResponse:
    """Answer with a picture of a hazard, of a record of its own or of a guarantee duty, of this place."""
    owns = {"hazard": _hazards, "self_check": _checks, "guarantee_task": _duties}.get(case_kind)
    if (
        owns is None
        or max(case_id, file_id) > parameters.BIGGEST
        or not owns(request).filter(pk=case_id).exists()
    ):
        raise _no_picture()
    file = evidence.seen(request.actor, case_kind=case_kind, case_id=case_id, file_id=file_id)
    if file is None:
        raise _no_picture()
    return answer_with(request, file, small=request.GET.get("small") == "1")


@enters
@require_safe
def own_picture(request: EnteredRequest, token: str) -> HttpResponse:
    """Answer with a picture that a refused form keeps."""
    file = evidence.own(request.actor, token)
    if file is None:
        raise _no_picture()
    return answer_with(request, file, small=True)


def _duties(request: EnteredRequest) -> Any:
    return plants.mine(request, "guarantee_task")


def _no_picture() -> Unknown:
    return Unknown("evidence.unknown", _("There is no such photograph at your place."))
