"""What the clock does: an arranged visit that nobody made gives its checks free, so that nothing is forgotten."""

from __future__ import annotations

from contextlib import suppress

from anlan.jobs.schedule import daily
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.org.scope import SYSTEM
from anlan.visiting.effects import lapsing
from anlan.visiting.flow import ARRANGED_FLOW


@daily(0, 20)
def free_what_passed() -> str:
    """Let arranged visits lapse whose day passed and for which no visit was put down: their checks are due again."""
    lapsed = 0
    for key in lapsing(clock.today()).values_list("pk", flat=True):
        with suppress(AnlanError):
            door.apply(ARRANGED_FLOW, key, "lapse", by=SYSTEM)
            lapsed += 1
    return f"{lapsed} arranged visits lapsed"
