"""Steps of samples that are more than a passage through the door, as programmes take them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anlan.lifecycle.door import Outcome
from anlan.lookbacks.flow import SAMPLE_FLOW
from anlan.lookbacks.handing import draw_and_hand_out
from anlan.org.scope import Actor


def draw(sample: int, given: Mapping[str, Any], by: Actor, key: str | None, seen: int | None) -> Outcome:
    """Draw a sample and hand out what was drawn."""
    return draw_and_hand_out(SAMPLE_FLOW, sample, "draw", by=by, input=given, key=key, revision=seen)


SAMPLE_ACTS: dict[str, Callable[..., Outcome]] = {"draw": draw}
