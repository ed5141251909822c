"""The lists of drawn look-backs and of samples: their filters and orders."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.lookbacks.models import LookQuerySet, Reason, SampleQuerySet, SampleState, Seen
from anlan.org import filters
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor

WAITING, LATE, DONE, OVERTAKEN = "waiting", "late", "done", "overtaken"
LOOKS = ListSpec(
    code="lookbacks",
    label=_("Look-backs"),
    route="lookbacks:looks",
    filters=("state", "kind", "case", "area", "sector", "from", "to"),
    sorts=(Sort("day", Order(("drawn_on",)), index="lookback_by_day"),),
)
SAMPLES = ListSpec(
    code="lookback-samples",
    label=_("Samples of look-backs"),
    route="lookbacks:samples",
    filters=("state", "from", "to"),
    sorts=(Sort("day", Order(("week",)), index="lookback_sample_by_week"),),
)


def filtered(looks: LookQuerySet, query: Any) -> LookQuerySet:
    """Return what the filters of an address leave."""
    match parameters.choice(query, "state", (WAITING, LATE, DONE, OVERTAKEN, *Seen.values)):
        case "":
            pass
        case "waiting":
            looks = looks.waiting()
        case "late":
            looks = looks.late(clock.now())
        case "done":
            looks = looks.answered()
        case "overtaken":
            looks = looks.filter(overtaken_seq__isnull=False)
        case seen:
            looks = looks.filter(seen=seen)
    if reason := parameters.choice(query, "kind", Reason.values):
        looks = looks.filter(reason=reason)
    if sample := parameters.whole(query, "case"):
        looks = looks.filter(sample=sample)
    return looks.filter(where_and_when(query, "drawn_on"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [
            ("", _("All of them")),
            (WAITING, _("Not answered")),
            (LATE, _("Overdue")),
            (DONE, pgettext_lazy("look-back", "Answered")),
            *Seen.choices,
            (OVERTAKEN, _("Overtaken")),
        ],
        "kind": [("", _("Every reason")), *Reason.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
        "sector": [("", _("All sectors")), *filters.sectors()],
    }


def filtered_samples(samples: SampleQuerySet, query: Any) -> SampleQuerySet:
    state = parameters.choice(query, "state", SampleState.values)
    samples = samples.filter(state=state) if state else samples.exclude(state=SampleState.VOIDED)
    days = {name: query[name] for name in ("from", "to") if query.get(name)}
    return samples.filter(where_and_when(days, "week"))


def sample_choices(actor: Actor) -> dict[str, Choices]:
    return {"state": [("", _("All states")), *SampleState.choices]}
