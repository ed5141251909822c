"""What a due check is: whose, where, on which days, by which plan, draw or duty; and what is asked of the planner."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.obligations.models import Kind


class Source(models.TextChoices):
    """Why a place is to be visited."""

    ANNUAL = "annual", _("Annual plan")
    SPECIAL = "special", _("Special campaign")
    PERIODIC = "periodic", _("Quarterly or monthly plan")
    DRAWN = "drawn", _("Drawn by lot")
    ACCEPT = "accept", _("Acceptance on site")
    LOOK_BACK = "look_back", _("Look-back")
    RECHECK = "recheck", _("Re-check of an order")
    RESUME = "resume", _("Re-inspection before resuming")
    LISTING = "listing", _("Listed hazard")


SOURCE_OF: dict[str, Source] = {
    Kind.ACCEPT: Source.ACCEPT,
    Kind.LOOK_BACK: Source.LOOK_BACK,
    Kind.RECHECK_ORDER: Source.RECHECK,
    Kind.REVIEW_RESUMPTION: Source.RESUME,
    Kind.ACCEPT_LISTING: Source.LISTING,
    Kind.LOOK_BACK_LISTING: Source.LISTING,
}
"""Duties that are done at the place. An acceptance is among them only of a major hazard, or of one without photographs:
others may be accepted by photographs."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check that is due at a place; `earliest` and `latest` both count.

    `code` names it for ever: a visit that was made leads to another. `anyone`: any body's visit meets it. `share`: the
    plan of which only a share of the places is wanted. `since`: the body's last visit, after which it waits.
    """

    code: str
    source: str
    premises: int
    body: int
    earliest: date
    latest: date
    title: str
    case_kind: str
    case_id: int
    anyone: bool = False
    share: int = 0
    since: date | None = None

    @property
    def is_follow_up(self) -> bool:
        return self.source in SOURCE_OF.values()


@dataclass(frozen=True, slots=True)
class Question:
    """What a planner asks for: days (both count), where, which bodies, or one place alone."""

    first: date
    last: date
    today: date
    where: Q = field(default_factory=Q)
    bodies: frozenset[int] = frozenset()
    premises: int | None = None

    @property
    def begin(self) -> date:
        """Return the first day on which a visit can still be made."""
        return max(self.first, self.today)

    def narrow(self, place: str = "premises") -> Q:
        """Return the condition on rows that have area and sector, and their place in a column of that name."""
        return self.where & (Q(**{place: self.premises}) if self.premises else Q())
