"""The responsibility matrix: the grid, the rulings on one cell, the list of premises with none or two regulators."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.administration import actions, rules
from anlan.administration.flow import RULING_FLOW
from anlan.administration.forms import Sent, act_form, attempt, sent_input
from anlan.administration.history import told
from anlan.administration.inputs import BODIES
from anlan.administration.matrix import grid, without_regulator_rows
from anlan.administration.models import Ruling
from anlan.figures.cut import find_area, find_sector, where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Organisation, Responsibility, Sector
from anlan.org.models.areas import below
from anlan.org.models.responsibility import standing_on
from anlan.org.responsibility import Matrix
from anlan.org.roles import Permission
from anlan.premises.models import Premises

ACTS = ("rule", "claim", "revoke")


@needs(Permission.RESPONSIBILITY_READ)
def matrix(request: ActedRequest) -> HttpResponse:
    """Show who answers for each sector in each area on a day; gaps and double claims stand out.

    The matrix is the city's and the same for every reader, so are its totals.
    """
    query = request.GET
    top = find_area(parameters.words(query, "area"))
    on = parameters.day(query, "on") or clock.today()
    places = Premises.objects.filter(below(top.path or ""), is_active=True)
    counties = Area.objects.filter(valid_to=None, depth__lte=1).order_by("path")
    unclear = Premises.objects.without_regulator(request.actor.scope).count()
    return render(
        request,
        "administration/matrix.html",
        {
            "grid": grid(top, on, places),
            "top": top,
            "on": on,
            "query": query,
            "areas": area_choices(list(counties)),
            "unclear": unclear,
        },
    )


@needs(Permission.RESPONSIBILITY_READ)
@require_http_methods(["GET", "POST"])
def cell(request: ActedRequest, sector: str, area: int) -> HttpResponse:
    """Show the rulings on one cell with their days and their basis; make one."""
    kind = find_sector(sector)
    place = Area.objects.filter(pk=min(area, parameters.BIGGEST), valid_to=None).first()
    if place is None:
        raise Unknown("area.unknown", _("There is no such area, or it is closed."))
    sent = None
    if request.method == "POST":
        sent = _rule(request, kind, place)
        if sent is None:
            return redirect("administration:cell", sector=kind.code, area=place.pk)
    today = clock.today()
    claims = Matrix.on(today, sectors=[kind.pk]).claims(kind.pk, place.path or "")
    rows = Responsibility.objects.filter(sector=kind, area=place).select_related("department")
    case = Ruling.objects.filter(sector=kind, area=place)
    return render(
        request,
        "administration/cell.html",
        {
            "sector": kind,
            "area": place,
            "claims": claims,
            "departments": list(Organisation.objects.filter(pk__in=claims.department_ids)),
            "decided_in": Area.objects.filter(pk=claims.area_id or 0).first(),
            "inherited": claims.area_id is not None and claims.area_id != place.pk,
            "rows": [_told_row(row, today) for row in rows.order_by("-valid_from", "-pk")],
            "forms": _forms(request, kind, place, sent),
            "entries": told(RULING_FLOW, case),
            "premises": Premises.objects.filter(below(place.path or ""), sector=kind, is_active=True).count(),
        },
        status=sent.status if sent else 200,
    )


def _told_row(row: Responsibility, today: Any) -> list[Any]:
    stands = row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)
    ahead = row.valid_from > today
    word = (
        (_("Stands"), "good")
        if stands
        else ((_("Begins later"), "info") if ahead else (_("Ended"), "neutral"))
    )
    last = row.valid_to.isoformat() if row.valid_to else _("no end in sight")
    made = (
        _("journal entry %(seq)s") % {"seq": row.ruling_seq}
        if row.ruling_seq
        else _("loaded with the system")
    )
    return [
        {"text": row.department.label, "sub": made},
        {"text": row.valid_from.isoformat(), "sub": f"– {last}"},
        {"text": word[0], "tone": word[1]},
    ]


def _rule(request: ActedRequest, kind: Sector, place: Area) -> Sent | None:
    act = parameters.choice(request.POST, "act", ACTS) or "rule"
    raw = sent_input(request, RULING_FLOW.steps[act])
    return attempt(
        request,
        act,
        raw,
        lambda key: actions.rule(kind, place, act, by=request.actor, given=raw, key=key),
    )


def _forms(request: ActedRequest, kind: Sector, place: Area, sent: Sent | None) -> list[Any]:
    """Return the steps that this cell offers; a reader without the right sees the first one with the reason."""
    decision = rules.may_rule(request.actor, {"area": place, "sector": kind})
    bodies = Organisation.objects.filter(
        below(place.path or "", "area__path"), kind__in=BODIES, valid_to=None
    ) | Organisation.objects.filter(area__in=place.ancestor_ids(), kind__in=BODIES, valid_to=None)
    offered = [(body.pk, body.label) for body in bodies.order_by("area__depth", "pk")[:200]]
    stands = Responsibility.objects.filter(standing_on(clock.today()), sector=kind, area=place).exists()
    acts = ACTS if stands else ("rule",)
    if not decision:
        acts = ("rule",)
    return [
        act_form(
            RULING_FLOW.steps[act],
            values={"first_day": clock.today()},
            choices={"department": offered},
            decision=decision,
            sent=sent,
        )
        for act in acts
    ]


@needs(Permission.RESPONSIBILITY_READ)
def unclear(request: ActedRequest) -> HttpResponse:
    """Show the premises for which no department, or more than one, answers: it is empty or somebody must rule."""
    query = request.GET
    places = Premises.objects.without_regulator(request.actor.scope).filter(where_and_when(query))
    page = parameters.page(places.select_related("reporting_area", "sector"), query)
    columns: list[dict[str, Any]] = [
        {"label": _("Premises"), "kind": "wide"},
        {"label": _("Reporting area")},
        {"label": _("Sector")},
        {"label": _("Regulators"), "kind": "name"},
        {"label": ""},
    ]
    return render(
        request,
        "administration/unclear.html",
        {
            "columns": columns,
            "rows": without_regulator_rows(page.rows, clock.today()),
            "page": page,
            "query": query,
            "count": places.count(),
            "areas": [("", _("All areas")), *area_choices(areas_of(request.actor.scope))],
            "sectors": [("", _("All sectors")), *sector_choices()],
        },
    )
