"""Studies, findings and risk levels as rows of tables, one way for page, figure and file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.kernel.tellers import TELLERS
from anlan.lifecycle.told import Told as CaseTold
from anlan.org.models import Sector
from anlan.studies.kinds import COLOURS, End, FindingState, RatingState, RiskLevel, StudyState
from anlan.studies.models import Finding, RiskRating, RiskStudy

TONES: Mapping[str, str] = {
    StudyState.PREPARED: "info",
    StudyState.HELD: "warn",
    StudyState.CLOSED: "good",
    FindingState.OPEN: "warn",
    FindingState.ENDED: "good",
    RatingState.IN_FORCE: "good",
    RatingState.SUPERSEDED: "neutral",
    "voided": "neutral",
}
Told = partial(CaseTold, page="studies:case", tones=TONES)


def sector_words(codes: str) -> str:
    """Return the sectors of a study in words; none is all of them."""
    if not codes:
        return _("All sectors")
    rows = Sector.objects.filter(code__in=codes.split(",")).order_by("position", "code")
    return _(", ").join(sector.label for sector in rows)


def level_cell(level: str) -> dict[str, Any]:
    return {"text": str(RiskLevel(level).label), "tone": COLOURS[level]}


def _zh(text: str) -> dict[str, Any]:
    return {"text": text, "lang": "zh-Hans"}


def _study_columns() -> list[tuple[str, str]]:
    return [
        (_("Title"), "wide"),
        (_("Area"), ""),
        (_("Day of the meeting"), "date"),
        (_("Risks from"), "date"),
        (_("to"), "date"),
        (_("Sectors"), "name"),
        (_("Prepared by"), "name"),
    ]


def _study_cells(one: RiskStudy) -> list[Any]:
    return [
        one.title,
        one.area.short_label,
        one.held_on or one.planned_on,
        one.first_day,
        one.last_day,
        sector_words(one.sectors),
        one.organisation.label,
    ]


def where_words(one: Finding) -> str:
    place = one.premises.name if one.premises else one.place
    return f"{one.area.short_label} · {place}" if place else one.area.short_label


def end_words(one: Finding) -> str:
    """Return what a finding ended in, with the number of that."""
    if one.end_kind == End.WARNING and one.advisory:
        return f"{End.WARNING.label} {one.advisory.number}"
    if one.end_kind == End.TASK and one.task:
        return f"{End.TASK.label} {one.task.told_number}"
    return str(End.NONE.label) if one.end_kind == End.NONE else ""


def _finding_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("finding", "Weakness"), "wide"),
        (_("Sector"), ""),
        (_("Area"), ""),
        (_("Premises"), "name"),
        (pgettext("finding", "Where"), "name"),
        (_("Likelihood"), "num"),
        (_("Consequence"), "num"),
        (_("Risk level"), ""),
        (pgettext("finding", "Advice"), "wide"),
        (pgettext("finding", "Body in charge"), "name"),
        (_("Told by"), "name"),
        (_("Told on"), "date"),
        (_("Risk study"), "name"),
        (_("Ended in"), ""),
        (_("Why nothing follows"), "wide"),
    ]


def _finding_cells(one: Finding) -> list[Any]:
    return [
        one.weakness,
        one.sector.label,
        one.area.short_label,
        one.premises.name if one.premises else None,
        one.place,
        one.likelihood,
        one.consequence,
        RiskLevel(one.risk_level).label,
        one.advice,
        one.lead.label if one.lead else None,
        one.organisation.label,
        one.found_on,
        one.study.title,
        end_words(one),
        one.end_reason,
    ]


def _brief_finding_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("finding", "Weakness"), "wide"),
        (_("Sector"), ""),
        (_("Risk level"), ""),
        (_("Ended in"), ""),
    ]


def _brief_finding_cells(one: Finding) -> list[Any]:
    return [
        {"text": one.weakness, "sub": where_words(one), "lang": "zh-Hans"},
        {"text": one.sector.label, "sub": one.organisation.label},
        level_cell(one.risk_level) | {"sub": f"{one.likelihood} × {one.consequence} = {one.score}"},
        end_words(one),
    ]


def subject_words(one: RiskRating) -> str:
    if one.premises:
        return one.premises.name
    return one.area.short_name if _chinese() else one.area.name_en or one.area.short_name


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _rating_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("risk level", "Of what"), "name"),
        (_("Area or place"), ""),
        (_("Area"), ""),
        (_("Code of the premises"), "code"),
        (_("Risk level"), ""),
        (_("Likelihood"), "num"),
        (_("Consequence"), "num"),
        (_("Basis of the level"), "wide"),
        (_("Holds from"), "date"),
        (_("to"), "date"),
        (_("Laid down by"), "name"),
    ]


def place_words(one: RiskRating) -> str:
    return pgettext("risk level", "Place") if one.is_place else pgettext("risk level", "Area")


def _rating_cells(one: RiskRating) -> list[Any]:
    return [
        subject_words(one),
        place_words(one),
        one.area.short_label,
        one.premises.code if one.premises else None,
        RiskLevel(one.risk_level).label,
        one.likelihood,
        one.consequence,
        one.reason,
        one.first_day,
        one.last_day,
        one.organisation.label,
    ]


def _brief_rating_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("risk level", "Of what"), "name"),
        (_("Area"), ""),
        (_("Risk level"), ""),
        (_("Basis of the level"), "wide"),
        (_("Holds from"), "date"),
        (_("to"), "date"),
    ]


def _brief_rating_cells(one: RiskRating) -> list[Any]:
    return [
        {"text": subject_words(one), "sub": place_words(one)},
        one.area.short_label,
        level_cell(one.risk_level),
        _zh(one.reason),
        one.first_day,
        one.last_day,
    ]


KINDS: Mapping[str, CaseTold] = {
    told.kind: told
    for told in (
        Told(
            "risk_study", RiskStudy, _study_columns, _study_cells, ("area", "organisation"), lambda one: one.title
        ),
        Told(
            "finding",
            Finding,
            _finding_columns,
            _finding_cells,
            ("area", "organisation", "sector", "premises", "lead", "study", "advisory", "task__lead"),
            lambda one: f"{one.sector.label} · {where_words(one)}",
            _brief_finding_columns,
            _brief_finding_cells,
        ),
        Told(
            "risk_rating",
            RiskRating,
            _rating_columns,
            _rating_cells,
            ("area", "organisation", "premises"),
            lambda one: f"{subject_words(one)} · {RiskLevel(one.risk_level).label}",
            _brief_rating_columns,
            _brief_rating_cells,
        ),
    )
}  # fmt: skip
NAMES = {
    "risk_study": gettext_lazy("Risk studies"),
    "finding": gettext_lazy("Findings of risk studies"),
    "risk_rating": gettext_lazy("Register of risk levels"),
}

for _kind, _told in KINDS.items():
    TELLERS[_kind] = _told.tell
VISIBLE["risk_study"] = lambda actor, pk: RiskStudy.objects.within(actor.scope).filter(pk=pk).exists()
