"""The page that tells what is missing before the first working day."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.administration.readiness import Line, lines
from anlan.kernel import clock
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@needs(Permission.READINESS_READ)
def readiness(request: ActedRequest) -> HttpResponse:
    """Show what is missing in the reader's area, what must be there first; then what is ready."""
    found = lines(request.actor.scope, at=clock.now())
    columns: list[dict[str, Any]] = [
        {"label": _("What"), "kind": "name"},
        {"label": _("How many")},
        {"label": _("Why it matters"), "kind": "wide"},
        {"label": _("Where")},
    ]
    missing = [line for line in found if not line.ready]
    return render(
        request,
        "administration/readiness.html",
        {
            "columns": columns,
            "must": [_row(line, request.actor) for line in missing if line.check.must],
            "soon": [_row(line, request.actor) for line in missing if not line.check.must],
            "ready": [line.check.label for line in found if line.ready],
        },
    )


def _row(line: Line, actor: Actor) -> dict[str, Any]:
    check, answer = line.check, line.answer
    listed = _(", ").join(answer.names)
    more = answer.count - len(answer.names)
    if listed and more > 0:
        listed += ngettext(" and %(n)s more", " and %(n)s more", more) % {"n": more}
    tone = "bad" if check.must else "warn"
    where: Any = ""
    if check.permission is not None:
        may = actor.may(check.permission)
        where = {"text": _("Open"), "href": line.href} if may else _who(check.permission)
    many = {"text": _("missing") if check.one else str(answer.count), "tone": tone}
    cells = [
        {"text": str(check.label), "sub": listed},
        many,
        {"text": str(check.why), "sub": str(answer.note)},
        where,
    ]
    return {"cells": cells, "tone": tone}


def _who(permission: Permission) -> str:
    """Return whose work it is, where it is not the reader's."""
    if permission == Permission.ORG_MANAGE:
        return _("System administrator")
    return _("Security administrator") if permission == Permission.PEOPLE_MANAGE else _("City office")
