"""Figures about incidents: real ones by the day on which they happened, as they stood at the end of the period.

Drills are in none. What was merged or was a false alarm is taken out at its own day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.incidents.flow import IN_TIME, INCIDENT_FLOW, OF_CATEGORY, OF_GRADE, PEOPLE, RECEIVED, REPORTED
from anlan.incidents.kinds import Category, IncidentGrade
from anlan.incidents.models import Incident, IncidentQuerySet
from anlan.incidents.rows import tell_incidents
from anlan.kernel.period import Period
from anlan.org.scope import Scope

COUNTS = {count.measure: count for count in INCIDENT_FLOW.counts}
for _measure in COUNTS:
    REGISTRY.measure(_measure)
REGISTRY.group("incidents", _("Incidents"))


def _holds(measure: str) -> Q:
    count = COUNTS[measure]
    holds = Q(state__in=count.states)
    if count.when:
        holds &= Q(**{count.when: count.equals or True})
    return holds & Q(**{f"{count.amount}__gt": 0}) if count.amount else holds


def _in(measures: tuple[str, ...]) -> Callable[[Cut, Period, Known, Scope], IncidentQuerySet]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> IncidentQuerySet:
        counts = Q()
        for measure in measures:
            counts |= _holds(measure)
        found: Any = standing(
            Incident.objects.within(scope),
            here=cut.where(graded=False) & Q(occurred_on__range=(period.first, period.last)),
            counts=counts,
            plus=measures,
            cut=cut,
            period=period,
            known=known,
        )
        return found  # type: ignore[no-any-return]

    return rows


def _figure(
    code: str,
    name: str | Promise,
    definition: Promise,
    unit: str,
    *,
    plus: tuple[str, ...] = (),
    of: tuple[str, ...] = (),
) -> None:
    measures = plus or (code,)
    REGISTRY.add(
        Figure(
            code=code,
            name=name,
            definition=definition,
            unit=unit,
            rows=_in(of or measures),
            plus=measures,
            of=of,
            graded=False,
            sectored=False,
            tell=tell_incidents,
        )
    )


_figure(
    RECEIVED,
    _("Incidents"),
    _(
        "Real incidents that happened in the period and were reported. Drills, duplicates, false alarms do not count."
    ),
    "起",
)
_CATEGORIES = {
    Category.PRODUCTION: _(
        "Production accidents with anybody dead, missing or hurt; one without casualties is none of them."
    ),
    Category.FIRE: _("Fires with anybody dead, missing or hurt."),
    Category.TRAFFIC: _(
        "Road traffic accidents of the grade “relatively serious” or worse by decree 493, who is missing taken as dead."
    ),
    Category.EMERGENCY: _("Other emergencies, with or without casualties."),
    Category.DISASTER: _("Natural disasters, with or without casualties."),
}
for _category, _words in _CATEGORIES.items():
    _figure(OF_CATEGORY[_category.value], _category.label, _words, "起")
_GRADED = _(
    "Incidents of this grade by decree 493, art. 3, by the official numbers: the worst of dead, hurt and loss."
)
for _grade in IncidentGrade:
    _figure(OF_GRADE[_grade.value], _grade.label, _GRADED, "起")
_figure(
    "incidents.larger_up",
    _("Relatively serious accidents and worse"),
    _("Incidents from the grade “relatively serious” upwards."),
    "起",
    plus=tuple(
        OF_GRADE[g.value] for g in (IncidentGrade.LARGER, IncidentGrade.SERIOUS, IncidentGrade.EXTRAORDINARY)
    ),
)
for _name, _label, _what in (
    ("deaths", _("Dead in incidents"), _("People who died, by the official numbers of each incident.")),
    ("missing", _("Missing in incidents"), _("People missing, by the official numbers of each incident.")),
    (
        "serious",
        _("Seriously injured in incidents"),
        _("People seriously injured, acute poisoning with them."),
    ),
    ("minor", _("Slightly injured in incidents"), _("People slightly injured, by the official numbers.")),
):
    _figure(PEOPLE[_name], _label, _what, "人")
_figure(REPORTED, _("Incidents with a first report"), _("Incidents whose first report was sent."), "起")
_figure(
    IN_TIME,
    _("First reports in time"),
    _("Incidents whose first report was sent within the term that held on the day of the call."),
    "起",
)
_figure(
    "incidents.in_time_rate",
    _("First reports in time, rate"),
    _("First reports sent in time divided by all incidents, those without a report too."),
    "%",
    plus=(IN_TIME,),
    of=(RECEIVED,),
)
