"""The entries that moved a figure from one value to another as a file: what each did adds up to the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.figures import changes
from anlan.figures.asking import choices_of
from anlan.figures.comparing import COMPARED, Compared, compared
from anlan.figures.registry import REGISTRY
from anlan.journal.models import Entry
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid
from anlan.listings.sheets import CODE, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def _asked(actor: Actor, query: Mapping[str, Any]) -> Compared:
    code = parameters.words(query, "figure", most=80)
    if not REGISTRY[code].is_counted:
        raise Invalid(
            "figure.of_records",
            _(
                "“%(name)s” is counted over its records: take the records of each of the two values as a file and "
                "compare them by their keys."
            )
            % {"name": REGISTRY[code].name},
            field="figure",
        )
    for name in ("to", "known_at", "since"):
        if not query.get(name):
            told = _("A file must say of which moments and days it is: open it from the page of the change.")
            raise Invalid("period.missing", told, field=name)
    return compared(code, actor, query)


def rows(actor: Actor, query: Mapping[str, Any]) -> QuerySet[Any]:
    found = _asked(actor, query)
    entries: QuerySet[Any] = changes.entries(found.former, found.latter)
    return entries


def columns() -> list[Column]:
    return [
        Column(_("Entry"), CODE),
        Column(_("Moved by"), NUMBER),
        Column(_("Denominator"), NUMBER),
        Column(_("Step")),
        Column(_("Case"), CODE),
        Column(_("What"), WIDE),
        Column(_("Place"), NAME),
        Column(_("Happened at"), MOMENT),
        Column(_("Recorded at"), MOMENT),
    ]


def teller(actor: Actor, query: Mapping[str, Any]) -> Teller:
    found = _asked(actor, query)

    def told(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for mover in changes.movers_of(found.former, found.latter, keys, scope=actor.scope):
            entry: Entry = mover.entry
            base = mover.base if found.latter.figure.is_rate else None
            what = mover.words.text or _("a case that your posts do not reach")
            yield (
                entry.seq,
                (
                    str(entry.seq),
                    mover.count,
                    base,
                    mover.label,
                    mover.words.number,
                    what,
                    mover.words.place,
                    entry.occurred_at,
                    entry.recorded_at,
                ),
            )

    return told


def _choices(actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {**choices_of(actor), "figure": [(one.code, one.name) for one in REGISTRY]}


Sheet(
    code="figure-changes",
    label=gettext_lazy("What moved a figure"),
    route="figures:explain",
    permission=Permission.FIGURE_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    by_question=True,
    choices=_choices,
    filters=("figure", *COMPARED),
)
