"""Pages of supervision: the list, one supervision with its papers and steps, a paper to print."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.kernel.tellers import tell
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.obligations.models import Kind, Obligation
from anlan.obligations.rows import tell_duties
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Post
from anlan.org.roles import GRANTS, Permission
from anlan.papers.models import Paper as Registered
from anlan.papers.views import shown as shown_paper
from anlan.supervision.flow import SUPERVISION_FLOW
from anlan.supervision.listing import choices, filtered
from anlan.supervision.models import Paper, PaperKind, State, Supervision
from anlan.supervision.rows import COLOURS, columns, shown, tell_briefly, tell_supervisions

CLOCK_STEPS = frozenset({"remind", "propose"})
PEOPLE_SHOWN = 6


@needs(Permission.HAZARD_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the supervisions of which the reader is owner, supervisor or superior, newest first."""
    query = request.GET
    page = parameters.page(filtered(request.actor, query).select_related("owner", "supervisor"), query)
    context = {
        "columns": columns(),
        "rows": tell_supervisions(page.rows),
        "page": page,
        "query": query,
        "choices": choices(request.actor),
    }
    return render(request, "supervision/list.html", context)


@needs(Permission.HAZARD_READ)
def panel(request: ActedRequest, kind: str, subject: int) -> HttpResponse:
    """Show the supervisions of one case: a fragment for the page that asks, a page by itself."""
    rows = Supervision.objects.within(request.actor.scope).filter(case_kind=kind)
    rows = rows.filter(subject_id=subject if subject <= parameters.BIGGEST else -1).select_related("owner")
    page = parameters.page(rows, request.GET)
    heads, cells = tell_briefly(page.rows)
    template = "supervision/_panel.html" if request.headers.get("HX-Request") else "supervision/panel.html"
    return render(request, template, {"columns": heads, "rows": cells, "page": page, "path": request.path})


@needs(Permission.HAZARD_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one supervision: what is late, how far it has come, its papers, the steps that lead on."""
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Supervision:
    rows = Supervision.objects.within(request.actor.scope).select_related("owner", "supervisor", "area")
    supervision = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if supervision is None:
        raise Unknown("supervision.unknown", _("There is no supervision with this number that you may see."))
    return supervision


def _detail(
    request: ActedRequest, case: Supervision, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    papers = list(case.papers.select_related("signed_by", "acknowledged_by").order_by("-pk"))
    duties = list(
        Obligation.objects.open().filter(case_id=case.pk).select_related("owner").order_by("due_at", "id")
    )
    owed = Obligation.objects.get(pk=case.obligation_id)
    context = {
        "case": case,
        "words": tell([(case.case_kind, case.subject_id)])[case.case_kind, case.subject_id],
        "duty": Kind(case.duty).label,
        "done_at": owed.discharged_at,
        "state_label": State(case.state).label,
        "colour": COLOURS[State(case.state)],
        "forms": _forms(request, case, refused),
        "papers": papers,
        "kinds": dict(PaperKind.choices),
        "turns": tell_duties(duties, now),
        "stages_shown": _stages(case, papers),
        "entries": trail(SUPERVISION_FLOW, case),
        "people": _people(case),
        "now": now,
    }
    return render(request, "supervision/detail.html", context, status=status)


def _forms(request: ActedRequest, case: Supervision, refused: StepForm | None) -> list[StepForm]:
    """Return the steps that a person may take, those allowed to this reader first."""
    forms = step_forms(SUPERVISION_FLOW, case, request.actor, refused=refused)
    wanted = [form for form in forms if form.name not in CLOCK_STEPS]
    if case.acknowledged_at is not None:
        wanted = [form for form in wanted if form.name != "acknowledge" or form.error]
    return sorted(wanted, key=lambda form: not form.decision)


def _stages(case: Supervision, papers: list[Paper]) -> list[dict[str, Any]]:
    served = {paper.kind: paper.served_at for paper in papers}
    ways = [
        (PaperKind.REMINDER, pgettext("stage", "Reminder")),
        (PaperKind.LETTER, pgettext("stage", "Supervision letter")),
        (PaperKind.CIRCULAR, pgettext("stage", "Circular")),
        (PaperKind.INTERVIEW, pgettext("stage", "Interview")),
    ]
    stages = [
        {"text": text, "at": shown(served.get(kind)), "state": "done" if kind in served else "ahead"}
        for kind, text in ways
    ]
    last = {"text": pgettext("stage", "End"), "at": shown(case.ended_at)}
    return [*stages, last | {"state": "done" if case.ended_at else "ahead"}]


def _people(case: Supervision) -> dict[int, list[str]]:
    """Return the posts by name of the two sides: who is meant is never “the office”. One query."""
    today = clock.today()
    posts = (
        Post.objects.filter(organisation__in=[case.owner_id, case.supervisor_id], valid_from__lte=today)
        .filter(role__in=[role for role, granted in GRANTS.items() if Permission.HAZARD_READ in granted])
        .filter(Q(valid_to=None) | Q(valid_to__gte=today))
        .order_by("id")
        .values_list("organisation_id", "person__name", "title")
    )
    people: dict[int, list[str]] = defaultdict(list)
    for organisation, name, title in posts:
        if len(people[organisation]) < PEOPLE_SHOWN:
            people[organisation].append(f"{name} · {title}")
    return people


@needs(Permission.HAZARD_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a supervision one step on; a refusal shows the page again with the reason and what was typed."""
    case = _visible(request, pk)
    if request.method == "GET" or step not in SUPERVISION_FLOW.steps or step in CLOCK_STEPS:
        return redirect("supervision:detail", pk=pk)
    raw = {name: request.POST.get(name, "") for name in SUPERVISION_FLOW.steps[step].form.names}
    key = request.POST.get("key") or uuid7()
    revision = parameters.whole(request.POST, "revision")
    try:
        outcome = door.apply(
            SUPERVISION_FLOW, pk, step, by=request.actor, input=raw, key=key, revision=revision
        )
    except (Invalid, Refused) as error:
        case.refresh_from_db()
        return _detail(request, case, StepForm.refused(step, raw, error, key), status=error.status)
    messages.success(
        request,
        _("“%(step)s” is recorded: journal entry %(seq)s.")
        % {"step": SUPERVISION_FLOW.steps[step].label, "seq": outcome.seq},
    )
    return redirect("supervision:detail", pk=pk)


@needs(Permission.HAZARD_READ)
def paper(request: ActedRequest, pk: int, number: int) -> HttpResponse:
    """Show one paper as it was served, to read and to print."""
    case = _visible(request, pk)
    papers = case.papers.select_related("signed_by", "acknowledged_by")
    found = papers.filter(pk=number).first() if number <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("paper.unknown", _("There is no such paper in this supervision."))
    registered = (
        Registered.objects.within(request.actor.scope)
        .select_related("issuer", "recipient")
        .get(seq=found.seq)
    )
    context = {"case": case, "paper": found, "registered": registered, **shown_paper(registered)}
    return render(request, "supervision/paper.html", context)
