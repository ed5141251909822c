"""What may be said about meetings, leaders' activities and assigned tasks, with the rows that prove it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.assignments.flow import ASSIGNED, CLOSED, ON_TIME, OPEN, TASK_FLOW
from anlan.assignments.kinds import MeetingKind
from anlan.assignments.models import AssignedTask, LeaderActivity, Meeting
from anlan.assignments.offenders import late_rows, repeating, repeating_rows
from anlan.assignments.register_flows import LEADING_FLOW, LED, MEETING_FLOW, MEETINGS, OF_KIND, STUDIES
from anlan.assignments.rows import tell_activities, tell_late, tell_meetings, tell_tasks
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.lifecycle.flow import Flow
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import Scope

REGISTRY.group("assignments", _("Meetings and assigned tasks"))
_DAY = {"meeting": "held_on", "leading": "happened_on", "task": "issued_on"}
_MODEL: dict[str, Any] = {"meeting": Meeting, "leading": LeaderActivity, "task": AssignedTask}
_TELL = {"meeting": tell_meetings, "leading": tell_activities, "task": tell_tasks}

Rows = Callable[[Cut, Period, Known, Scope], Any]


def _in(flow: Flow, measure: str) -> Rows:
    count = next(count for count in flow.counts if count.measure == measure)
    day = _DAY[flow.kind]
    counts = Q(state__in=count.states)
    if count.equals:
        counts &= Q(**{count.when: count.equals})
    elif count.when:
        counts &= Q(**{count.when: True})
    if count.amount:
        counts &= Q(**{f"{count.amount}__gt": 0})

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            _MODEL[flow.kind].objects.within(scope),
            here=cut.where(graded=False) & Q(**{f"{day}__range": (period.first, period.last)}),
            counts=counts,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


def _count(flow: Flow, measure: str, name: Promise, definition: Promise, unit: str) -> None:
    REGISTRY.measure(measure)
    REGISTRY.add(
        Figure(
            code=measure,
            name=name,
            definition=definition,
            unit=unit,
            rows=_in(flow, measure),
            plus=(measure,),
            graded=False,
            sectored=False,
            tell=_TELL[flow.kind],
        )
    )


_count(
    MEETING_FLOW,
    MEETINGS,
    _("Meetings held"),
    _("Meetings of every kind on record that were held in the period, on work safety or on something else."),
    "次",
)
_count(
    MEETING_FLOW,
    STUDIES,
    _("Studies of work safety"),
    _(
        "Meetings of the party standing committee and of the government, and risk studies, that dealt with work "
        "safety in the period."
    ),
    "次",
)
_count(
    MEETING_FLOW,
    OF_KIND[MeetingKind.WEEKLY_ASSIGNMENT],
    _("Weekly assignment meetings"),
    _("Weekly assignment meetings that were held in the period."),
    "次",
)
_count(
    MEETING_FLOW,
    OF_KIND[MeetingKind.WEEKLY_STABILITY],
    _("Weekly safety and stability meetings"),
    _("Weekly safety and stability meetings that were held in the period."),
    "次",
)
_count(
    MEETING_FLOW,
    OF_KIND[MeetingKind.VIDEO_DISPATCH],
    _("Video dispatch meetings"),
    _("Video dispatch meetings that were held in the period."),
    "次",
)
_count(
    LEADING_FLOW,
    LED,
    _("Leaders' activities"),
    _(
        "What leaders did for work safety in the period: meetings chaired, dispatches, studies, inspections, notes."
    ),
    "次",
)
_count(
    TASK_FLOW,
    ASSIGNED,
    _("Tasks assigned"),
    _(
        "Tasks assigned in the period and not voided. A split task counts once, its pieces not; merged ones count each."
    ),
    "项",
)
_count(
    TASK_FLOW,
    OPEN,
    _("Tasks open"),
    _("Tasks assigned in the period that were not closed with the second signature by its end."),
    "项",
)
_count(
    TASK_FLOW,
    CLOSED,
    _("Tasks closed"),
    _("Tasks assigned in the period that were verified and closed with the second signature by its end."),
    "项",
)
_count(
    TASK_FLOW,
    ON_TIME,
    _("Tasks closed on time"),
    _(
        "Closed tasks of the period that were submitted by the moment at which they were due, extensions included."
    ),
    "项",
)


def _after(period: Period) -> datetime:
    return clock.day_start(period.last + timedelta(days=1))


def overdue(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    """Return the open tasks of the period that their lead still had to complete though it was due.

    Told from what was owed, as it stood at the end of the period and was known: an extension that came later, or a
    submission, leaves the past as it was.
    """
    end = min(known.at, _after(period))
    owed = (
        Obligation.objects.filter(
            case_id=OuterRef("pk"),
            kind=Kind.COMPLETE_TASK,
            opened_seq__lte=known.seq,
            opened_at__lt=_after(period),
            due_at__lt=end,
        )
        .filter(
            Q(discharged_seq=None) | Q(discharged_seq__gt=known.seq) | Q(discharged_at__gte=_after(period))
        )
        .order_by()
    )
    return _in(TASK_FLOW, OPEN)(cut, period, known, scope).filter(Exists(owed))


REGISTRY.add(
    Figure(
        code="assignments.tasks_overdue",
        name=_("Tasks overdue"),
        definition=_(
            "Open tasks of the period that were due, with their extensions as they stood, and not submitted by its "
            "end. What waits for verification is not overdue."
        ),
        unit="项",
        rows=overdue,
        graded=False,
        sectored=False,
        tell=tell_tasks,
        day="issued_on",
    )
)

REGISTRY.add(
    Figure(
        code="assignments.late_duties",
        name=_("Late with what is owed on tasks"),
        definition=_(
            "What was due on tasks in the period (signing, feedback, parts, completion, verifying) and was done after "
            "it was due or not by the period's end. Voided tasks and withdrawn parts are left out."
        ),
        unit="次",
        rows=late_rows,
        graded=False,
        sectored=False,
        tell=tell_late,
    )
)
REGISTRY.add(
    Figure(
        code="assignments.repeat_offenders",
        name=_("Units late again and again"),
        definition=_(
            "Units that were late twice or more in the period with what they owed on tasks. The records are their late "
            "duties."
        ),
        unit="家",
        rows=repeating_rows,
        over=repeating,
        graded=False,
        sectored=False,
        tell=tell_late,
    )
)
