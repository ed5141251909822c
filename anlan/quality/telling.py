"""Flags in words: what was met, against what, how probable it is, and what the office may do about it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.period import Period
from anlan.listings import names
from anlan.org.scope import Scope
from anlan.quality.gathering import gathered
from anlan.quality.probing import Found, Kind, flags

LABELS: dict[Kind, Promise] = {
    Kind.ZEROS: gettext_lazy("Zeros without end"),
    Kind.SECONDS: gettext_lazy("On the same second"),
    Kind.COPIES: gettext_lazy("The same words again"),
    Kind.SELF_CHECK: gettext_lazy("Own checks find less"),
}
TODO: dict[Kind, Promise] = {
    Kind.ZEROS: gettext_lazy("Ask what the unit looks at each day; look at one of its days on the spot."),
    Kind.SECONDS: gettext_lazy("Ask who sends it: a report is signed by a person."),
    Kind.COPIES: gettext_lazy("Ask for what was different today; offer the numbers as they are pre-filled."),
    Kind.SELF_CHECK: gettext_lazy(
        "Go along on one of its own checks, or draw some of its places for another look."
    ),
}
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag as it is shown."""

    kind: Kind
    organisation_id: int
    unit: str
    reason: str
    probability: float
    chance: str

    @property
    def label(self) -> Any:
        return LABELS[self.kind]

    @property
    def todo(self) -> Any:
        return TODO[self.kind]


def told(scope: Scope, period: Period) -> list[Flag]:
    """Return the flags of a period in a reader's scope, by kind and then by unit: no order of who is worse."""
    found = flags(gathered(scope, period))
    bodies = names.organisations()
    bodies.learn(one.unit for one in found)
    shown = [
        Flag(one.kind, one.unit, bodies[one.unit], reason(one), one.probability, chance(one.probability))
        for one in found
    ]
    order = list(Kind)
    return sorted(shown, key=lambda one: (order.index(one.kind), one.organisation_id))


def reason(found: Found) -> str:
    """Say with its numbers what was met."""
    words = {
        Kind.ZEROS: _(
            "“All safe” %(run)s times in a row up to now. In %(days)s reports of the period it had something to tell "
            "%(events)s times; its peers in %(peers)s%% of theirs."
        ),
        Kind.SECONDS: _("%(times)s of %(of)s reports arrived at second %(second)s of their minute."),
        Kind.COPIES: _(
            "%(repeats)s of %(of)s reports use words that the unit had sent before; its peers in %(peers)s%% of theirs."
        ),
        Kind.SELF_CHECK: _(
            "Own checks found something on %(hits)s of %(of)s visits, checks from outside in the same area on "
            "%(other_hits)s of %(other_of)s: %(ratio)s times as often (%(low)s to %(high)s at 95%%)."
        ),
    }
    return str(words[found.kind]) % found.numbers


def chance(probability: float) -> str:
    """Say a probability in words: of how many honest units one would show the same by chance."""
    if probability * MILLION < 1:
        return _("Fewer than one honest unit in a million would show this.")
    of = 1 / probability
    scale = 10 ** max(0, math.floor(math.log10(of)) - 1)
    return _("About one honest unit in %(n)s would show this.") % {"n": f"{int(of / scale) * scale:,}"}
