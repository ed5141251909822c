"""Handing out a drawn sample: each hazard becomes owed work of somebody who took no part in it.

A transaction of its own after the draw, because a step holds the cases that it takes before the journal's head; what
was left behind (a stopped server) the clock hands out. Keys name sample and hazard: nothing is handed out twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.kernel import clock, draws
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act, Outcome, apply, apply_many
from anlan.lookbacks import lots
from anlan.lookbacks.flow import SAMPLE_FLOW
from anlan.lookbacks.lots import Drawn
from anlan.lookbacks.models import LookBack, Sample
from anlan.lookbacks.pools import key_of
from anlan.org.actors import Holding, holdings
from anlan.org.models import Organisation
from anlan.org.models.people import held_at
from anlan.org.roles import GRANTS, Permission, Role
from anlan.org.scope import SYSTEM
from anlan.supervision.superiors import Superiors

LOOKERS = " lookers"
"""What is added to the seed when the persons are put in order."""


@dataclass
class Lookers:
    """Who may look back, by organisation, in the order of their lots; those with the fewest looks come first."""

    seed: str
    at: datetime
    given: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        roles = [role for role in Role if Permission.HAZARD_LOOK_BACK in GRANTS[role]]
        self._superiors = Superiors(clock.local_day(self.at))
        self._people: dict[int, list[Holding]] = {}
        for one in holdings(held_at(self.at), role__in=roles, person__is_active=True):
            self._people.setdefault(one.held.organisation_id, []).append(one)
        self._bodies = {
            body.pk: body for body in Organisation.objects.select_related("area").filter(pk__in=self._people)
        }

    def choose(self, hazard: Hazard) -> tuple[int, int] | None:
        """Return organisation and person: of the nearest office above who follows it up, then of the body itself."""
        took_part = {hazard.found_by_id, hazard.rectified_by_id, hazard.accepted_by_id, hazard.closed_by_id}
        took_part |= {hazard.found_for_id, hazard.rectified_for_id, hazard.accepted_for_id}
        took_part.discard(None)
        for body in self._order(hazard.supervisor):
            fitting = [
                one.held_by
                for one in self._people.get(body, ())
                if one.held_by not in took_part
                and one.held.for_person_id not in took_part
                and one.held.covers(
                    area_path=hazard.area_path,
                    sector_id=hazard.sector_id,
                    organisation_id=hazard.operator_id,
                )
            ]
            if fitting:
                person = min(fitting, key=lambda key: (self.given[key], draws.lot(self.seed, str(key))))
                self.given[person] += 1
                return body, person
        return None

    def _order(self, supervisor: Organisation) -> Iterator[int]:
        """Yield the offices above whoever follows it up, the nearest first; last whoever follows it up himself."""
        seen: set[int] = set()
        body = supervisor
        while (above := self._superiors.of(body)) is not None and above.pk not in seen | {body.pk}:
            seen.add(above.pk)
            yield above.pk
            body = self._bodies.get(above.pk, above)
        yield supervisor.pk


def draw_and_hand_out(flow: Any, pk: int, step: str, **given: Any) -> Outcome:
    """Take a step of a sample; what a draw drew becomes owed work at once."""
    outcome = apply(flow, pk, step, **given)
    if step == "draw" and not outcome.replayed:
        hand_out(Sample.objects.get(pk=pk))
    return outcome


def hand_out(sample: Sample) -> int:
    """Hand out what a sample drew and is not handed out yet; return how many hazards became owed work."""
    done = set(LookBack.objects.filter(sample=sample.pk).values_list("hazard", flat=True))
    drawn = lots.result_of(sample.result)
    todo = [one for one in drawn if key_of(one.number) not in done]
    acts, missed = _acts(sample, todo)
    results = apply_many(HAZARD_FLOW, "sample", [act for _one, act in acts]) if acts else []
    for (one, _act), result in zip(acts, results, strict=True):
        if isinstance(result, AnlanError):
            missed[one.number] = str(result.message)
    told = "\n".join(f"{number}\t{why}" for number, why in sorted(missed.items()))
    apply(
        SAMPLE_FLOW,
        sample.pk,
        "hand_out",
        by=SYSTEM,
        input={"missed": told},
        key=f"lookback-out-{sample.pk}",
    )
    return len(todo) - len(missed)


def _acts(sample: Sample, todo: Sequence[Drawn]) -> tuple[list[tuple[Drawn, Act]], dict[str, str]]:
    """Return an act for each hazard, and those for which there is nobody, with the reason."""
    keys = [key_of(one.number) for one in todo]
    hazards: Mapping[int, Hazard] = Hazard.objects.select_related("supervisor__area").in_bulk(keys)
    lookers = Lookers(sample.seed + LOOKERS, clock.now())
    acts: list[tuple[Drawn, Act]] = []
    missed: dict[str, str] = {}
    for one in todo:
        hazard = hazards[key_of(one.number)]
        chosen = lookers.choose(hazard)
        if chosen is None:
            missed[one.number] = _("There is nobody who may look back and took no part.")
            continue
        acts.append((one, _act(sample, one, hazard.pk, chosen)))
    return acts, missed


def _act(sample: Sample, one: Drawn, hazard: int, chosen: tuple[int, int]) -> Act:
    owner, person = chosen
    given: dict[str, Any] = {
        "sample": sample.pk,
        "stratum": one.stratum,
        "reason": one.reason,
        "grounds": one.risk,
        "owner": owner,
        "person": person,
        "days": sample.answer_days,
    }
    return Act(by=SYSTEM, input=given, case_id=hazard, key=f"lookback-{sample.pk}-{hazard}")
