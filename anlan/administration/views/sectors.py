"""The sectors: what is supervised, under which code, led by which department."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.administration import actions, rules
from anlan.administration.flow import REORGANISATION_FLOW
from anlan.administration.forms import Sent, act_form, attempt, sent_input
from anlan.administration.history import told
from anlan.administration.inputs import BODIES
from anlan.administration.matrix import department_names
from anlan.administration.models import Reorganisation
from anlan.kernel import clock
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Organisation, Sector
from anlan.org.responsibility import Matrix
from anlan.org.roles import Permission


@needs(Permission.ORG_MANAGE)
@require_http_methods(["GET", "POST"])
def sectors(request: ActedRequest) -> HttpResponse:
    """Show every sector with who leads it today; open another."""
    step = REORGANISATION_FLOW.steps["open_sector"]
    sent = None
    if request.method == "POST":
        raw = sent_input(request, step)
        sent = attempt(
            request,
            step.name,
            raw,
            lambda key: actions.reorganise(step.name, by=request.actor, given=raw, key=key),
        )
        if sent is None:
            return redirect("administration:sectors")
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    form = act_form(
        step,
        values={"effective_on": clock.today()},
        choices={"department": _departments()},
        decision=rules.may_keep_sectors(request.actor, {}),
        sent=sent,
    )
    return render(
        request,
        "administration/sectors.html",
        {"columns": _columns(), "rows": _rows(root), "form": form},
        status=sent.status if sent else 200,
    )


def _departments() -> list[tuple[int, str]]:
    bodies = Organisation.objects.filter(valid_to=None, kind__in=BODIES).order_by(
        "area__depth", "area__path", "pk"
    )
    return [(body.pk, body.label) for body in bodies]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Sector"), "kind": "name"},
        {"label": _("Code"), "kind": "code"},
        {"label": _("Lead department"), "kind": "name"},
        {"label": _("Premises"), "kind": "num"},
    ]


def _rows(root: Area | None) -> list[list[Any]]:
    found = list(Sector.objects.annotate(places=Count("premises")).order_by("position", "code"))
    matrix = Matrix.on(clock.today())
    claims = {sector.pk: matrix.claims(sector.pk, root.path or "/") for sector in found} if root else {}
    names = department_names(claims.values())
    return [
        [
            {"text": sector.label, "href": reverse("administration:sector", args=[sector.code])},
            sector.code,
            _lead(claims[sector.pk].department_ids, names),
            str(sector.places),
        ]
        for sector in found
    ]


def _lead(departments: tuple[int, ...], names: dict[int, str]) -> Any:
    if len(departments) == 1:
        return names[departments[0]]
    listed = _(", ").join(names[key] for key in departments)
    return {"text": _("disputed") if departments else _("Nobody"), "tone": "bad", "sub": listed}


@needs(Permission.ORG_MANAGE)
@require_http_methods(["GET", "POST"])
def sector(request: ActedRequest, sector: str) -> HttpResponse:
    """Show one sector, its history, and the form that changes its name or place."""
    found = Sector.objects.filter(code=sector).select_related("lead").first()
    if found is None:
        raise Unknown("sector.unknown", _("There is no such sector."))
    step = REORGANISATION_FLOW.steps["amend_sector"]
    sent: Sent | None = None
    if request.method == "POST":
        raw = sent_input(request, step, without=("sector",))
        given = {**raw, "sector": found.pk}
        sent = attempt(
            request,
            step.name,
            raw,
            lambda key: actions.reorganise(step.name, by=request.actor, given=given, key=key),
        )
        if sent is None:
            return redirect("administration:sector", sector=found.code)
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    values = {"name": found.name, "name_en": found.name_en, "position": found.position}
    changes = Reorganisation.objects.filter(sector=found).order_by("-pk")
    return render(
        request,
        "administration/sector.html",
        {
            "sector": found,
            "root": root,
            "form": act_form(
                step,
                values=values,
                decision=rules.may_keep_sectors(request.actor, {}),
                sent=sent,
                without=("sector",),
            ),
            "entries": told(REORGANISATION_FLOW, changes),
        },
        status=sent.status if sent else 200,
    )
