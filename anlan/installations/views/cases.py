"""Cases of installations of every kind: the list, beginning one, one with what leads on, and each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.imports.datums import as_typed
from anlan.installations import acts
from anlan.installations.listing import LABELS, LISTS, choices, filtered, seen
from anlan.installations.reckoning import holdings_of
from anlan.installations.rows import KINDS, NAMES
from anlan.installations.substances import as_text
from anlan.installations.views import options
from anlan.installations.views.extras import EXTRAS
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking, case_pages
from anlan.lifecycle.flow import FLOWS, Step
from anlan.lifecycle.pages import StepForm, step_forms
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

_KEEP = Permission.INSTALLATION_KEEP
OPENINGS: dict[str, tuple[tuple[str, Permission], ...]] = {
    "installation": (("identify", _KEEP), ("enter_old", _KEEP)),
    "park": (("enter", _KEEP),),
    "guarantee_post": (),  # set up with their installation
    "guarantee_task": (),  # laid down by the clock
    "expert_stationing": (("station", _KEEP),),
    "expert_log": (("write", Permission.INSTALLATION_PERFORM),),
    "plant_alarm": (),  # sent by the plant's system
    "alarm_source": (("open", _KEEP),),
}
ACTS = {"installation": acts.INSTALLATION_ACTS}
BY_THE_CLOCK = frozenset({"expire", "close", "miss", "drop"})
FLOW_OF_CLOCK = frozenset({"guarantee_post", "guarantee_task"})
AMENDED = {
    "park": ("amend", ("name", "name_en", "approval")),
    "installation": ("amend", ("name", "unit", "applicability", "licence")),
}


def openings(kind: str, actor: Actor) -> list[Step]:
    """Return the opening steps of a kind that this reader may take at all."""
    return [FLOWS[kind].steps[name] for name, permission in OPENINGS[kind] if actor.may(permission)]


@needs(Permission.INSTALLATION_READ)
def listing(request: ActedRequest, kind: str) -> HttpResponse:
    """Show the cases of a kind, the latest first."""
    spec = LISTS[kind]
    shown = spec.show(request, filtered(kind, seen(kind, request.actor.scope), request.GET))
    columns, rows = KINDS[kind].table(shown.keys)
    return shown.render(
        "installations/list.html",
        columns=columns,
        rows=rows,
        choices=choices(kind, request.actor),
        labels=LABELS,
        kind=kind,
        title=spec.label,
        openings=openings(kind, request.actor),
        kinds=[
            {"text": name, "href": reverse(f"installations:{code}"), "current": code == kind}
            for code, name in NAMES.items()
        ],
    )


@needs(Permission.INSTALLATION_READ)
@require_http_methods(["GET", "POST"])
def begin(request: ActedRequest, kind: str, step: str) -> HttpResponse:
    """Begin a case of a kind; a refused form keeps what was typed."""
    found = next((one for one in openings(kind, request.actor) if one.name == step), None)
    if found is None:
        raise Unknown("installations.opening", _("Your posts give you no right to this."))
    chosen = options.at_beginning(step, request.actor, parameters.whole(request.GET, "premises"))
    begun = asking.begin(
        request,
        FLOWS[kind],
        step,
        _start(request, chosen),
        options=chosen,
        through=case_pages.opened_by(ACTS.get(kind, {}).get(step)),
    )
    if begun.outcome:
        messages.success(request, asking.recorded(found, begun.outcome))
        return redirect("installations:case", kind=kind, pk=begun.outcome.case_id)
    context = {
        "form": begun.form,
        "kind": kind,
        "step": step,
        "list_name": NAMES[kind],
        "title": found.label,
    }
    return render(request, "installations/begin.html", context, status=begun.status)


def _start(request: ActedRequest, chosen: Any) -> dict[str, Any]:
    today = clock.today()
    start: dict[str, Any] = dict.fromkeys(("assessed_on", "day", "first_day", "last_day"), today)
    for name in ("premises", "stationing"):
        named = parameters.whole(request.GET, name)
        if named and named in {key for key, _label in chosen.get(name, ())}:
            start[name] = named
    return start


@needs(Permission.INSTALLATION_READ)
def detail(request: ActedRequest, kind: str, pk: int) -> HttpResponse:
    return _detail(request, kind, visible(request, kind, pk))


def visible(request: ActedRequest, kind: str, pk: int) -> Any:
    """Return a case that the reader sees. Raises Unknown."""
    return case_pages.visible(request, KINDS, kind, pk)


def _detail(
    request: ActedRequest, kind: str, case: Any, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    told, flow = KINDS[kind], FLOWS[kind]
    forms = step_forms(
        flow,
        case,
        request.actor,
        defaults=_defaults(kind, case),
        options=options.on_the_way(kind, case, request.actor),
        refused=refused,
    )
    if kind in FLOW_OF_CLOCK:
        forms = [form for form in forms if form.name not in BY_THE_CLOCK]
    context = {
        **case_pages.shown(told, case, forms),
        "list_name": NAMES[kind],
        "extra": f"installations/_{kind}.html" if kind in EXTRAS else "",
        "extra_is_wide": kind == "park",  # one table: above the columns
    }
    if kind in EXTRAS:
        context |= EXTRAS[kind](case, request.actor)
    return render(request, "installations/case.html", context, status=status)


def _defaults(kind: str, case: Any) -> dict[str, Any]:
    name, fields = AMENDED.get(kind, ("", ()))
    told: dict[str, Any] = {name: {field: getattr(case, field) for field in fields}} if name else {}
    today = clock.today()
    if kind == "installation":
        told["amend"] |= {"park": case.park_id or "", **as_typed(case)}
        told["regrade"] = {
            "holdings": as_text(holdings_of(case)),
            "residents": "" if case.residents is None else case.residents,
            "assessed_on": today,
        }
        told["file"] = {"filed_on": today, "filed_number": case.filed_number}
        told["archive"], told["remove"] = {"kept_on": today}, {"removed_on": today}
    if kind == "guarantee_post":
        told["appoint"], told["relieve"] = {"from_day": today}, {"last_day": today}
    if kind == "guarantee_task":
        told["pledge"] = {"is_trial": "no", "is_starting": "no", "sentence": _("All risks are under control")}
    return told


@needs(Permission.INSTALLATION_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, kind: str, pk: int, step: str) -> HttpResponse:
    """Take a case a step on; a refusal shows the page again."""
    visible(request, kind, pk)

    return asking.take(
        request,
        FLOWS[kind],
        pk,
        step,
        back=redirect("installations:case", kind=kind, pk=pk),
        again=lambda form, status: _detail(request, kind, visible(request, kind, pk), form, status),
        through=case_pages.taken_by(ACTS.get(kind, {}).get(step)),
    )
