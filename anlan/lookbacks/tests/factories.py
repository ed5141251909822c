"""Closed hazards, samples and their answers for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import photo
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.lookbacks.flow import RATE_FLOW, SAMPLE_FLOW
from anlan.lookbacks.handing import hand_out
from anlan.lookbacks.models import LookBack, Sample
from anlan.org.scope import SYSTEM
from anlan.testing import NOON, actor, closed_hazard, take

DAY = timedelta(days=1)
CLOSED = NOON - 20 * DAY
"""Tuesday 4 October: in the week that is drawn from on Monday the 24th, with the rates of the product."""
PUBLIC = "上证综指 2022-10-24 收盘 2977.56"
RATES = {
    "first_day": "2022-10-24",
    "general_per_mille": 1_000,
    "major_per_mille": 1_000,
    "least": 1,
    "strata": "area",
    "wait_days": 14,
    "top_up": 10,
    "answer_days": 10,
    "basis": "安委办〔2022〕30号",
}


def closed(premises: str = "shop", *, at: datetime = CLOSED, **changes: Any) -> Hazard:
    """Return a hazard that was closed some weeks ago."""
    with clock.at(at):
        return closed_hazard(premises, **changes)


def set_rates(*, by: str = "office1", **changes: Any) -> None:
    door.open_case(RATE_FLOW, "set", by=actor(by), input={**RATES, **changes})


def prepare(*, by: Any = SYSTEM) -> Sample:
    outcome = door.open_case(SAMPLE_FLOW, "prepare", by=by, input={"week": clock.today()})
    return Sample.objects.get(pk=outcome.case_id)


def draw(sample: Sample | None = None, *, by: str = "office1", **changes: Any) -> Sample:
    """Return a sample that was drawn and handed out."""
    sample = sample or prepare()
    given = {"public_text": PUBLIC, "witness": "纪检组 王某", "commitment": sample.commitment, **changes}
    door.apply(SAMPLE_FLOW, sample.pk, "draw", by=actor(by), input=given)
    sample.refresh_from_db()
    hand_out(sample)
    sample.refresh_from_db()
    return sample


def answer(
    look: LookBack, result: str = "cleared", *, by: str = "", seed: int = 40, **changes: Any
) -> LookBack:
    """Answer a look by the person to whom it was given, with a photograph."""
    who = by or (look.person.username if look.person else "office1")
    given = {"result": result, "note": "Seen again", "document": [photo(seed, by=who)], **changes}
    take(look.hazard, "look_back", by=who, **given)
    look.refresh_from_db()
    return look
