"""The feed of changes: what happened to the cases that the caller may see, from a number of the journal on."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Query, Router

from anlan.access.models import TokenScope
from anlan.api import described, webhook_schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.telling import readable
from anlan.api.words import _
from anlan.hooks import events
from anlan.kernel.errors import Invalid

router = Router(tags=["changes"])
MOST = 500


@router.get(
    "",
    auth=AccessToken(TokenScope.READ),
    response=webhook_schemas.Changes,
    operation_id="changes_list",
    summary=_("What has changed since a number"),
    description=_(
        "Steps that were taken, in order, on cases that you may see at this moment. Keep `next` and send it as "
        "`since`: nothing is told twice and nothing is left out, whoever writes meanwhile. Begin with 0, or with "
        "`head` to hear only what comes. A page may hold few events or none and still not be the last: go on until "
        "`next` reaches `head`. What may not be seen (any more) is left out."
    ),
)
def changes(
    request: ApiRequest,
    since: Annotated[int, Query(ge=0, le=described.KEY)] = 0,
    kinds: Annotated[
        str, Query(max_length=600, description="kinds of cases with commas between them; all without it")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 200,
) -> HttpResponse:
    chosen = [kind for kind in (one.strip() for one in kinds.split(",")) if kind]
    known = readable()
    for kind in chosen:
        if kind not in known:
            raise Invalid(
                "parameter.kinds",
                gettext("“%(kind)s” is no kind of case that can be told. Choose from: %(known)s.")
                % {"kind": kind[:30], "known": ", ".join(sorted(known))},
                field="kinds",
            )
    told = events.changes(request.auth.actor, known, since=since, kinds=chosen, most=limit)
    return answer({"events": told.events, "next": told.next, "head": told.head})
