"""Whose token this is: the first thing that a programme asks."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.words import _

router = Router(tags=["me"])


@router.get(
    "",
    auth=AccessToken(TokenScope.READ),
    response=schemas.Me,
    operation_id="me",
    summary=_("Whose token this is"),
    description=_("The account, its posts now, and what the token is good for."),
)
def me(request: ApiRequest) -> HttpResponse:
    bearer = request.auth
    return answer(
        {
            "username": bearer.actor.username,
            "name": bearer.actor.name,
            "scopes": sorted(bearer.scopes),
            "expires_at": bearer.token.expires_at,
            "posts": [{"code": post.role, "label": post.title} for post in bearer.actor.posts],
            "permissions": sorted(bearer.actor.permissions),
        }
    )
