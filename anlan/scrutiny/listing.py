"""The list of photo flags, what of it waits on the to-do page, and a flag in words for others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from anlan.evidence.models import Role
from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.kernel.tellers import tell as words_of
from anlan.lifecycle.flow import FLOWS
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.obligations.inbox import INBOX, Waiting
from anlan.org import filters
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.scrutiny.models import FlagQuerySet, FlagState, PhotoFlag
from anlan.scrutiny.reasons import Reason, told
from anlan.scrutiny.subjects import SUBJECTS

TONES = {
    FlagState.OPEN: "warn",
    FlagState.CONFIRMED: "bad",
    FlagState.EXPLAINED: "good",
    FlagState.APART: "good",
}
FLAGS = ListSpec(
    code="photo-flags",
    label=gettext_lazy("Photo flags"),
    route="scrutiny:list",
    filters=("state", "reason", "kind", "area", "sector", "from", "to"),
    sorts=(Sort("day", Order(("flagged_on",)), index="photo_flag_by_day"),),
    search="photo_flag",
)


def filtered(rows: FlagQuerySet, query: Mapping[str, Any]) -> FlagQuerySet:
    """Return what the filters of an address leave."""
    for name, column, codes in (
        ("state", "state", FlagState.values),
        ("reason", "reason", Reason.values),
        ("kind", "case_kind", sorted(SUBJECTS)),
    ):
        if value := parameters.choice(query, name, codes):
            rows = rows.filter(**{column: value})
    return rows.filter(where_and_when(query, "flagged_on"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *FlagState.choices],
        "reason": [("", _("All reasons")), *Reason.choices],
        "kind": [("", _("All kinds")), *((kind, FLOWS[kind].name) for kind in sorted(SUBJECTS))],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
    }


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Reason"), "kind": "wide"},
        {"label": pgettext("photo flag", "Photograph of"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Area")},
        {"label": _("Sector")},
        {"label": pgettext("photo flag", "Flagged on"), "kind": "date", "sort": "day"},
    ]


def tell_flags(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the flags with these keys, in their order. One query, and one for each kind of case."""
    states, reasons, roles = dict(FlagState.choices), dict(Reason.choices), dict(Role.choices)
    found = PhotoFlag.objects.select_related("area", "sector").in_bulk(keys)
    cases = words_of((one.case_kind, one.case_id) for one in found.values())
    rows = [
        [
            {"text": one.number, "href": reverse("scrutiny:detail", args=[one.pk])},
            {"text": reasons[one.reason], "sub": told(one)},
            {
                "text": " · ".join(filter(None, [cases[one.case_kind, one.case_id].number, one.place])),
                "sub": roles[one.role],
            },
            {"text": states[one.state], "tone": TONES[FlagState(one.state)]},
            one.area.label,
            one.sector.label,
            one.flagged_on.isoformat(),
        ]
        for one in (found[key] for key in keys if key in found)
    ]
    return columns(), rows


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which others tell flags. One query."""
    return {
        one.pk: CaseWords(
            str(Reason(one.reason).label), one.place, reverse("scrutiny:detail", args=[one.pk]), one.number
        )
        for one in PhotoFlag.objects.filter(pk__in=keys)
    }


TELLERS["photo_flag"] = tell_cases


def waiting(actor: Actor) -> list[Waiting]:
    """Return that photographs wait for a decision of somebody's. One query."""
    if not actor.may(Permission.EVIDENCE_DECIDE):
        return []
    rows = PhotoFlag.objects.within(actor.scope).open().filter(actor.scope.where(Permission.EVIDENCE_DECIDE))
    count = rows.exclude(attached_by__in=actor.identities).exclude(other_by__in=actor.identities).count()
    if not count:
        return []
    text = ngettext(
        "%(count)s flag on a photograph waits for a decision",
        "%(count)s flags on photographs wait for a decision",
        count,
    )
    return [Waiting(text % {"count": count}, reverse("scrutiny:list") + "?state=open")]


INBOX.append(waiting)
