"""A leader's plan against what was done: parts of the portfolio, and the visits on which the leader was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.inspections.models import Visit, VisitQuerySet
from anlan.lifecycle.inputs import Text
from anlan.org.models import Area, Sector
from anlan.plans.models import LeaderPlan, PlanLine

MOST_PARTS = 30
MOST_VISITS = 999
_PART = re.compile(r"(?P<what>\S.*?)[\s:：×x*]+(?P<visits>[0-9]{1,3})(?:\s*次)?")
ANYWHERE = frozenset({"*", "全部", "anywhere", "不限"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a portfolio: a sector, an area, both or neither, and how many visits to it."""

    sector: Sector | None
    area: Area | None
    visits: int

    @property
    def words(self) -> str:
        told = [one.name for one in (self.sector, self.area) if one is not None]
        return f"{'+'.join(told) or '全部'} {self.visits}"


@dataclass(frozen=True, kw_only=True)
class PartsInput(Text):
    """Lines `sector or area visits`, both with a plus sign between them; `*` is anywhere."""

    max_length: int = 2_000
    lines: int = 4

    def parse(self, raw: Any) -> tuple[Part, ...]:  # type: ignore[override]
        if isinstance(raw, (list, tuple)) and raw and all(isinstance(one, Part) for one in raw):
            return tuple(raw)
        lines = [line.strip() for line in super().parse(raw).splitlines() if line.strip()]
        parts = tuple(self._part(number, line) for number, line in enumerate(lines, start=1))
        kinds = {(part.sector and part.sector.pk, part.area and part.area.pk) for part in parts}
        if len(parts) > MOST_PARTS or len(kinds) < len(parts):
            raise self.invalid(
                "parts", _("At most %(most)s parts of a portfolio, each once.") % {"most": MOST_PARTS}
            )
        return parts

    def _part(self, number: int, line: str) -> Part:
        match = _PART.fullmatch(line)
        if match is None or not 1 <= int(match["visits"]) <= MOST_VISITS:
            raise self.invalid(
                "part",
                _("Line %(line)s: write sector or area, a space, and how many visits (1 to %(most)s).")
                % {"line": number, "most": MOST_VISITS},
            )
        sector: Sector | None = None
        area: Area | None = None
        for word in filter(None, (word.strip() for word in re.split(r"[+＋]", match["what"]))):
            if word in ANYWHERE:
                continue
            named = Q(code=word) | Q(name=word)
            found_sector = Sector.objects.filter(named | Q(name_en__iexact=word)).first()
            found_area = None
            if found_sector is None:
                here = Area.objects.filter(valid_to=None)
                found_area = here.filter(named | Q(short_name=word) | Q(name_en__iexact=word)).first()
            if found_sector is None and found_area is None:
                raise self.invalid(
                    "part",
                    _("Line %(line)s: “%(word)s” is no sector and no area.")
                    % {"line": number, "word": word[:40]},
                )
            sector, area = found_sector or sector, found_area or area
        return Part(sector, area, int(match["visits"]))

    def journal(self, value: Sequence[Part]) -> str | None:
        return "\n".join(part.words for part in value) or None


@dataclass(frozen=True, slots=True)
class LineDone:
    """A part of the portfolio with what was done of it; `done` is never more than `due`."""

    sector: Sector | None
    area: Area | None
    due: int
    made: int

    @property
    def done(self) -> int:
        return min(self.due, self.made)

    @property
    def gap(self) -> int:
        return self.due - self.done


@dataclass(frozen=True, slots=True)
class Progress:
    """A leader's plan against what was done: its lines, visits beside them, and all of them together."""

    lines: tuple[LineDone, ...]
    beside: int
    visits: int

    @property
    def due(self) -> int:
        return sum(line.due for line in self.lines)

    @property
    def done(self) -> int:
        return sum(line.done for line in self.lines)


def visits_of(plan: Any) -> VisitQuerySet:
    """Return the visits of a plan's days on which its leader was: by the register, or typed with name and post."""
    leader = plan.leader
    named = Q(leader=plan.leader_id) | Q(leader_name=leader.name, leader_title=leader.title)
    return Visit.objects.recorded().filter(
        named, is_counted=True, visited_on__range=(plan.first_day, plan.last_day)
    )


def spread(lines: Sequence[PlanLine], visits: Sequence[tuple[int, str]]) -> Progress:
    """Return how visits (sector, area path) fall to the lines. A visit counts for one line: the first that it fits
    and that still lacks one, else the first that it fits."""
    made = [0] * len(lines)
    beside = 0
    for sector, path in visits:
        fitting = [n for n, line in enumerate(lines) if _fits(line, sector, path)]
        if not fitting:
            beside += 1
            continue
        made[next((n for n in fitting if made[n] < lines[n].visits), fitting[0])] += 1
    done = tuple(
        LineDone(line.sector, line.area, line.visits, n) for line, n in zip(lines, made, strict=True)
    )
    return Progress(done, beside, len(visits))


def _fits(line: PlanLine, sector: int, path: str) -> bool:
    if line.sector_id is not None and line.sector_id != sector:
        return False
    return line.area is None or path.startswith(line.area.path or "?")


def progress(plan: LeaderPlan) -> Progress:
    """Return a plan against what was done. Two queries."""
    lines = list(plan.lines.select_related("sector", "area").order_by("position"))
    rows = visits_of(plan).order_by("visited_at", "pk").values_list("sector_id", "area_path")
    return spread(lines, list(rows))
