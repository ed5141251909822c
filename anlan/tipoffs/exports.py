"""Tip-offs as a file: what came, when, what became of it. No informant, not even that there is a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.tipoffs.listing import TIPS, choices, filtered
from anlan.tipoffs.models import Channel, Refusal, Result, Subject, TipOff, TipState


def rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered(TipOff.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Received on"), DAY),
        Column(pgettext("tip-off", "How it came")),
        Column(pgettext("tip-off", "What it is about")),
        Column(_("Tip-off"), WIDE),
        Column(pgettext("tip-off", "Where"), WIDE),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("State")),
        Column(_("Who looks into it"), NAME),
        Column(_("Answer due"), MOMENT),
        Column(_("Found to be")),
        Column(_("Answer to the informant"), WIDE),
        Column(_("Answered at"), MOMENT),
        Column(_("Reason of refusal")),
        Column(pgettext("tip-off", "Reward in yuan"), NUMBER),
    ]


def teller() -> Teller:
    areas = names.areas()
    states, subjects, channels, results, refusals = (
        {code: str(label) for code, label in choice.choices}
        for choice in (TipState, Subject, Channel, Result, Refusal)
    )

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(TipOff.objects.filter(pk__in=keys).select_related("handler"))
        areas.learn(row.area_id for row in found)
        for row in found:
            yield (
                row.pk,
                (
                    row.number,
                    row.received_on,
                    channels[row.channel],
                    subjects[row.subject],
                    row.text,
                    row.place,
                    *areas[row.area_id],
                    states[row.state],
                    row.handler.label if row.handler else "",
                    row.answer_due_at,
                    results.get(row.result, ""),
                    row.answer,
                    row.answered_at,
                    refusals.get(row.refusal, ""),
                    row.reward or None,
                ),
            )

    return tell


Sheet(
    code="tip-offs",
    label=TIPS.label,
    route=TIPS.route,
    permission=Permission.TIP_HANDLE,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=TIPS,
)
