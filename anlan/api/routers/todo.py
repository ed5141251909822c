"""What your organisations owe, what waits for your decision, what is overdue around you."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import schemas
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import COUNT, PAGING, choice, labelled, ordered
from anlan.api.words import _
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.kernel.tellers import tell as tell_cases
from anlan.obligations.models import DECISIONS, Kind, Obligation
from anlan.obligations.views import AROUND, DECIDE, OWN, sees_around

router = Router(tags=["todo"])
LISTS = (OWN, DECIDE, AROUND)


@router.get(
    "",
    auth=AccessToken(TokenScope.READ),
    response=schemas.page_of(schemas.DutyRow),
    operation_id="todo_list",
    summary=_("Obligations"),
    description=_(
        "The to-do list, nearest first: `own` (what your organisations owe), `decide` (what waits for a yes or a "
        "no), `around` (what is overdue in your area)."
    ),
    openapi_extra={"parameters": [choice("list", LISTS), choice("kind", Kind.values), COUNT, *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    actor, query, now = request.auth.actor, request.GET, clock.now()
    chosen = parameters.choice(query, "list", LISTS) or OWN
    if chosen == AROUND:
        rows = Obligation.objects.within(actor.scope).overdue(now)
        rows = rows if sees_around(actor) else rows.none()
    else:
        rows = Obligation.objects.open().begun(now).to_do(actor)
        rows = rows.filter(kind__in=DECISIONS) if chosen == DECIDE else rows
    if kind := parameters.choice(query, "kind", Kind.values):
        rows = rows.filter(kind=kind)
    kinds = dict(Kind.choices)

    def tell(page: list[Obligation]) -> list[dict[str, Any]]:
        words = tell_cases((row.case_kind, row.case_id) for row in page)
        return [
            {
                "id": row.pk,
                "kind": labelled(kinds, row.kind),
                "case_kind": row.case_kind,
                "case": row.case_id,
                "text": str(words[row.case_kind, row.case_id].text),
                "place": str(words[row.case_kind, row.case_id].place),
                "owner": {"id": row.owner_id, "name": row.owner.label},
                "opened_at": row.opened_at,
                "due_at": row.due_at,
                "is_late": row.due_at < now,
                "rung": row.rung,
            }
            for row in page
        ]

    return ordered(request, rows.select_related("owner"), tell, order=Order(("due_at",), descending=False))
