"""What an address asks to analyse, answered: the same for page, file and API, never beyond the reader's posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.figures.asking import Asked, asked
from anlan.figures.cut import Known
from anlan.figures.registry import REGISTRY
from anlan.insight import analysis, loop, reach, waiting
from anlan.insight.analysis import AGAINST
from anlan.insight.dimensions import AREA, DIMENSIONS, SECTOR
from anlan.insight.sheets import Sheet, Study
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.org.models import Sector
from anlan.org.scope import Actor

TABLE, LOOP, TIMES, COVERAGE = "table", "loop", "times", "coverage"
STUDIES: dict[str, str | Promise] = {
    TABLE: gettext_lazy("Any figure"),
    LOOP: gettext_lazy("The loop and relapses"),
    TIMES: gettext_lazy("Time to rectify"),
    COVERAGE: gettext_lazy("Coverage"),
}
BY = (AREA, SECTOR)


@dataclass(frozen=True, slots=True)
class Read:
    """An address that was read and answered: the question, what was chosen beside it, the study."""

    code: str
    question: Asked
    chosen: Mapping[str, str]
    study: Study


def read(code: str, query: Mapping[str, Any], actor: Actor) -> Read:
    """Return the study that an address asks for, in one snapshot. Raises Invalid, Unknown, Refused."""
    question = asked(query, actor)
    with snapshot():
        known = Known.by(question.known_at)
        chosen, title, sheets = _STUDIES[code](query, question)
    about = _about(question, known, chosen)
    fixed = {
        "from": f"{question.period.first}",
        "to": f"{question.period.last}",
        "known_at": known.at.isoformat(),
    }
    study = Study(f"analysis-{code}", title, about, sheets, question.link(**{**chosen, **fixed}))
    return Read(code, question, chosen, study)


Answer = tuple[dict[str, str], str, tuple[Sheet, ...]]


def _table(query: Mapping[str, Any], question: Asked) -> Answer:
    chosen = {
        "figure": parameters.words(query, "figure", most=80) or "hazards.found",
        "rows": parameters.choice(query, "rows", tuple(DIMENSIONS)) or AREA,
        "columns": parameters.choice(query, "columns", tuple(DIMENSIONS)),
        "against": parameters.choice(query, "against", tuple(AGAINST)),
    }
    value = question.value(chosen["figure"])
    found = analysis.table(value, question, chosen["rows"], chosen["columns"], chosen["against"])
    return chosen, str(value.figure.name), (analysis.sheet(found),)


def _by(query: Mapping[str, Any]) -> dict[str, str]:
    return {"by": parameters.choice(query, "by", BY) or AREA}


def _loop(query: Mapping[str, Any], question: Asked) -> Answer:
    chosen = _by(query)
    return chosen, str(STUDIES[LOOP]), loop.told(question, chosen["by"])


def _times(query: Mapping[str, Any], question: Asked) -> Answer:
    code = parameters.words(query, "figure", most=80) or waiting.USUAL
    chosen = {**_by(query), "figure": code}
    figure = waiting.figure_of(code)
    value = question.value(figure.code)
    return chosen, str(STUDIES[TIMES]), waiting.told(value, question, chosen["by"])


def _coverage(query: Mapping[str, Any], question: Asked) -> Answer:
    chosen = _by(query)
    return chosen, str(STUDIES[COVERAGE]), reach.told(question, chosen["by"])


_STUDIES: dict[str, Callable[[Mapping[str, Any], Asked], Answer]] = {
    TABLE: _table,
    LOOP: _loop,
    TIMES: _times,
    COVERAGE: _coverage,
}


def _about(question: Asked, known: Known, chosen: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what a file says of itself: figure, area, sectors, grade, days, comparison, moment."""
    lines = []
    if code := chosen.get("figure"):
        lines.append((_("Figure"), f"{REGISTRY[code].name} ({code})"))
    lines.append((_("Area"), f"{question.area.label} ({question.area.code})"))
    sectors = Sector.objects.filter(pk__in=question.cut.sector_ids).order_by("position", "code")
    told = (
        ", ".join(f"{one.label} ({one.code})" for one in sectors)
        if question.cut.sector_ids
        else _("All sectors")
    )
    lines.append((_("Sector"), told))
    if question.cut.grade:
        names = {"general": _("General hazard"), "major": _("Major hazard")}
        lines.append((_("Grade"), names[question.cut.grade]))
    lines.append((_("Period"), f"{question.period.first} – {question.period.last}"))
    if against := chosen.get("against"):
        lines.append((_("Compared with"), str(AGAINST[against])))
    moment = known.at.astimezone(clock.SHANGHAI)
    lines.append(
        (
            _("As known at"),
            _("%(moment)s, up to entry %(seq)s")
            % {"moment": f"{moment:%Y-%m-%d %H:%M:%S}", "seq": known.seq},
        )
    )
    return tuple(lines)
