"""What a step adds to the tables beside an incident: the count, the grade that it became, the report with its paper."""

from __future__ import annotations

from typing import Any

from anlan.incidents import papers
from anlan.incidents.facts import COUNTED
from anlan.incidents.kinds import CountSource, ReportKind
from anlan.incidents.models import CasualtyCount, Classing, Report
from anlan.lifecycle.flow import Taken

CLASSED = ("kind", "grade", "reporting_grade", "category")
WORDS = ("to", "scope", "course", "measures", "trend", "on_scene", "requests", "signed_by", "phone_confirmed")


def keep_call(incident: Any, taken: Taken, _seq: int) -> None:
    """Keep the numbers of the call as its caller gave them, and the first grade."""
    _keep_count(
        incident,
        taken,
        CountSource.LEDGER if taken.ledger else CountSource.CALLER,
        told_by=taken.input.get("caller") or "",
        as_of=incident.received_at,
    )
    keep_class(incident, taken, _seq)


def keep_count(incident: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    _keep_count(
        incident, taken, given["source"], told_by=given["told_by"], as_of=given["as_of"] or taken.at,
        reason=given["reason"],
    )  # fmt: skip
    keep_class(incident, taken, seq)


def _keep_count(incident: Any, taken: Taken, source: str, **more: Any) -> None:
    CasualtyCount.objects.create(
        incident_id=incident.id,
        n=incident.revision,
        source=source,
        entered_by_id=taken.by.person_id,
        entered_at=taken.now or taken.at,
        **{name: taken.input[name] for name in COUNTED},
        **more,
    )


def keep_class(incident: Any, taken: Taken, _seq: int) -> None:
    """Keep what the incident is now, if that is another than before."""
    now = {name: getattr(incident, name) for name in CLASSED}
    last = Classing.objects.filter(incident=incident.id).order_by("-n").values(*CLASSED).first()
    if last != now:
        Classing.objects.create(incident_id=incident.id, n=incident.revision, at=taken.at, **now)


def _keep_report(kind: ReportKind, due: str) -> Any:
    def keep(incident: Any, taken: Taken, seq: int) -> None:
        report = Report(
            incident_id=incident.id,
            n=incident.revision,
            kind=kind,
            ordinal=incident.reports,
            follow_up=incident.follow_ups if kind == ReportKind.FOLLOW_UP else None,
            sent_at=taken.at,
            due_at=getattr(incident, due) if due else None,
            evaluation=taken.input.get("evaluation") or "",
            issuer_id=incident.organisation_id,
            written_by_id=taken.by.person_id,
            grade=incident.grade,
            **{name: taken.input[name] for name in WORDS},
            **{name: getattr(incident, name) for name in COUNTED},
        )
        if incident.is_real:
            report.paper_id = papers.issue(incident, report, seq).pk
        report.save(force_insert=True)

    return keep


keep_first = _keep_report(ReportKind.FIRST, "first_due_at")
keep_follow_up = _keep_report(ReportKind.FOLLOW_UP, "")
keep_final = _keep_report(ReportKind.FINAL, "final_due_at")
