"""What stands before every page: signed in, and in a post that grants the page's permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from anlan.kernel.errors import Refused
from anlan.org.roles import Permission
from anlan.org.scope import Actor

View = Callable[..., HttpResponse]


class ActedRequest(HttpRequest):
    """A request that a door let through: `actor` is somebody."""

    actor: Actor


def needs(permission: Permission | None = None) -> Callable[[View], View]:
    """Let a page be opened only by somebody who is signed in and, if one is named, holds the permission."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = cast(Any, request).actor
            if not actor:
                return redirect_to_login(request.get_full_path())
            if permission is not None and not actor.may(permission):
                raise Refused("page.denied", _("Your posts give you no right to this page."), http=403)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded

    return wrap
