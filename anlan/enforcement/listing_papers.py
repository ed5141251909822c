"""The papers of a listing: the notice, the reply to an extension, the delisting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from anlan.enforcement import limits, wording
from anlan.enforcement.listing_facts import CASE
from anlan.enforcement.models import Level, ListingState
from anlan.hazards.models import Hazard
from anlan.inspections.models import Qualification
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.lifecycle.door import entry_input
from anlan.lifecycle.flow import Taken
from anlan.org.models import Organisation
from anlan.papers import serving


def issue_notice(case: Any, taken: Taken, seq: int) -> None:
    if case.state != ListingState.LISTED:
        return
    on = clock.local_day(taken.at)
    values = {
        **wording.of_place(case.premises_id),
        "hazard": _hazard(case),
        "basis": case.basis,
        "level": f"{wording.label(Level, case.level)}级",
        "leader": f"{case.leader_title}{case.leader_name}",
        "due": wording.day(case.due_on),
        "demands": wording.sentence(case.demands),
        "plan": wording.day(case.plan_by_on) or wording.day(on + timedelta(days=30)),
        "progress": str(limits.number("listing_progress_days", on)),
        "window": str(limits.number("extension_window_working_days", on)),
        "copies": _follower(case),
    }
    _issue("listing_notice", case, taken, seq, values)


def issue_reply(case: Any, taken: Taken, seq: int) -> None:
    """Issue the reply. The case has taken the answer over: the journal tells what was asked for."""
    granted = taken.input["decision"] == "approve"
    asked = _asked(case)
    values = {
        **wording.of_place(case.premises_id),
        "listed": wording.name_of(CASE, case.id),
        "asked": asked["until_on"],
        "reason": wording.sentence(asked["reason"]),
        "granted": "1" if granted else "",
        "refused": "" if granted else "1",
        "due": wording.day(case.due_on),
        "note": wording.sentence(taken.input["note"]),
    }
    _issue("extension_reply", case, taken, seq, values)


def _asked(case: Any) -> dict[str, str]:
    """Return what the last application asked for, as the journal keeps it. One query."""
    entry = Entry.objects.filter(case_id=case.id, step="ask_extension").order_by("-n")[0]
    given = entry_input(entry)
    return {"until_on": wording.day(date.fromisoformat(given["until_on"])), "reason": given["reason"]}


def issue_delisting(case: Any, taken: Taken, seq: int) -> None:
    names = Qualification.objects.filter(pk__in=case.experts).order_by("pk").values_list("name", flat=True)
    values = {
        **wording.of_place(case.premises_id),
        "listed": wording.name_of(CASE, case.id),
        "hazard": _hazard(case).rstrip("。"),
        "accepted": wording.day(clock.local_day(case.accepted_at)),
        "experts": "、".join(names),
        "acceptance": wording.sentence(case.acceptance),
        "note": wording.sentence(taken.input["note"]),
        "copies": _follower(case),
    }
    _issue("delisting_notice", case, taken, seq, values)


def _issue(code: str, case: Any, taken: Taken, seq: int, values: dict[str, str]) -> None:
    assert taken.via is not None
    by = taken.via.organisation_id  # the level that lists, whoever proposed it
    wording.issue(code, case, case_kind=CASE, seq=seq, at=taken.at, values=values, by=by)


def _hazard(case: Any) -> str:
    hazard = Hazard.objects.get(pk=case.hazard_id)
    return f"{hazard.description.rstrip('。；')}（{hazard.number}）。"


def _follower(case: Any) -> str:
    """Return the department that answers for the hazard: it gets a copy. One query."""
    department = Hazard.objects.filter(pk=case.hazard_id).values("department")
    return Organisation.objects.filter(pk__in=department).values_list("name", flat=True).first() or ""


def serve(case: Any, taken: Taken, seq: int) -> None:
    serving.serve(CASE, case.id, seq, taken.input, at=taken.at)
