"""Look-backs and samples as files; the list of look-backs has the columns of its ledger, to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.hazards.models import Grade
from anlan.kernel import clock
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.lookbacks.listing import (
    LOOKS,
    SAMPLES,
    choices,
    filtered,
    filtered_samples,
    sample_choices,
)
from anlan.lookbacks.models import LookBack, Reason, Risk, Sample, SampleState, Seen
from anlan.lookbacks.pools import number
from anlan.lookbacks.rows import HEAVY, READ, counts_of, standing
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered(LookBack.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Hazard number"), CODE),
        Column(_("What was seen")),
        Column(_("What was looked at"), WIDE),
        Column(_("Looked back at"), MOMENT),
        Column(_("Looked back by"), NAME),
        Column(_("State")),
        Column(_("Hazard"), WIDE),
        Column(_("Grade")),
        Column(_("Premises"), NAME),
        Column(_("Address"), WIDE),
        Column(_("Drawn")),
        Column(_("Risk"), WIDE),
        Column(_("Stratum"), CODE),
        Column(_("To be looked back at by"), NAME),
        Column(_("Organisation"), NAME),
        Column(_("Drawn on"), DAY),
        Column(_("To be answered by"), MOMENT),
        Column(_("Sample"), CODE),
    ]


def teller() -> Teller:
    grades, reasons, seen = dict(Grade.choices), dict(Reason.choices), dict(Seen.choices)
    now = clock.now()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = LookBack.objects.filter(pk__in=keys).values_list(
            *READ, "premises__address", "stratum", named=True
        )
        for row in found:
            yield (
                row.pk,
                (
                    number(row.hazard, row.hazard__found_on),
                    str(seen[row.seen]) if row.seen else "",
                    "",
                    row.answered_at,
                    row.answered_by__name or "",
                    standing(row, now)[0],
                    row.hazard__description,
                    str(grades[row.grade]),
                    row.premises__name,
                    row.premises__address,
                    str(reasons[row.reason]),
                    str(Risk(row.risk).label) if row.risk else "",
                    row.stratum,
                    row.person__name or "",
                    row.owner__name,
                    row.drawn_on,
                    row.due_at,
                    f"HT{row.sample__week:%Y}-{row.sample:07d}",
                ),
            )

    return tell


def sample_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered_samples(Sample.objects.within(actor.scope), query)


def sample_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Week from"), DAY),
        Column(_("State")),
        Column(_("Closed from"), DAY),
        Column(_("Closed to"), DAY),
        Column(pgettext("look-back", "Out of"), NUMBER),
        Column(_("By lot"), NUMBER),
        Column(_("For a risk"), NUMBER),
        Column(pgettext("look-back", "Answered"), NUMBER),
        Column(_("Did not hold"), NUMBER),
        Column(_("Not answered"), NUMBER),
        Column(_("Overtaken"), NUMBER),
        Column(_("Digest of the pool"), CODE),
        Column(_("Digest of the secret half"), CODE),
        Column(_("Seed"), WIDE),
        Column(_("Drawn at"), MOMENT),
    ]


def sample_teller() -> Teller:
    states = {code: str(label) for code, label in SampleState.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        sums = counts_of(keys)
        for one in Sample.objects.filter(pk__in=keys).defer(*HEAVY):
            told = sums.get(one.pk, {})
            yield (
                one.pk,
                (
                    one.number,
                    one.week,
                    states[one.state],
                    one.closed_from,
                    one.closed_to,
                    one.pool_size,
                    one.wanted,
                    *(told.get(name, 0) for name in ("risk", "answered", "failed", "waiting", "overtaken")),
                    one.pool_digest,
                    one.commitment,
                    one.seed,
                    one.drawn_at,
                ),
            )

    return tell


Sheet(
    code="lookbacks",
    label=LOOKS.label,
    route=LOOKS.route,
    permission=Permission.HAZARD_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=LOOKS,
)
Sheet(
    code="lookback-samples",
    label=SAMPLES.label,
    route=SAMPLES.route,
    permission=Permission.DRAW_READ,
    rows=sample_rows,
    columns=sample_columns,
    teller=sample_teller,
    choices=sample_choices,
    spec=SAMPLES,
)
