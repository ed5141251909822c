"""The papers that an enterprise holds about its place: what answers it as to a hazard, and what was served on it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anlan.enforcement.flow import ENFORCING
from anlan.enforcement.models import Penalty, Punished
from anlan.enterprise.codes import EnteredRequest, enters
from anlan.hazards.models import Hazard
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.papers.archive import kept
from anlan.papers.models import Form, Paper
from anlan.papers.views import as_file

SHOWN = 50


def held(request: EnteredRequest) -> QuerySet[Paper]:
    """Return the papers that this enterprise holds about its place.

    A paper of enforcement is here once its service is recorded, not before: until then it has no effect on anybody.
    Penalties on persons are served on them and are not here.
    """
    scope, place = request.actor.scope, request.premises
    hazards = Hazard.objects.within(scope).filter(premises=place, visit__is_masked=False)
    mine = Q(case_kind="hazard", case_id__in=hazards.values("pk"))
    for flow in ENFORCING:
        cases = flow.model.objects.within(scope).filter(premises=place)  # type: ignore[attr-defined]
        if flow.model is Penalty:
            cases = cases.filter(punished=Punished.UNIT)
        served = Q(recipient=request.admission.operator_id, service__isnull=False)
        mine |= served & Q(case_kind=flow.kind, case_id__in=cases.values("pk"))
    return Paper.objects.within(scope).filter(mine)


def newest(request: EnteredRequest) -> list[Paper]:
    """Return the newest papers with how they were served. One query."""
    return list(held(request).select_related("service", "issuer").defer("content").order_by("-pk")[:SHOWN])


@enters
@require_safe
def paper(request: EnteredRequest, pk: int) -> HttpResponse:
    """Answer with one of its papers as PDF."""
    rows = held(request).select_related("issuer", "recipient")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("paper.unknown", _("There is no such paper that you may see."))
    return as_file(kept(found, Form.PDF), form=Form.PDF, name=found.name)
