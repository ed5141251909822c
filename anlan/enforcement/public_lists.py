"""What law makes public of enforcement: penalties that were published, and hazards under listed supervision.

Of a person only the family name is told. What is proposed, refused, revoked, voided or taken off is on no public list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.enforcement.desks import chosen, yuan
from anlan.enforcement.models import Level, Listing, ListingState, Penalty, PenaltyKind
from anlan.kernel.parameters import Order
from anlan.papers.models import Paper
from anlan.public.lists import PublicList, public_list

BY_DAY = Order(("counted_on",))


def _numbers(kind: str, case_kind: str, keys: list[int]) -> dict[int, str]:
    """Return case → the number of its paper of a kind, the last one if there are several. One query."""
    rows = Paper.objects.filter(kind=kind, case_kind=case_kind, case_id__in=keys).order_by("pk")
    return dict(rows.values_list("case_id", "name"))


def _chinese(text: str) -> dict[str, str]:
    return {"text": text, "lang": "zh-Hans"}


# -- penalties -----------------------------------------------------------------------------------------------


def penalty_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number")},
        {"label": _("Party"), "kind": "name"},
        {"label": _("Facts"), "kind": "wide"},
        {"label": _("Basis"), "kind": "wide"},
        {"label": _("Penalty")},
        {"label": _("Enforcing body"), "kind": "name"},
        {"label": _("Decided on"), "kind": "date"},
    ]


def tell_penalties(keys: list[int]) -> dict[int, Sequence[Any]]:
    numbers = _numbers("enforcement.penalty_decision", "penalty", keys)
    rows = Penalty.objects.published().filter(pk__in=keys).select_related("operator", "organisation")
    return {
        case.pk: (
            _chinese(numbers.get(case.pk) or case.file_number),
            _party(case),
            _chinese(case.facts),
            _chinese(case.basis),
            _penalty(case),
            case.organisation.label,
            f"{case.counted_on}",
        )
        for case in rows
    }


def _penalty(case: Penalty) -> str:
    kind = chosen(PenaltyKind, case.kind)
    if not case.amount_fen:
        return kind
    return _("%(kind)s, %(amount)s yuan") % {"kind": kind, "amount": yuan(case.amount_fen)}


def _party(case: Penalty) -> dict[str, str]:
    """Return who was punished: the enterprise, or of a person the family name and where the person works."""
    if not case.person_name:
        return _chinese(case.operator.name)
    return _chinese(f"{masked(case.person_name)}（{case.operator.name}）")


def masked(name: str) -> str:
    """Return a person's name as it is made public: the family name alone."""
    return f"{name[:1]}某" + ("某" if len(name) > 2 else "")


# -- listed supervision --------------------------------------------------------------------------------------


def listing_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number")},
        {"label": _("Business entity"), "kind": "name"},
        {"label": _("Hazard"), "kind": "wide"},
        {"label": _("Level")},
        {"label": _("Responsible leader"), "kind": "name"},
        {"label": _("Listed on"), "kind": "date"},
        {"label": _("Deadline"), "kind": "date"},
        {"label": _("State")},
    ]


def tell_listings(keys: list[int]) -> dict[int, Sequence[Any]]:
    numbers = _numbers("enforcement.listing_notice", "listing", keys)
    rows = Listing.objects.published().filter(pk__in=keys).select_related("operator", "hazard")
    return {
        case.pk: (
            _chinese(numbers.get(case.pk) or case.number),
            _chinese(case.operator.name),
            _chinese(case.hazard.description),
            chosen(Level, case.level),
            _chinese(f"{case.leader_title} {case.leader_name}"),
            f"{case.counted_on}",
            f"{case.due_on}",
            {"text": _("Delisted"), "tone": "good"}
            if _is_off(case)
            else {"text": _("Listed"), "tone": "bad"},
        )
        for case in rows
    }


def _is_off(case: Listing) -> bool:
    """Tell whether the delisting was made public too: until then the public list keeps it as listed."""
    return case.state == ListingState.DELISTED and case.end_published_at is not None


public_list(
    PublicList(
        code="penalties",
        label=gettext_lazy("Published penalties"),
        basis=gettext_lazy(
            "Administrative penalties for work safety, made public as the Work Safety Law, art. 78, demands."
        ),
        rows=Penalty.objects.published,
        columns=penalty_columns,
        tell=tell_penalties,
        order=BY_DAY,
        icon="gavel",
    )
)
public_list(
    PublicList(
        code="listed-supervision",
        label=gettext_lazy("Major hazards under listed supervision"),
        basis=gettext_lazy(
            "Listed and delisted hazards, with who is responsible and by when they are treated."
        ),
        rows=Listing.objects.published,
        columns=listing_columns,
        tell=tell_listings,
        order=BY_DAY,
        icon="flag",
    )
)
