"""Supervisions as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel.tellers import tell as words_of
from anlan.listings import names
from anlan.listings.sheets import CODE, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.obligations.models import Kind
from anlan.org.roles import Permission
from anlan.supervision.listing import choices, filtered
from anlan.supervision.models import Paper, State, Supervision


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("What is owed")),
        Column(_("Matter"), WIDE),
        Column(_("Place"), NAME),
        Column(_("Number of the case"), CODE),
        Column(_("Step reached")),
        Column(_("Owed by"), NAME),
        Column(_("Supervised by"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Was due"), MOMENT),
        Column(_("Opened at"), MOMENT),
        Column(_("Last paper served at"), MOMENT),
        Column(_("What the last paper asks for"), WIDE),
        Column(_("Signed for at"), MOMENT),
        Column(_("Answered at"), MOMENT),
        Column(_("Answer"), WIDE),
        Column(_("Interviewed at"), MOMENT),
        Column(_("Pledge"), WIDE),
        Column(_("Ended at"), MOMENT),
        Column(pgettext("export", "Why it ended"), WIDE),
        Column(_("Papers served"), NUMBER),
    ]


def teller() -> Teller:
    bodies, areas = names.organisations(), names.areas()
    states, kinds = ({code: str(label) for code, label in some.choices} for some in (State, Kind))

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Supervision.objects.filter(pk__in=keys))
        words = words_of((row.case_kind, row.subject_id) for row in found)
        bodies.learn(key for row in found for key in (row.owner_id, row.supervisor_id))
        areas.learn(row.area_id for row in found)
        papers = _papers(keys)
        for row in found:
            case = words[row.case_kind, row.subject_id]
            yield (
                row.pk,
                (
                    row.number,
                    kinds[row.duty],
                    case.text,
                    case.place,
                    case.number,
                    states[row.state],
                    bodies[row.owner_id],
                    bodies[row.supervisor_id],
                    *areas[row.area_id],
                    row.due_at,
                    row.opened_at,
                    row.served_at,
                    row.text,
                    row.acknowledged_at,
                    row.answered_at,
                    row.answer,
                    row.interview_at,
                    row.pledge,
                    row.ended_at,
                    row.end_reason,
                    papers.get(row.pk, 0),
                ),
            )

    return tell


def _papers(keys: list[int]) -> dict[int, int]:
    counted: Any = Paper.objects.filter(supervision__in=keys).values_list("supervision").annotate(Count("pk"))
    return dict(counted.order_by())


Sheet(
    code="supervision",
    label=gettext_lazy("Supervision"),
    route="supervision:list",
    permission=Permission.HAZARD_READ,
    rows=filtered,
    columns=columns,
    teller=teller,
    choices=choices,
    filters=("state", "area", "did", "since"),
)
