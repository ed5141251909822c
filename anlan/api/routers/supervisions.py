"""One supervision of what is late. The list is the page's; a case's own is found on the case's page."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, choice, labelled, ordered
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel import parameters
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.supervision.flow import SUPERVISION_FLOW
from anlan.supervision.models import State, Supervision
from anlan.supervision.views import CLOCK_STEPS

router = Router(tags=["supervisions"])
READ = AccessToken(TokenScope.READ, Permission.HAZARD_READ)


def _row(row: Supervision) -> dict[str, object]:
    return {
        "id": row.pk,
        "state": labelled(dict(State.choices), row.state),
        "subject": f"{row.case_kind} {row.subject_id}",
        "owner": {"id": row.owner_id, "name": row.owner.label},
        "due_at": row.due_at,
        "revision": row.revision,
    }


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(schemas.SupervisionRow),
    operation_id="supervisions_list",
    summary=_("Supervisions of what is late"),
    description=_("Newest first."),
    openapi_extra={"parameters": [choice("state", State.values), *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = Supervision.objects.within(request.auth.actor.scope).select_related("owner")
    if state := parameters.choice(request.GET, "state", State.values):
        rows = rows.filter(state=state)
    return ordered(request, rows, lambda page: [_row(row) for row in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=schemas.SupervisionDetail,
    operation_id="supervisions_get",
    summary=_("One supervision"),
    description=_("How far a late duty was escalated, the steps that lead on, and the history."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    case = Supervision.objects.within(actor.scope).select_related("owner").filter(pk=id).first()
    if case is None:
        raise cases.unknown(SUPERVISION_FLOW)
    return answer(
        {
            **_row(case),
            "available": cases.available(SUPERVISION_FLOW, case, actor, without=CLOCK_STEPS),
            "history": cases.history(SUPERVISION_FLOW, case),
        }
    )
