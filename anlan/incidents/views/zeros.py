"""The zeros of a period: five counts, unit-days that are missing, what may be printed, who answers for “nothing”."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.documents import days
from anlan.documents.chronicles import CHRONICLES
from anlan.documents.claims import CLAIMS, Ruling
from anlan.documents.named_periods import KEEPERS
from anlan.figures.cut import Cut, Known, find_area
from anlan.figures.evaluation import evaluate_all
from anlan.incidents.claims import NAMES
from anlan.incidents.flow import CONFIRMATION_FLOW, OF_CATEGORY
from anlan.incidents.kinds import Category, ConfirmationState
from anlan.incidents.models import Confirmation
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms
from anlan.org.choices import area_choices, areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.roles import Permission

LONGEST = 400
MOST_SHOWN = 50
SPOKEN = "incidents.no_report"
NOTHING = "incidents.none_disaster"
UNIT_DAYS = "reporting.unit_days"


@needs(Permission.INCIDENT_READ)
def zeros(request: ActedRequest) -> HttpResponse:
    """Show what a bulletin may say about a period, and what stands against it. Some ten queries."""
    return _zeros(request)


def _asked(request: ActedRequest) -> tuple[Area, Period]:
    """Return the area and the days that were asked for; without any those of the last special period, else a week."""
    query = request.GET
    text = parameters.words(query, "area")
    mine = below(request.actor.scope.root_path or "", "path")
    area = find_area(text, among=mine) if text else _own(request)
    today = clock.today()
    first, last = parameters.day(query, "from"), parameters.day(query, "to")
    if first is None or last is None:
        named = [
            one
            for tells in KEEPERS
            for one in tells(area, Period(today - timedelta(days=30), today), Known.now())
        ]
        return area, named[0].days if named else Period(today - timedelta(days=6), today)
    last = min(last, today)
    return area, Period(max(min(first, last), last - timedelta(days=LONGEST)), last)


def _own(request: ActedRequest) -> Area:
    root = request.actor.scope.root_path
    return find_area(None) if root is None else Area.objects.get(path=root)


def _zeros(request: ActedRequest, refused: StepForm | None = None, status: int = 200) -> HttpResponse:
    area, period = _asked(request)
    known = Known.now()
    values = evaluate_all(list(OF_CATEGORY.values()), cut=Cut.of(area), period=period, known=known)
    chinese = request.LANGUAGE_CODE.startswith("zh")
    language = "zh" if chinese else "en"
    rows = []
    for category in Category:
        value = values[OF_CATEGORY[category.value]]
        rows.append(
            {
                "label": category.label,
                "count": value.count,
                "tone": "bad" if value.count else "good",
                "code": value.figure.code,
                "confirmed": _confirmations(area, period, category).first(),
            }
        )
    every_day = _ruled("dispatch.every_day", area, period, known)
    said = {code: _ruled(code, area, period, known) for code in (SPOKEN, NOTHING)}
    kept = Confirmation.objects.within(request.actor.scope).select_related("area", "confirmed_by")
    confirmations = list(kept.order_by("-first_day", "-pk")[:MOST_SHOWN])
    context: dict[str, Any] = {
        "area": area,
        "period": period,
        "days": days.of(period, language),
        "rows": rows,
        "reports": [(fact.name, fact.text(language)) for fact in every_day.facts],
        "complete": every_day.holds,
        "missing": list(CHRONICLES[UNIT_DAYS].sentences(area, period, known, language)),
        "may_say": _sentences(said, language),
        "areas": area_choices(areas_of(request.actor.scope)),
        "confirmations": [(one, _withdrawing(request, one, refused)) for one in confirmations],
        "can_confirm": request.actor.may(Permission.INCIDENT_RULE),
    }
    return render(request, "incidents/zeros.html", context, status=status)


def _ruled(code: str, area: Area, period: Period, known: Known) -> Ruling:
    predicate = CLAIMS[code].predicate
    return predicate(area, period, known) if predicate else Ruling(False, ())


def _sentences(said: dict[str, Ruling], language: str) -> list[dict[str, Any]]:
    """Return both halves of the bulletin's sentence, each with whether it may be printed."""
    zh = language == "zh"
    four = [NAMES[one][0 if zh else 1] for one in Category if one != Category.DISASTER]
    no_report = (
        f"未接到{'、'.join(four[:-1])}和{four[-1]}报告"
        if zh
        else f"no report of {', '.join(four)} was received"
    )
    nothing = "没有发生自然灾害事故" if zh else "no natural disaster happened"
    return [
        {"text": no_report, "holds": said[SPOKEN].holds},
        {"text": nothing, "holds": said[NOTHING].holds},
    ]


def _confirmations(area: Area, period: Period, category: Category) -> Any:
    parts = (area.path or "").strip("/").split("/")
    above = [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
    return Confirmation.objects.filter(
        category=category,
        state=ConfirmationState.CONFIRMED,
        first_day__lte=period.first,
        last_day__gte=period.last,
        area_path__in=above,
    ).select_related("confirmed_by")


def _withdrawing(request: ActedRequest, one: Confirmation, refused: StepForm | None) -> StepForm | None:
    mine = refused if refused is not None and refused.raw.get("case") == one.pk else None
    forms = step_forms(CONFIRMATION_FLOW, one, request.actor, refused=mine)
    return next((form for form in forms if form.decision), None)


@needs(Permission.INCIDENT_RULE)
@require_http_methods(["GET", "POST"])
def confirm(request: ActedRequest) -> HttpResponse:
    """Answer by name that nothing of a category happened in some days; a refused form keeps what was typed."""
    area, period = _asked(request)
    areas = areas_of(request.actor.scope, deepest=3)
    least = min((one.depth for one in areas), default=0)
    options = {"area": [(one.pk, "　" * (one.depth - least) + one.short_label) for one in areas]}
    start = {
        "category": Category.DISASTER.value,
        "area": area.pk,
        "first_day": period.first,
        "last_day": period.last,
    }
    begun = asking.begin(request, CONFIRMATION_FLOW, "confirm", start, options=options)
    if begun.outcome:
        messages.success(request, _("It is on record: journal entry %(seq)s.") % {"seq": begun.outcome.seq})
        return redirect("incidents:zeros")
    return render(request, "incidents/confirm.html", {"form": begun.form}, status=begun.status)


@needs(Permission.INCIDENT_RULE)
@require_http_methods(["GET", "POST"])
def withdraw(request: ActedRequest, pk: int) -> HttpResponse:
    """Withdraw a confirmation, with a reason."""
    rows = Confirmation.objects.within(request.actor.scope)
    if pk > parameters.BIGGEST or not rows.filter(pk=pk).exists():
        raise Unknown("confirmation.unknown", _("There is no confirmation with this number in your area."))
    return asking.take(
        request,
        CONFIRMATION_FLOW,
        pk,
        "withdraw",
        back=redirect("incidents:zeros"),
        again=lambda form, status: _zeros(request, _of(form, pk), status),
    )


def _of(form: StepForm, pk: int) -> StepForm:
    return StepForm(form.name, form.label, form.decision, form.fields, form.key, form.error, {**form.raw, "case": pk},
                    form.faults, form.code)  # fmt: skip
