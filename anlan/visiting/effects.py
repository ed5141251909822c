"""What arranging a visit looks up and writes: which of the chosen checks are still due, who leads, what it saves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext_lazy

from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.org.models import Organisation
from anlan.org.models.areas import below
from anlan.plans.models import JointVisit
from anlan.plans.rules import is_office
from anlan.visiting.checks import Check, Question
from anlan.visiting.gathering import gather
from anlan.visiting.merging import Span, separately
from anlan.visiting.models import ArrangedCheck, ArrangedVisit, Dropped
from anlan.visiting.proposal import needed
from anlan.visiting.terms import Terms, terms

FARTHEST_DAYS = 92
WAITS_DAYS = 3
"""So long after its day an arranged visit waits for the visit to be put down; then its checks are due again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The chosen checks that are still due, and those that are not, each with why."""

    kept: list[Check]
    dropped: list[tuple[str, Dropped, str]]


def standing(taken: Taken) -> Standing:
    """Weigh the chosen checks as they stand now. Some queries."""
    given, today = taken.input, _today(taken)
    asked = Question(
        today,
        max(given["planned_on"], today) + timedelta(days=FARTHEST_DAYS),
        today,
        premises=given["premises"].pk,
    )
    codes = codes_of(given["checks"])
    found = {check.code: check for check in gather(taken.by.scope, asked, terms(today)).everything()}
    missing = [code for code in codes if code not in found]
    taken_by = {
        row.code: row.visit
        for row in ArrangedCheck.objects.filter(code__in=missing, is_live=True).select_related("visit")
    }
    dropped = []
    for code in missing:
        if other := taken_by.get(code):
            dropped.append((code, Dropped.TAKEN, f"{other.number} · {other.planned_on}"))
        else:
            dropped.append((code, Dropped.DONE, _done(code, given["premises"].pk)))
    return Standing([found[code] for code in codes if code in found], dropped)


def codes_of(text: str) -> list[str]:
    return list(dict.fromkeys(code.strip() for code in text.replace("，", ",").split(",") if code.strip()))


def _done(code: str, premises: int) -> str:
    """Return by which visit a plan's or a draw's check was met, as far as it can be told."""
    if code.startswith("owed:"):
        return ""
    visit = (
        Visit.objects.recorded()
        .filter(premises=premises, is_counted=True)
        .order_by("-visited_on", "-pk")
        .first()
    )
    return f"{visit.number} · {visit.visited_on}" if visit else ""


def _today(taken: Taken) -> date:
    return clock.local_day(taken.now or taken.at)


def is_sound(_case: None, taken: Taken) -> Decision:
    """Tell whether something of what was chosen is still due, and the day meets all of it."""
    given, today, day = taken.input, _today(taken), taken.input["planned_on"]
    if not today <= day <= today + timedelta(days=FARTHEST_DAYS):
        return denied(
            gettext_lazy("A visit is arranged for one of the next %(days)s days") % {"days": FARTHEST_DAYS},
            code="planner.day",
        )
    held = terms(day)
    if held.is_quiet(day):
        return denied(
            gettext_lazy("%(day)s is a quiet day: no visit is planned for it") % {"day": day},
            code="planner.quiet",
        )
    kept = standing(taken).kept
    if not kept:
        return denied(
            gettext_lazy(
                "None of these checks is due any more: they were done, have ended, or stand in another arranged visit"
            ),
            code="planner.nothing",
        )
    for check in kept:
        if not _meets(check, day, today, held):
            return denied(
                gettext_lazy("“%(check)s” may be done from %(first)s to %(last)s: %(day)s does not meet it")
                % {"check": check.title, "first": check.earliest, "last": check.latest, "day": day},
                code="planner.window",
            )
    return _lead_is_sound(kept, given["lead"], taken)


def _meets(check: Check, day: date, today: date, held: Terms) -> bool:
    """Tell whether a check may be made on a day; one that is overdue, or has no open day left, on any later one."""
    if check.earliest > day:
        return False
    return day <= check.latest or not held.open_days(max(check.earliest, today), check.latest)


def _lead_is_sound(kept: Sequence[Check], lead: Any, taken: Taken) -> Decision:
    able = _may_lead(kept, taken)
    if not able:
        return denied(
            gettext_lazy("None of these checks is of your body, or of a body of your office’s area"),
            code="planner.arrange",
        )
    if lead is not None and lead.pk not in able:
        return denied(
            gettext_lazy(
                "%(body)s cannot lead this visit: it has none of its checks, or does not answer to you"
            )
            % {"body": lead.label},
            code="planner.lead",
        )
    return ALLOWED


def _may_lead(kept: Sequence[Check], taken: Taken) -> list[int]:
    """Return the bodies that the actor may have lead, the one that would first: the own one; for an office those of its
    area, and of them whose own visit is asked for. One query."""
    assert taken.via is not None
    own, ordered = taken.via.organisation_id, in_order(kept)
    bodies = list(dict.fromkeys([*needed(ordered), *(check.body for check in ordered)]))
    if is_office(taken.via):
        there = Organisation.objects.filter(below(taken.via.area_path, "area__path"), pk__in=bodies)
        able = set(there.values_list("pk", flat=True))
    else:
        able = {own}
    return sorted((body for body in bodies if body in able), key=lambda body: body != own)


def lead_of(kept: Sequence[Check], taken: Taken) -> int:
    """Return who leads: as told, the own body where it has a check, else the body whose check is due first."""
    given = taken.input["lead"]
    return int(given.pk) if given is not None else _may_lead(kept, taken)[0]


def in_order(checks: Iterable[Check]) -> list[Check]:
    return sorted(checks, key=lambda one: (one.latest, one.earliest, one.code))


def alone(checks: Iterable[Any], today: date) -> int:
    """Return how many visits checks (or their rows) take from a day on where each body goes for itself."""
    return separately(
        [
            Span(
                one.code,
                _body(one),
                max(one.earliest, today).toordinal(),
                max(one.latest, today).toordinal(),
                one.anyone,
            )
            for one in checks
        ]
    )


def _body(one: Any) -> int:
    return int(one.body if isinstance(one, Check) else one.organisation_id)


def arranged(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given, today = taken.input, _today(taken)
    kept, premises = standing(taken).kept, given["premises"]
    lead = lead_of(kept, taken)
    separate = alone(kept, today)
    waiting = [check for check in kept if check.latest >= today]
    return {
        "premises_id": premises.pk,
        "area_id": premises.reporting_area_id,
        "area_path": premises.area_path,
        "sector_id": premises.sector_id,
        "lead_id": lead,
        "organisation_id": taken.via.organisation_id,
        "arranged_by_id": taken.by.person_id,
        "arranged_on": today,
        "planned_on": given["planned_on"],
        "first_day": max([today, *(check.earliest for check in kept)]),
        "last_day": min((check.latest for check in waiting), default=given["planned_on"]),
        "team": given["team"],
        "turn": given["turn"],
        "checks": len(kept),
        "bodies": len({lead, *needed(kept)}),
        "separate": separate,
        "saved": separate - 1,
    }


def write_checks(case: Any, taken: Taken, _seq: int) -> None:
    """Write down the checks. Raises IntegrityError where another planner took one since it was weighed: weigh anew."""
    now = standing(taken)
    if len(now.kept) != case.checks:
        raise IntegrityError("a check was taken between the look and the writing")
    today = _today(taken)
    rows = [
        ArrangedCheck(
            visit_id=case.id,
            code=check.code,
            source=check.source,
            organisation_id=check.body,
            title=check.title[:120],
            case_kind=check.case_kind,
            case_id=check.case_id,
            earliest=check.earliest,
            latest=check.latest,
            is_late=check.latest < today,
            anyone=check.anyone,
        )
        for check in in_order(now.kept)
    ]
    rows += [
        ArrangedCheck(visit_id=case.id, code=code[:60], dropped=why, note=note[:200], is_live=False)
        for code, why, note in now.dropped
    ]
    ArrangedCheck.objects.bulk_create(rows)


# -- the end -----------------------------------------------------------------------------------------------------------


def parts_of(case: Any) -> list[ArrangedCheck]:
    return list(ArrangedCheck.objects.filter(visit=case.id, dropped="").order_by("latest", "pk"))


def present(case: Any, visit: Visit) -> set[int]:
    """Return the bodies that came: who leads, who agreed to come along, and whoever put the visit down."""
    pairs = JointVisit.objects.filter(arranged=case.id, agreed_by__isnull=False)
    agreed = {body for pair in pairs.values_list("proposer", "partner") for body in pair}
    return agreed | {case.lead_id, visit.organisation_id}


def visit_fits(case: Any, taken: Taken) -> Decision:
    """Tell whether a visit is the one arranged: there, counted, by one of its bodies, not before it was arranged."""
    visit = taken.input["visit"]
    if visit.premises_id != case.premises_id:
        return denied(gettext_lazy("That visit was made to another place"), code="planner.place")
    if visit.organisation_id not in {case.lead_id, *(part.organisation_id for part in parts_of(case))}:
        return denied(gettext_lazy("That visit was made by none of its bodies"), code="planner.body")
    if not visit.is_counted:
        return denied(gettext_lazy("No inspection was made on that visit"), code="planner.not_made")
    if visit.visited_on < case.arranged_on:
        return denied(gettext_lazy("That visit was made before this one was arranged"), code="planner.before")
    if ArrangedVisit.objects.filter(visit=visit.pk).exists():
        return denied(gettext_lazy("That visit is another arranged one already"), code="planner.twice")
    return ALLOWED


def made(case: Any, taken: Taken) -> dict[str, Any]:
    """Count only the bodies that came: whoever declined goes for itself, and nothing is saved by it."""
    visit = taken.input["visit"]
    there = present(case, visit)
    parts = [part for part in parts_of(case) if part.anyone or part.organisation_id in there]
    separate = alone(parts, case.arranged_on) if parts else 1
    return {"visit_id": visit.pk, "separate": separate, "saved": separate - 1}


def called_off(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"reason": taken.input["reason"]}


def free_checks(case: Any, _taken: Taken, _seq: int) -> None:
    """From now on they may stand in another arranged visit."""
    ArrangedCheck.objects.filter(visit=case.id).update(is_live=False)


def has_passed(case: Any) -> Decision:
    if case.planned_on + timedelta(days=WAITS_DAYS) >= clock.today():
        return denied(gettext_lazy("Its day has not passed by long enough"), code="planner.waits")
    return ALLOWED


def lapsing(today: date) -> Any:
    """Return the arranged visits whose day passed and that nobody put down."""
    return ArrangedVisit.objects.filter(
        Q(state="arranged"), planned_on__lt=today - timedelta(days=WAITS_DAYS)
    ).order_by("pk")


def dropped_told(parts: Iterable[ArrangedCheck]) -> list[str]:
    """Say which of the chosen checks dropped out, and why."""
    return [
        f"{Dropped(part.dropped).label}" + (f" ({part.note})" if part.note else "")
        for part in parts
        if part.dropped
    ]
