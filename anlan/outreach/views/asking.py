"""A step's form as the kind of publicity needs it: which fields, which of them required, what may be chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from anlan.lifecycle.pages import StepForm
from anlan.org.choices import areas_of
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.outreach.kinds import MEASURE_WORDS, NEEDED, ActivityKind, fields_of
from anlan.outreach.listing import campaign_choices
from anlan.outreach.models import Activity, HouseholdVisit

DEEPEST = 3
KEPT = (
    "kind", "title", "channel", "venue_kind", "place", "grid_cell", "quantity", "measure_word", "estimate_basis",
    "receipt_operator", "receipt_number", "receipt_count", "receipted_on", "reference", "note",
)  # fmt: skip


def options(actor: Actor) -> dict[str, Any]:
    """Return what the references of a form may name. Two queries."""
    areas = areas_of(actor.scope, deepest=DEEPEST)
    least = min((area.depth for area in areas), default=0)
    return {
        "area": [(area.pk, "　" * (area.depth - least) + area.short_label) for area in areas],
        "campaign": [(int(key), name) for key, name in campaign_choices(actor)],
    }


def own_area(actor: Actor, permission: Permission) -> int | None:
    """Return the area of the post by which somebody records: the first choice of a form."""
    return next((post.area_id for post in actor.posts if permission in post.permissions), None)


def for_kind(form: StepForm, kind: str) -> StepForm:
    """Return the form with the fields of a kind only; those that the kind needs are required."""
    mine, needed = {*fields_of(kind), "happened_at"}, NEEDED[kind]
    word = MEASURE_WORDS.get(ActivityKind(kind), "")
    labels = {"quantity": f"{_('Quantity')} ({word})"} if word else {}
    fields = [
        replace(
            field,
            required=field.required or field.name in needed,
            label=labels.get(field.name, field.label),
        )
        for field in form.fields
        if field.name in mine
    ]
    return replace(form, fields=tuple(replace(f, type="hidden") if f.name == "kind" else f for f in fields))


def as_it_is(activity: Activity) -> dict[str, Any]:
    """Return what a correction begins with: the activity as it stands."""
    told: dict[str, Any] = {name: getattr(activity, name) for name in KEPT}
    told |= {"area": activity.area_id, "campaign": activity.campaign_id or ""}
    told["counted"] = "estimated" if activity.is_estimated else "counted"
    for name in ("receipt_count", "receipted_on"):
        told[name] = "" if told[name] is None else told[name]
    if activity.grid_cell:
        told["doors"] = "\n".join(doors_of(activity))
    return {name: value for name, value in told.items() if name in {*fields_of(activity.kind), "kind"}}


def doors_of(activity: Activity) -> list[str]:
    """Return the doors of a round that the reader was let to. One query."""
    rows = HouseholdVisit.objects.filter(activity=activity.pk).order_by("household_id")
    return list(rows.values_list("household__door", flat=True))
