"""A special period, a rule for reports and a note on a roll-up of county a, for the walk over every address."""

from __future__ import annotations

from typing import Any

from anlan.periods.models import SpecialPeriod
from anlan.periods.tests.factories import declare
from anlan.reporting.models import Demand, RollNote
from anlan.reporting.tests.demands import lay_down, noted
from tests.architecture.enforced import enforced, enforced_cases
from tests.architecture.hooked import hooked_cases, hooked_keys
from tests.architecture.opened import opened_cases, opened_up
from tests.architecture.sampled import addressed, sampled_cases
from tests.architecture.teamed import teamed_cases, teamed_keys

PERIODS = {
    "periods:detail": "a period has an area: a department limited to sectors sees those of its whole area",
    "periods:take": "the same; what it may do, its steps say",
}
"""Why a stranger to the shop may open them."""


def kept(city: Any) -> dict[str, Any]:
    """Return the values by which addresses name them."""
    rule = lay_down(city, by="county1", area="a", group="townships", hour=None)
    return {
        "periods.pk": declare(city, by="county1", area="a", first_day="2022-10-26").pk,
        "periods.step": "call_off",
        "reporting:rule.pk": rule.pk,
        "reporting:take-rule.pk": rule.pk,
        "reporting:take-rule.step": "end",
        "roll_note": noted(city).pk,
        **teamed_keys(),
        **enforced(),
        **opened_up(),
        **hooked_keys(),
        **addressed(),
    }


def kept_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "report_rule": Demand.objects.get(pk=values["reporting:rule.pk"]),
        "roll_up": RollNote.objects.get(pk=values["roll_note"]),
        **opened_cases(values),
        **hooked_cases(values),
        "period": SpecialPeriod.objects.get(pk=values["periods.pk"]),
        **teamed_cases(values),
        **enforced_cases(values),
        **sampled_cases(values),
    }
