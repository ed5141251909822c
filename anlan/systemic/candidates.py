"""The candidates of an area and some days, with their names and the problem that was made of each last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.figures.asking import Asked, asked
from anlan.hazards.models import Category
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.org.models import Area, Sector
from anlan.org.scope import Actor, Scope
from anlan.systemic import clusters, drafting
from anlan.systemic.gathering import LONGEST_DAYS, USUAL_DAYS, Looked, former, is_settled, look_at
from anlan.systemic.kinds import ProblemKind, ProblemState
from anlan.systemic.models import SystemicProblem
from anlan.systemic.words import chance_words, rest_words, share, times_words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate as a page and a file tell it, with the problem that was made of it last."""

    cell: clusters.Cell
    area: Area
    sector: Sector
    former: SystemicProblem | None
    settled: bool

    @property
    def kind(self) -> str:
        return str(ProblemKind(self.cell.kind).label)

    @property
    def category(self) -> str:
        return str(Category(self.cell.category).label)

    @property
    def title(self) -> str:
        return drafting.title(self.cell, self.area, self.sector)

    @property
    def here(self) -> str:
        return share(self.cell.places, self.cell.of)

    @property
    def rest(self) -> str:
        return share(self.cell.others, self.cell.others_of)

    @property
    def rest_is(self) -> str:
        return rest_words(self.cell.kind)

    @property
    def times(self) -> str:
        return times_words(self.cell.times)

    @property
    def chance(self) -> str:
        return chance_words(self.cell.corrected)

    @property
    def expected(self) -> str:
        return f"{self.cell.expected:,.1f}"

    @property
    def became(self) -> str:
        return f"{self.former.number} · {ProblemState(self.former.state).label}" if self.former else ""


def look(question: Asked, scope: Scope) -> tuple[Looked, list[Candidate]]:
    """Return what was found, and the candidates with their names, the surest first. Five statements."""
    with snapshot():
        looked = look_at(question.area, question.period, scope)
        before = former(looked, scope)
        cells = looked.look.candidates
        areas = Area.objects.in_bulk({looked.place(cell) for cell in cells})
        sectors = Sector.objects.in_bulk({cell.sector for cell in cells})
    told = []
    for cell in cells:
        one, place = before.get(looked.code(cell)), areas[looked.place(cell)]
        if place.valid_to is None:
            settled = is_settled(one, cell, question.period)
            told.append(Candidate(cell, place, sectors[cell.sector], one, settled))
    return looked, told


def question_of(address: Mapping[str, Any], actor: Actor) -> Asked:
    """Return the area and days asked about: without days the last ones. Raises Invalid for more than a year."""
    query = {name: address[name] for name in ("area", "from", "to") if address.get(name)}
    if "from" not in query:
        last = parameters.day(query, "to") or clock.today()
        query["from"] = f"{last - timedelta(days=USUAL_DAYS - 1)}"
    question = asked(query, actor)
    if question.period.days() > LONGEST_DAYS:
        told = _("Ask about %(most)s days at most: what lies further apart is not of one time.")
        raise Invalid("systemic.days", told % {"most": LONGEST_DAYS}, field="from")
    return question
