"""Papers of an installation, its panel on the page of its plant, and who guarantees for what at a glance."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.documents.rendering import pdf
from anlan.installations import sheets_of_paper
from anlan.installations.grading import shown
from anlan.installations.kinds import Role
from anlan.installations.models import (
    ExpertStationing,
    GuaranteePost,
    GuaranteeTask,
    Installation,
    Park,
    Term,
)
from anlan.installations.reckoning import r_of
from anlan.installations.rows import KINDS, level_words
from anlan.installations.views.cases import visible
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.papers.models import Form
from anlan.papers.views import as_file
from anlan.premises.models import Premises

MOST = 300


@needs(Permission.INSTALLATION_READ)
def grading(request: ActedRequest, pk: int) -> HttpResponse:
    """Answer with the grading of an installation, step by step, as a file."""
    one = visible(request, "installation", pk)
    content = pdf.render(sheets_of_paper.grading_sheet(one, clock.today()))
    return as_file(content, form=Form.PDF, name=f"辨识分级记录-{one.number}")


@needs(Permission.INSTALLATION_READ)
def notice(request: ActedRequest, pk: int) -> HttpResponse:
    """Answer with the public notice of an installation as a file."""
    one = visible(request, "installation", pk)
    content = pdf.render(sheets_of_paper.notice_board(one, clock.today()))
    return as_file(content, form=Form.PDF, name=f"包保公示牌-{one.number}")


@needs(Permission.INSTALLATION_READ)
def of_plant(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the installations of a plant, on its page."""
    place = None
    if pk <= parameters.BIGGEST:
        place = Premises.objects.within(request.actor.scope).filter(pk=pk).first()
    if place is None:
        raise Unknown("premises.unknown", _("There is no place with this number in your area and sector."))
    rows = Installation.objects.within(request.actor.scope).kept().filter(premises=pk).order_by("id")
    found = list(rows.values_list("pk", "park")[:MOST])
    columns, cells = KINDS["installation"].table([key for key, _park in found])
    context = {
        "place": place,
        "columns": columns,
        "rows": cells,
        "may": request.actor.may(Permission.INSTALLATION_KEEP),
        "parks": list(
            Park.objects.within(request.actor.scope)
            .filter(pk__in={park for _key, park in found})
            .order_by("pk")
        ),
        "experts": list(
            ExpertStationing.objects.within(request.actor.scope)
            .on(clock.today())
            .filter(premises=pk)
            .order_by("shift", "pk")
        ),
    }
    return render(request, "installations/_of_plant.html", context)


@needs(Permission.INSTALLATION_READ)
def board(request: ActedRequest) -> HttpResponse:
    """Show for each installation who guarantees for it today, and how its duties of this year went."""
    scope, today = request.actor.scope, clock.today()
    rows = (
        Installation.objects.within(scope)
        .kept()
        .filter(is_guaranteed=True)
        .select_related("premises", "park")
    )
    found = list(rows.order_by("park", "premises", "id")[:MOST])
    terms: dict[int, dict[str, Any]] = defaultdict(dict)
    for term in Term.objects.filter(installation__in=found).meeting(today, today):
        terms[term.installation_id][term.role] = term
    posts = GuaranteePost.objects.within(scope).filter(installation__in=found).exclude(state="closed")
    keys = {(post.installation_id, post.role): post.pk for post in posts}
    went: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    year = GuaranteeTask.objects.within(scope).filter(installation__in=found, due_on__year=today.year)
    for key, state, late in year.values_list("installation", "state", "is_late"):
        went[key]["late" if late else state] += 1
    lines = [
        {
            "one": one,
            "level": level_words(one),
            "r": shown(r_of(one)),
            "posts": [(keys.get((one.pk, role)), terms[one.pk].get(role)) for role in Role.values],
            "went": went[one.pk],
        }
        for one in found
    ]
    whole = sum(all(term and term.acknowledged_on for _key, term in line["posts"]) for line in lines)
    context = {
        "lines": lines,
        "whole": whole,
        "roles": [Role(role).label for role in Role.values],
        "today": today,
    }
    return render(request, "installations/board.html", context)
