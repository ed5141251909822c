"""Proposed and arranged visits, and their checks, as rows of tables, prepared from values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.evidence.access import VISIBLE
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.plans.rows import named
from anlan.visiting.checks import Check, Source
from anlan.visiting.models import ArrangedCheck, ArrangedState, ArrangedVisit, Dropped
from anlan.visiting.proposal import Proposal, Proposed

TONES: dict[str, str] = {
    ArrangedState.ARRANGED: "info",
    ArrangedState.MADE: "good",
    ArrangedState.CALLED_OFF: "neutral",
    ArrangedState.LAPSED: "warn",
}
PAGES = {"plan": "plans:detail", "draw": "draws:detail", "hazard": "hazards:detail"}


def address_of(kind: str, key: int | None) -> str:
    """Return the page of the case that a check comes from. Of a paper or measure its words are asked: one query."""
    if not key:
        return ""
    if kind in PAGES:
        return reverse(PAGES[kind], args=[key])
    told = TELLERS[kind]([key]).get(key) if kind in TELLERS else None
    return told.href if told else ""


# -- the proposal ------------------------------------------------------------------------------------------------------


def proposed_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Premises"), "kind": "wide"},
        {"label": _("Area")},
        {"label": _("Day"), "kind": "date"},
        {"label": pgettext("planner", "Team"), "kind": "num"},
        {"label": pgettext("planner", "Bodies"), "kind": "name"},
        {"label": pgettext("planner", "Checks"), "kind": "num"},
        {"label": _("Why"), "kind": "wide"},
    ]


def tell_proposed(
    visits: Sequence[Proposed],
    proposal: Proposal,
    places: Mapping[int, Any],
    names: Mapping[int, str],
    query: str,
) -> list[dict[str, Any]]:
    """Return the rows of a page of the proposal; each leads to what is due at its place."""
    rows = []
    for visit in visits:
        place = places[visit.premises]
        marks = _marks(visit, proposal)
        cells = [
            {
                "text": place.name,
                "href": reverse("visiting:place", args=[place.pk]) + (f"?{query}" if query else ""),
                "sub": f"{place.code} · {place.address}",
            },
            named(place.reporting_area.short_name, place.reporting_area.name_en),
            visit.on.isoformat() if visit.on else "—",
            f"{visit.team}-{visit.turn}" if visit.on else "—",
            {
                "text": names.get(visit.bodies[0], "?"),
                "sub": _(", ").join(names.get(b, "?") for b in visit.bodies[1:]),
            },
            {
                "text": len(visit.checks),
                "sub": _("%(n)s visits apart") % {"n": visit.separate} if visit.separate > 1 else "",
            },
            {"text": short(visit), "sub": " · ".join(marks)},
        ]
        rows.append({"cells": cells, "tone": "warn"} if marks else {"cells": cells})
    return rows


def short(visit: Proposed) -> str:
    """Return the deadlines with their sources, the first first."""
    parts = [f"{Source(check.source).label} {check.latest:%m-%d}" for check in visit.checks]
    return _(", ").join(dict.fromkeys(parts))


def _marks(visit: Proposed, proposal: Proposal) -> list[str]:
    marks = []
    if visit.late:
        marks.append(_("Overdue"))
    if visit.on is None:
        marks.append(_("Without a day"))
    if proposal.is_over(visit):
        marks.append(
            _("Visit %(n)s of the year, term %(most)s")
            % {"n": proposal.reaches(visit), "most": proposal.terms.visits_year}
        )
    return marks


def check_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Check"), "kind": "wide"},
        {"label": _("Why it is due")},
        {"label": _("Body"), "kind": "name"},
        {"label": _("From"), "kind": "date"},
        {"label": _("Due by"), "kind": "date"},
        {"label": _("What meets it"), "kind": "name"},
    ]


def tell_checks(checks: Iterable[Check], names: Mapping[int, str]) -> list[list[Any]]:
    return [
        [
            {"text": check.title, "href": address_of(check.case_kind, check.case_id)},
            str(Source(check.source).label),
            names.get(check.body, "?"),
            check.earliest.isoformat(),
            check.latest.isoformat(),
            _meets(anyone=check.anyone),
        ]
        for check in checks
    ]


def _meets(*, anyone: bool) -> str:
    return _("Anybody’s visit") if anyone else _("A visit of this body")


# -- arranged visits ---------------------------------------------------------------------------------------------------


def arranged_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Premises"), "kind": "wide"},
        {"label": _("Area")},
        {"label": _("State")},
        {"label": _("Day"), "kind": "date", "sort": "day"},
        {"label": pgettext("planner", "Team"), "kind": "num"},
        {"label": _("Leading body"), "kind": "name"},
        {"label": pgettext("planner", "Bodies"), "kind": "num"},
        {"label": pgettext("planner", "Checks"), "kind": "num"},
        {"label": _("Visits saved"), "kind": "num"},
    ]


def tell_arranged(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the arranged visits with these keys, in their order. One query."""
    rows: dict[int, list[Any]] = {}
    found = ArrangedVisit.objects.filter(pk__in=keys).select_related("premises", "area", "lead")
    for visit in found:
        state = ArrangedState(visit.state)
        rows[visit.pk] = [
            {"text": visit.number, "href": reverse("visiting:arranged", args=[visit.pk])},
            visit.premises.name,
            named(visit.area.short_name, visit.area.name_en),
            {"text": str(state.label), "tone": TONES[state]},
            visit.planned_on.isoformat(),
            f"{visit.team}-{visit.turn or 1}" if visit.team else "—",
            visit.lead.label,
            visit.bodies,
            visit.checks,
            visit.saved,
        ]
    return arranged_columns(), [rows[key] for key in keys if key in rows]


def tell_parts(visit: ArrangedVisit, due: set[str]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the checks of an arranged visit with how they stand: `due` are the codes still due. One query."""
    columns = [*check_columns()[:-1], {"label": _("How it stands"), "kind": "name"}]
    rows: list[list[Any]] = []
    for part in ArrangedCheck.objects.filter(visit=visit.pk).select_related("organisation").order_by("pk"):
        if part.dropped:
            rows.append(
                [part.code, "—", "—", "—", "—", {"text": str(Dropped(part.dropped).label), "sub": part.note}]
            )
            continue
        rows.append(
            [
                {"text": part.title, "href": address_of(part.case_kind, part.case_id)},
                str(Source(part.source).label),
                part.organisation.label if part.organisation else "—",
                part.earliest.isoformat() if part.earliest else "—",
                part.latest.isoformat() if part.latest else "—",
                _stands(visit, part, due),
            ]
        )
    return columns, rows


def _stands(visit: ArrangedVisit, part: ArrangedCheck, due: set[str]) -> Any:
    if visit.state != ArrangedState.ARRANGED:
        return "—"
    if part.code in due:
        late = part.latest is not None and part.latest < clock.today()
        return {"text": _("Overdue"), "tone": "bad"} if late else _("Still due")
    return {"text": _("Done or ended since: it needs no visit any more"), "tone": "good"}


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    rows = ArrangedVisit.objects.filter(pk__in=keys).select_related("premises", "area")
    return {
        visit.pk: CaseWords(
            f"{visit.premises.name} · {visit.planned_on:%m-%d}",
            visit.area.short_label,
            reverse("visiting:arranged", args=[visit.pk]),
            visit.number,
        )
        for visit in rows
    }


TELLERS["arranged_visit"] = tell_cases
VISIBLE["arranged_visit"] = lambda actor, pk: ArrangedVisit.objects.within(actor.scope).filter(pk=pk).exists()
