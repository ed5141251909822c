"""For the staff: codes given to enterprises, what these found themselves, and what they wrote."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.enterprise import codes
from anlan.enterprise import listing as lists
from anlan.enterprise.flow import ADMISSION_FLOW, CHECK_FLOW, LETTER_FLOW, USUAL_DAYS
from anlan.enterprise.models import Admission, CheckState, Letter, LetterState, SelfCheck
from anlan.enterprise.rows import (
    CHECK_TONES,
    LETTER_TONES,
    state_of,
    tell_admissions,
    tell_checks,
    tell_letters,
)
from anlan.enterprise.views.pages import check_particulars
from anlan.evidence import shown
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, read_inputs, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.premises.models import Premises

CODED = frozenset({"give", "renew"})


@needs(Permission.ENTERPRISE_ADMIT)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the codes of the reader's area and sectors, the latest first; never what opens a page."""
    shown_ = lists.CODES.show(
        request, lists.codes_filtered(Admission.objects.within(request.actor.scope), request.GET)
    )
    columns, rows = tell_admissions(shown_.keys)
    return shown_.render(
        "enterprise/codes.html", columns=columns, rows=rows, choices=lists.code_choices(request.actor)
    )


@never_cache
@needs(Permission.ENTERPRISE_ADMIT)
@require_http_methods(["GET", "POST"])
def give(request: ActedRequest) -> HttpResponse:
    """Give a place its code: named by `premises` of the address, shown once."""
    wanted = parameters.whole(request.POST if request.method == "POST" else request.GET, "premises")
    place = (
        Premises.objects.within(request.actor.scope).filter(pk=wanted, is_active=True).first()
        if wanted
        else None
    )
    step = ADMISSION_FLOW.steps["give"]
    start = {
        "days": USUAL_DAYS,
        "holder": place.contact_name if place else "",
        "premises": place.pk if place else "",
    }
    if request.method == "GET":
        there = (
            Admission.objects.within(request.actor.scope).filter(premises=wanted).first() if place else None
        )
        if there is not None:
            return redirect("enterprises:detail", pk=there.pk)
        return _give(request, StepForm.of(step, start), place)
    key = request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(step, request, by=request.actor)
    raw.pop("digest", None)
    if place is None:
        raw["premises"] = ""  # what one may not see is not there
    try:
        given = codes.give("give", raw, by=request.actor, key=key)
    except (Invalid, Refused) as error:
        return _give(request, StepForm.refused("give", raw, error, key, step), place, status=error.status)
    return _shown_once(request, given.outcome.case_id, given.code)


def _give(request: ActedRequest, form: StepForm, place: Premises | None, status: int = 200) -> HttpResponse:
    fields = tuple(one for one in form.fields if one.name not in ("digest", "premises"))
    return render(
        request, "enterprise/give.html", {"form": form, "fields": fields, "place": place}, status=status
    )


def _shown_once(request: ActedRequest, pk: int, code: str) -> HttpResponse:
    admission = _visible(request, pk)
    return render(request, "enterprise/given.html", {"admission": admission, "code": code})


def _visible(request: ActedRequest, pk: int) -> Admission:
    rows = Admission.objects.within(request.actor.scope).select_related(
        "premises", "area", "given_by", "revoked_by"
    )
    found: Admission | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("admission.unknown", _("There is no code with this number that you may see."))
    return found


@needs(Permission.ENTERPRISE_ADMIT)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _detail(
    request: ActedRequest, admission: Admission, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    start = {"renew": {"days": USUAL_DAYS, "holder": admission.holder}}
    forms = step_forms(ADMISSION_FLOW, admission, request.actor, defaults=start, refused=refused)
    forms = [_without_digest(form) for form in forms]
    context = {
        "admission": admission,
        "state": state_of(admission, clock.now()),
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": _without_digests(trail(ADMISSION_FLOW, admission)),
        "letters": tell_letters(list(_letters_of(request, admission))),
        "write": StepForm.of(LETTER_FLOW.steps["tell"], {}),
    }
    return render(request, "enterprise/code.html", context, status=status)


def _letters_of(request: ActedRequest, admission: Admission) -> Any:
    rows = Letter.objects.within(request.actor.scope).filter(premises=admission.premises_id)
    return rows.order_by("-pk").values_list("pk", flat=True)[:20]


def _without_digest(form: StepForm) -> StepForm:
    form_fields = tuple(one for one in form.fields if one.name != "digest")
    return StepForm(
        form.name,
        form.label,
        form.decision,
        form_fields,
        form.key,
        form.error,
        form.raw,
        form.faults,
        form.code,
    )


def _without_digests(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave the digests out: they say nothing to anybody."""
    return [{**entry, "details": [d for d in entry["details"] if len(str(d[1])) != 64]} for entry in entries]


@never_cache
@needs(Permission.ENTERPRISE_ADMIT)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Renew or revoke a code, or write to the enterprise."""
    admission = _visible(request, pk)
    if step == "tell":
        return _tell(request, admission)
    if step not in ADMISSION_FLOW.steps or step == "give" or request.method != "POST":
        return redirect("enterprises:detail", pk=pk)
    key = request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(ADMISSION_FLOW.steps[step], request, by=request.actor)
    if step not in CODED:
        return asking.take(
            request,
            ADMISSION_FLOW,
            pk,
            step,
            back=redirect("enterprises:detail", pk=pk),
            again=lambda form, status: _detail(request, _visible(request, pk), form, status),
        )
    raw.pop("digest", None)
    try:
        seen = parameters.whole(request.POST, "revision")
        given = codes.give(step, raw, by=request.actor, key=key, case_id=pk, revision=seen)
    except (Invalid, Refused) as error:
        return _detail(request, admission, StepForm.refused(step, raw, error, key), error.status)
    return _shown_once(request, pk, given.code)


def _tell(request: ActedRequest, admission: Admission) -> HttpResponse:
    given = request.POST.copy()
    given["premises"] = str(admission.premises_id)
    request.POST = given  # type: ignore[assignment]
    begun = asking.begin(request, LETTER_FLOW, "tell", {})
    if begun.outcome:
        messages.success(request, _("Sent to the page of the enterprise."))
    elif request.method == "POST":
        fault = begun.form.error or " ".join(str(fault) for fault in begun.form.faults.values())
        messages.error(request, str(fault))
    return redirect("enterprises:detail", pk=admission.pk)


# -- what enterprises found themselves -----------------------------------------------------------------------


@needs(Permission.HAZARD_READ)
def checks(request: ActedRequest) -> HttpResponse:
    shown_ = lists.CHECKS.show(
        request, lists.checks_filtered(SelfCheck.objects.within(request.actor.scope), request.GET)
    )
    columns, rows = tell_checks(shown_.keys)
    return shown_.render(
        "enterprise/staff_checks.html", columns=columns, rows=rows, choices=lists.check_choices(request.actor)
    )


@needs(Permission.HAZARD_READ)
def check(request: ActedRequest, pk: int) -> HttpResponse:
    rows = SelfCheck.objects.within(request.actor.scope).select_related("premises", "area", "sector")
    found: SelfCheck | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("self_check.unknown", _("There is no record with this number that you may see."))
    context = {
        "check": found,
        "state_label": CheckState(found.state).label,
        "tone": CHECK_TONES[found.state],
        "particulars": check_particulars(found),
        "pictures": shown.of_case("self_check", found.pk),
        "entries": trail(CHECK_FLOW, found),
    }
    return render(request, "enterprise/staff_check.html", context)


# -- what enterprises wrote ----------------------------------------------------------------------------------


@needs(Permission.ENTERPRISE_ADMIT)
def letters(request: ActedRequest) -> HttpResponse:
    shown_ = lists.LETTERS.show(
        request, lists.letters_filtered(Letter.objects.within(request.actor.scope), request.GET)
    )
    columns, rows = tell_letters(shown_.keys)
    return shown_.render(
        "enterprise/staff_letters.html",
        columns=columns,
        rows=rows,
        choices=lists.letter_choices(request.actor),
    )


def _letter(request: ActedRequest, pk: int) -> Letter:
    rows = Letter.objects.within(request.actor.scope).select_related("premises", "written_by", "answered_by")
    found: Letter | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("letter.unknown", _("There is no message with this number that you may see."))
    return found


@needs(Permission.ENTERPRISE_ADMIT)
@require_http_methods(["GET", "POST"])
def answer(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one message; answer it."""
    if request.method == "GET":
        return _show_letter(request, _letter(request, pk))
    _letter(request, pk)
    return asking.take(
        request,
        LETTER_FLOW,
        pk,
        "answer",
        back=redirect("enterprises:answer", pk=pk),
        again=lambda form, status: _show_letter(request, _letter(request, pk), form, status),
    )


def _show_letter(
    request: ActedRequest, one: Letter, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(LETTER_FLOW, one, request.actor, refused=refused)
    context = {
        "letter": one,
        "state_label": LetterState(one.state).label,
        "tone": LETTER_TONES[one.state],
        "forms": [form for form in forms if form.name == "answer" and (form.decision or form.error)],
    }
    return render(request, "enterprise/staff_letter.html", context, status=status)
