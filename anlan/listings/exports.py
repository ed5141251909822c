"""The reports of bulk runs as a file: one row a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.listings import names
from anlan.listings.batches import visible_to
from anlan.listings.models import Batch
from anlan.listings.sheets import CODE, MOMENT, NAME, NUMBER, Column, Line, Sheet, Teller
from anlan.org.scope import Actor


def rows(actor: Actor, _query: Mapping[str, Any]) -> QuerySet[Batch]:
    return visible_to(actor)


def columns() -> list[Column]:
    return [
        Column(_("Run"), CODE),
        Column(_("Kind"), CODE),
        Column(_("Step"), CODE),
        Column(pgettext("journal", "By"), NAME),
        Column(_("Organisation"), NAME),
        Column(_("At"), MOMENT),
        Column(_("Cases"), NUMBER),
        Column(_("Done"), NUMBER),
        Column(_("Refused"), NUMBER),
    ]


def teller() -> Teller:
    people, bodies = names.people(), names.organisations()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Batch.objects.filter(pk__in=keys))
        people.learn(run.person_id for run in found)
        bodies.learn(run.organisation_id for run in found)
        for run in found:
            who, body = people[run.person_id], bodies[run.organisation_id]
            yield (
                run.pk,
                (str(run.pk), run.kind, run.step, who, body, run.at, run.asked, run.done, run.refused),
            )

    return tell


def choices(_actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {}


Sheet(
    code="batches",
    label=gettext_lazy("Bulk runs"),
    route="listings:batches",
    permission=None,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
)
