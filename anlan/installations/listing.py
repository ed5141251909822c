"""The lists of installations: one a kind of case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.figures.cut import where_and_when
from anlan.installations.duty_packs import duties
from anlan.installations.kinds import AlarmKind, Level, Role, Shift
from anlan.installations.models import Park
from anlan.installations.nearing import LIMITS, which
from anlan.installations.rows import KINDS, NAMES
from anlan.kernel import clock, parameters
from anlan.lifecycle.flow import FLOWS
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor, Scope

DAYS: Mapping[str, tuple[str, str]] = {
    "guarantee_task": ("due_on", "due_on"),
    "expert_stationing": ("first_day", "last_day"),
    "expert_log": ("day", "day"),
    "plant_alarm": ("raised_on", "raised_on"),
}
"""Kind → the columns of its first and last day."""
MORE: Mapping[str, tuple[str, ...]] = {
    "installation": ("level", "attention", "park", "premises"),
    "guarantee_post": ("role", "installation"),
    "guarantee_task": ("duty", "role", "installation"),
    "expert_stationing": ("shift",),
    "expert_log": ("shift",),
    "plant_alarm": ("alarm", "installation"),
}
CODES: Mapping[str, tuple[str, Any]] = {
    "level": ("level", Level),
    "role": ("role", Role),
    "shift": ("shift", Shift),
    "alarm": ("kind", AlarmKind),
}
"""Filter → the column that it asks for, and its words."""
SEARCHED = ("installation", "park")
KEYS = ("park", "premises", "installation")


def _filters(kind: str) -> tuple[str, ...]:
    return ("state", "area", *MORE.get(kind, ()), *(("from", "to") if kind in DAYS else ()))


LISTS: Mapping[str, ListSpec] = {
    kind: ListSpec(
        code="installations" if kind == "installation" else f"installations-{kind.replace('_', '-')}",
        label=NAMES[kind],
        route=f"installations:{kind}",
        filters=_filters(kind),
        search=kind if kind in SEARCHED else "",
    )
    for kind in KINDS
}


def seen(kind: str, scope: Scope) -> QuerySet[Any]:
    """Return the cases of a kind that a scope shows."""
    found: QuerySet[Any] = KINDS[kind].model.objects.within(scope)
    return found


def filtered(kind: str, rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    """Return what the filters of an address leave; days ask for what touches them."""
    if state := parameters.choice(query, "state", list(FLOWS[kind].states)):
        rows = rows.filter(state=state)
    if query.get("area"):
        rows = rows.filter(where_and_when({"area": query["area"]}))
    for name in MORE.get(kind, ()):
        rows = rows.filter(_chosen(name, query))
    if kind not in DAYS:
        return rows
    first_column, last_column = DAYS[kind]
    days = Q()
    if first := parameters.day(query, "from"):
        days &= Q(**{f"{last_column}__gte": first})
    if last := parameters.day(query, "to"):
        days &= Q(**{f"{first_column}__lte": last})
    return rows.filter(days)


def _chosen(name: str, query: Any) -> Q:
    """Return the condition of one filter; what is not among its choices filters nothing."""
    if name in CODES:
        column, words = CODES[name]
        code = parameters.choice(query, name, list(words.values))
        return Q(**{column: code}) if code else Q()
    if name == "attention":
        limit = parameters.choice(query, name, list(LIMITS))
        return which(limit, clock.today()) if limit else Q()
    if name == "duty":
        code = parameters.choice(query, name, list(duties()))
        return Q(duty=code) if code else Q()
    key = parameters.whole(query, name)
    return Q(**{name: key}) if key else Q()


def choices(kind: str, actor: Actor) -> Mapping[str, Choices]:
    """Return what a reader may choose in the filters of a list."""
    found: dict[str, Choices] = {
        "state": [("", _("All states")), *FLOWS[kind].states.items()],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
    for name in MORE.get(kind, ()):
        if name in CODES:
            found[name] = [("", _("All")), *CODES[name][1].choices]
        elif name == "attention":
            found[name] = [("", _("All")), *LIMITS.items()]
        elif name == "duty":
            found[name] = [("", _("All")), *duties().items()]
        elif name == "park":
            parks = Park.objects.within(actor.scope).order_by("area_path", "id")[:200]
            found[name] = [("", _("All")), *((str(one.pk), one.label) for one in parks)]
    return found


LABELS = {
    "level": pgettext_lazy("installation", "Level"),
    "attention": pgettext_lazy("installation", "Stands out by"),
    "role": pgettext_lazy("guarantee", "Post"),
    "shift": pgettext_lazy("shift", "Shift"),
    "alarm": pgettext_lazy("alarm", "Kind"),
    "duty": pgettext_lazy("guarantee", "Duty"),
    "park": _("Chemical park"),
}
"""Filter → its words."""
