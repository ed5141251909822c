"""An incident at county a with a recommendation, a drill with its report, and a confirmation, for the walk."""

from __future__ import annotations

from typing import Any

from anlan.incidents.flow import TERM_FLOW
from anlan.incidents.models import ClockTerm, Confirmation, Incident, Recommendation
from anlan.incidents.tests.factories import call, confirm, recommend, reported
from anlan.lifecycle import door
from anlan.testing import actor


def _term() -> int:
    given = {"code": "report_minutes", "number": 90, "first_day": "2022-10-01", "basis": "安委〔2022〕12号"}
    return door.open_case(TERM_FLOW, "lay_down", by=actor("office1"), input=given).case_id


def of_incidents() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    incident = reported(call())
    drill = reported(call(step="drill"))
    return {
        "incidents.pk": incident.pk,
        "incidents.step": "note",
        "incidents:recommendation.pk": recommend(incident).pk,
        "incidents:take-recommendation.pk": recommend(incident, text="另一条整改建议").pk,
        "incidents:take-recommendation.step": "drop",
        "incidents:withdraw.pk": confirm("a", by="county1").case_id,
        "incidents:drill-paper.pk": drill.pk,
        "incidents:drill-paper.ordinal": 1,
        "incidents:take-term.pk": _term(),
        "incidents:take-term.step": "withdraw",
    }


def incident_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "incident": Incident.objects.get(pk=values["incidents.pk"]),
        "recommendation": Recommendation.objects.get(pk=values["incidents:recommendation.pk"]),
        "clock_term": ClockTerm.objects.get(pk=values["incidents:take-term.pk"]),
    }


def incident_things() -> dict[str, Any]:
    """Return the cases by the subjects of the API."""
    incident = reported(call())
    return {
        "incident": incident,
        "recommendation": recommend(incident),
        "clock_term": ClockTerm.objects.get(pk=_term()),
        "confirmation": Confirmation.objects.get(pk=confirm("a", by="county1").case_id),
    }
