"""Figures about hazards: all over one dated cohort, the hazards found in the period, as they stood at its end."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.registry import REGISTRY, Figure, Kinds
from anlan.hazards import counted, flow
from anlan.hazards.counted import AGES, counting_in, found, outstanding, rectified
from anlan.hazards.flow import FOUND, HAZARD_FLOW, RECTIFIED
from anlan.hazards.models import Category
from anlan.hazards.rows import tell_hazards

for _count in HAZARD_FLOW.counts:
    REGISTRY.measure(_count.measure)
REGISTRY.group("hazards", _("Hazards"))
KINDS = Kinds("category", lambda: tuple((code, str(label)) for code, label in Category.choices))


def _add(code: str, name: Any, definition: Any, unit: str, rows: Any, **more: Any) -> None:
    REGISTRY.add(
        Figure(
            code=code,
            name=name,
            definition=definition,
            unit=unit,
            rows=rows,
            tell=tell_hazards,
            day="found_on",
            kinds=KINDS,
            **more,
        )
    )


def _cohort(code: str, name: str | Promise, definition: str | Promise) -> None:
    _add(code, name, definition, "条", counting_in(code), plus=(code,))


_add(
    FOUND,
    _("Hazards found"),
    _(
        "Hazards whose finding lies in the period, each recorded on a visit, whatever became of them; without "
        "those that were voided or merged into another."
    ),
    "条",
    found,
    plus=(FOUND,),
    is_leading=True,
    revision=2,
)
_cohort(
    RECTIFIED,
    _("Hazards rectified"),
    _("Hazards found in the period and accepted as rectified by its end, closed out or not."),
)
_add(
    "hazards.outstanding",
    _("Hazards outstanding"),
    _(
        "Hazards found in the period that, at its end, were not yet accepted as rectified: found, assigned, "
        "refused, being transferred, or reported rectified and waiting for acceptance."
    ),
    "处",
    outstanding,
    plus=(FOUND,),
    minus=(RECTIFIED,),
    is_leading=True,
    revision=2,
)
_add(
    "hazards.rectification_rate",
    _("Rectification rate"),
    _(
        "Hazards found in the period and accepted as rectified by its end, divided by all hazards found in the "
        "period: one cohort above and below the line. Rounded half up to one decimal; never 100 % while one is "
        "outstanding; of nothing it is “—”."
    ),
    "%",
    found,
    plus=(RECTIFIED,),
    of=(FOUND,),
    is_leading=True,
)
_add(
    "hazards.overdue",
    _("Hazards overdue"),
    _(
        "Outstanding hazards of the period whose deadline, with its extensions as they stood, had passed at its "
        "end; the deadline of a hazard that waits for acceptance counts too."
    ),
    "处",
    counted.overdue,
    is_leading=True,
)
_add(
    "hazards.major_found",
    _("Major hazards found"),
    _("Hazards found in the period that are major by the published criteria, whatever became of them."),
    "处",
    counted.of_major(found),
    graded=False,
)
_add(
    "hazards.major_outstanding",
    _("Major hazards outstanding"),
    _("Major hazards found in the period that, at its end, were not yet accepted as rectified."),
    "处",
    counted.of_major(outstanding),
    graded=False,
)
_add(
    "hazards.without_deadline",
    _("Hazards without a deadline"),
    _(
        "Outstanding hazards of the period for which no deadline had been set at its end: to be assigned, or "
        "assigned to nobody any more."
    ),
    "处",
    counted.without_deadline,
)
_add(
    "hazards.looked_back",
    _("Hazards looked back at"),
    _(
        "Hazards found in the period that a fourth person looked back at after acceptance by its end, each "
        "counted once."
    ),
    "条",
    counted.looked_back,
)
_cohort(
    flow.CLOSED,
    _("Hazards closed out"),
    _("Hazards found in the period and closed out by its end, and not reopened since."),
)
_cohort(
    flow.ON_THE_SPOT,
    _("Rectified on the spot"),
    _("Hazards found in the period and rectified in the same visit, with photographs before and after."),
)
_cohort(
    flow.REOPENED,
    _("Hazards reopened"),
    _("Hazards found in the period that were reopened after acceptance by its end, each counted once."),
)
_cohort(
    flow.EXTENDED,
    _("Hazards extended"),
    _("Hazards found in the period whose deadline was extended by its end, each counted once."),
)
_cohort(
    flow.RELAPSED,
    _("Relapses"),
    _("Hazards found in the period that were recorded as the relapse of a former one of the same premises."),
)
_add(
    "hazards.relapse_share",
    _("Share of relapses"),
    _(
        "Hazards recorded as the relapse of a former one, divided by all hazards found in the period. Of nothing it "
        "is “—”."
    ),
    "%",
    found,
    plus=(flow.RELAPSED,),
    of=(FOUND,),
)
_add(
    "hazards.assigned",
    _("Hazards handed on to be rectified"),
    _(
        "Hazards found in the period that, at its end, were assigned, reported rectified or accepted, also those put "
        "right on the spot; not those still to be assigned, refused or being transferred."
    ),
    "条",
    counted.having_reached(*counted.ON_THE_WAY),
)
_add(
    "hazards.reported",
    _("Hazards reported rectified"),
    _("Hazards found in the period that, at its end, were reported rectified, accepted or not."),
    "条",
    counted.having_reached(*counted.REPORTED),
)
_add(
    "hazards.merged",
    _("Duplicates merged"),
    _(
        "Hazards found in the period that were recorded twice and merged into another: the other counts, they count "
        "nowhere else. A merge that was undone does not count."
    ),
    "条",
    counted.merged,
)
_cohort(
    flow.EXCEPTED,
    _("Exceptions from the four persons"),
    _(
        "Hazards found in the period for which an exception from the rule of four different persons was granted "
        "and signed by its end."
    ),
)
_add(
    "hazards.days_to_rectify",
    _("Days to rectify"),
    _(
        "The mean time from finding to acceptance, in days, of the hazards found in the period and accepted as "
        "rectified by its end."
    ),
    "天",
    rectified,
    over=counted.time_to_rectify,
    spread=counted.times_to_rectify,
    times=counted.waits,
    is_mean=True,
    per=counted.MINUTES_A_DAY,
)
for _least, _most in AGES:
    _add(
        f"hazards.aged_{_least}_{_most}" if _most else f"hazards.aged_{_least}_up",
        {
            0: _("Outstanding up to 7 days"),
            8: _("Outstanding 8 to 15 days"),
            16: _("Outstanding 16 to 30 days"),
            31: _("Outstanding 31 to 90 days"),
            91: _("Outstanding over 90 days"),
        }[_least],
        _("Outstanding hazards of the period by the days from their finding to its end; the bands add up."),
        "处",
        counted.aged(_least, _most),
    )
