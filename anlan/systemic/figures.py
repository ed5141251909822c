"""Figures about systemic problems: identified in a period, by kind, and how far they are solved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.systemic.flow import CLOSED, CLOSED_OF, FOUND, OF_KIND, RUNNING, RUNNING_OF
from anlan.systemic.kinds import BEING_SOLVED, IDENTIFIED, ProblemKind, ProblemState
from anlan.systemic.models import SystemicProblem
from anlan.systemic.rows import TOLD

SOLVED = "systemic.solved"
REGISTRY.group("systemic", _("Systemic problems"))
_RUNNING, _CLOSED = tuple(RUNNING_OF.values()), tuple(CLOSED_OF.values())
for _measure in (*_RUNNING, *_CLOSED):
    REGISTRY.measure(_measure)
Rows = Callable[[Cut, Period, Known, Scope], Any]


def _identified(plus: tuple[str, ...], counts: Q) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            SystemicProblem.objects.within(scope),
            here=cut.where(graded=False) & Q(confirmed_on__range=(period.first, period.last)),
            counts=counts,
            plus=plus,
            cut=cut,
            period=period,
            known=known,
        )

    return rows


def solved(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    """Return the problems whose last closing lies in the period, as known, and that stayed closed to its end."""
    steps = Entry.objects.filter(
        kind="systemic_problem", step__in=("close", "reopen"), case_id=OuterRef("pk"), seq__lte=known.seq,
        occurred_at__lt=period.end,
    ).order_by("-n")  # fmt: skip
    rows: Any = SystemicProblem.objects.within(scope).filter(cut.where(graded=False), pk__lte=known.seq)
    rows = rows.annotate(
        last_step=Subquery(steps.values("step")[:1]),
        turned_on=TruncDate(Subquery(steps.values("occurred_at")[:1]), tzinfo=clock.SHANGHAI),
    )
    return rows.filter(last_step="close", turned_on__range=(period.first, period.last))


def _add(code: str, name: Promise, definition: Promise, rows: Rows, **more: Any) -> None:
    REGISTRY.add(
        Figure(
            code=code, name=name, definition=definition, unit="个", rows=rows, graded=False, sectored=False,
            tell=TOLD.table, **more,
        )
    )  # fmt: skip


_add(
    FOUND,
    _("Systemic problems identified"),
    _(
        "Systemic problems of the area or a part of it that were confirmed in the period and not dismissed since."
    ),
    _identified(_RUNNING + _CLOSED, Q(state__in=sorted(IDENTIFIED))),
    plus=_RUNNING + _CLOSED,
)
for _kind, _name in (
    (ProblemKind.REGIONAL, _("Regional problems identified")),
    (ProblemKind.SECTORAL, _("Sectoral problems identified")),
    (ProblemKind.PERIODIC, _("Temporary problems identified")),
):
    _add(
        OF_KIND[_kind],
        _name,
        _("Of the systemic problems that were confirmed in the period, those of this kind."),
        _identified((RUNNING_OF[_kind], CLOSED_OF[_kind]), Q(state__in=sorted(IDENTIFIED), kind=_kind)),
        plus=(RUNNING_OF[_kind], CLOSED_OF[_kind]),
    )
_add(
    RUNNING,
    _("Systemic problems being solved"),
    _("Of the systemic problems that were confirmed in the period, those not closed by its end."),
    _identified(_RUNNING, Q(state__in=sorted(BEING_SOLVED))),
    plus=_RUNNING,
)
_add(
    CLOSED,
    _("Systemic problems closed"),
    _(
        "Of the systemic problems that were confirmed in the period, those closed by its end, by another person than "
        "who told the result; none of their hazards was outstanding then."
    ),
    _identified(_CLOSED, Q(state=ProblemState.CLOSED)),
    plus=_CLOSED,
)
_add(
    SOLVED,
    _("Systemic problems solved in the period"),
    _(
        "Systemic problems that were closed in the period, whenever confirmed, and not opened again by its end."
    ),
    solved,
    day="turned_on",
)
