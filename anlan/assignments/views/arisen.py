"""The tasks that arose out of a case of another app, and the office's way to make one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.assignments.models import AssignedTask
from anlan.assignments.origins import ORIGINS
from anlan.assignments.rows import tell_tasks
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.tellers import NOTHING, tell
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.ASSIGNMENT_READ)
def panel(request: ActedRequest, kind: str, subject: int) -> HttpResponse:
    """Show the tasks of one case: a fragment for the page that asks, a page by itself. Raises Unknown."""
    actor, find = request.actor, ORIGINS.get(kind)
    if find is None or subject > parameters.BIGGEST:
        raise Unknown("task.origin", _("There is nothing with this number of which a task could be made."))
    arising = find(actor, subject)
    rows = AssignedTask.objects.within(actor.scope).standing().filter(origin_kind=kind, origin_id=subject)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:50])
    if arising is None and not keys:
        raise Unknown("task.origin", _("There is nothing with this number of which a task could be made."))
    columns, told = tell_tasks(keys)
    offices = {post.organisation_id for post in actor.posts if Permission.TASK_ISSUE in post.permissions}
    context = {
        "columns": columns,
        "rows": told,
        "origin": f"{kind}-{subject}",
        "makes": arising is not None and bool(offices) and not rows.filter(issuer__in=offices).exists(),
    }
    if request.headers.get("HX-Request"):
        return render(request, "assignments/_arisen.html", context)
    about = (kind, subject)
    words = (
        NOTHING if arising is None else tell([about])[about]
    )  # who does not see the case reads nothing of it
    return render(request, "assignments/arisen.html", context | {"words": words})
