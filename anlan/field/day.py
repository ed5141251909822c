"""A person's day for the phone: where to go, what is open there, what was seen last, by which lists; nothing else.

Everything is cut to the person's scope. Telephone numbers stay out: each look at one is asked for and written down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from anlan.assignments.models import LeaderTerm
from anlan.checklists.models import Checklist, ChecklistItem, Method
from anlan.evidence.models import Attachment, Role
from anlan.field.merging import standing
from anlan.field.phrases import phrases
from anlan.hazards import rules
from anlan.hazards.models import GONE_STATES, OPEN_STATES, RECTIFIED_STATES, Category, Grade, Hazard, State
from anlan.inspections.models import Mode, Outcome, Qualification, QualificationKind, Result, Signature, Visit
from anlan.kernel import clock
from anlan.obligations.models import Kind, Obligation
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises
from anlan.search.finding import find
from anlan.teams.models import Team, TeamMember, TeamStop

MOST_PLACES = 150
MOST_PER_PLACE = 30
LAST_VISITS = 3
ON_SITE = (Kind.RECTIFY, Kind.SIGN_FOR, Kind.LOOK_BACK, Kind.ACCEPT, Kind.ASSIGN)


def tell(actor: Actor, *, now: datetime, more: Iterable[int] = ()) -> dict[str, Any]:
    """Return the day of a person as data; `more` are places that were looked up and stay on the phone."""
    day = clock.local_day(now)
    teams = _teams(actor, day)
    stops = _stops(teams, day)
    keys = list(dict.fromkeys([*stops, *more, *_due(actor), *_known(actor)]))[:MOST_PLACES]
    places = tell_places(actor, keys, teams=stops)
    paths = {one["area_path"] for one in places}
    for one in places:
        del one["area_path"]
    return {
        "now": now,
        "day": day,
        "person": {"id": actor.person_id, "name": actor.name, "posts": [post.title for post in actor.posts]},
        "may": {
            "visit": actor.may(Permission.VISIT_RECORD),
            "hazard": actor.may(Permission.HAZARD_RECORD),
            "claim": actor.may(Permission.HAZARD_CLAIM),
        },
        "teams": [{"id": team.pk, "name": team.name, "area_path": team.area_path} for team in teams],
        "places": places,
        "checklists": _checklists({one["sector"]["code"] for one in places}, day),
        "people": _people(paths, day) if actor.may(Permission.VISIT_RECORD) else {},
        "labels": labels(),
        "phrases": phrases(),
    }


def labels() -> dict[str, Any]:
    choices: dict[str, Any] = {
        "mode": Mode, "outcome": Outcome, "result": Result, "signature": Signature, "grade": Grade,
        "category": Category, "state": State,
    }  # fmt: skip
    return {name: [[one.value, str(one.label)] for one in of] for name, of in choices.items()}


def _teams(actor: Actor, day: date) -> list[Team]:
    """Return the teams of the day in which the person is."""
    own = (
        TeamMember.objects.on(day).filter(person__in=sorted(actor.identities)).values_list("team", flat=True)
    )
    return [team for team in Team.objects.between(day, day) if team.pk in set(own)]


def _stops(teams: Sequence[Team], day: date) -> dict[int, int]:
    """Return place → team of the day's lists."""
    rows = TeamStop.objects.filter(team__in=[team.pk for team in teams], day=day).order_by("team", "pk")
    return dict(rows.values_list("premises", "team"))


def _due(actor: Actor) -> list[int]:
    """Return the places where the person's organisations owe something on site, the nearest due first."""
    bodies = sorted({post.organisation_id for post in actor.posts})
    owed = (
        Obligation.objects.open()
        .filter(owner__in=bodies, case_kind="hazard", kind__in=ON_SITE)
        .order_by("due_at", "pk")
    )
    cases = list(owed.values_list("case_id", flat=True)[: 4 * MOST_PLACES])
    at = dict(Hazard.objects.within(actor.scope).filter(pk__in=cases).values_list("pk", "premises"))
    return list(dict.fromkeys(at[case] for case in cases if case in at))


def _known(actor: Actor) -> list[int]:
    """Return the places of a business, and where the person was last."""
    if all(post.own_only for post in actor.posts):
        return list(
            Premises.objects.within(actor.scope).order_by("pk").values_list("pk", flat=True)[:MOST_PLACES]
        )
    rows = Visit.objects.within(actor.scope).recorded().filter(recorded_by=actor.person_id).order_by("-pk")
    return list(rows.values_list("premises", flat=True)[:20])


def look_up(actor: Actor, text: str) -> list[dict[str, Any]]:
    """Return places by a few words, within the scope, with what is open there."""
    active = Premises.objects.within(actor.scope).filter(is_active=True)
    found = tell_places(actor, find("premises", text, within=active, limit=10) if text.strip() else [])
    for one in found:
        del one["area_path"]
    return found


def tell_places(
    actor: Actor, keys: Sequence[int], *, teams: dict[int, int] | None = None
) -> list[dict[str, Any]]:
    """Return places with their open hazards and last visits; those with the nearest deadline first. Six queries."""
    rows = Premises.objects.within(actor.scope).filter(pk__in=keys, is_active=True)
    places = {one.pk: one for one in rows.select_related("reporting_area", "sector")}
    hazards = _hazards(actor, list(places))
    visits = _visits(actor, list(places))
    told = [
        {
            "id": one.pk,
            "code": one.code,
            "name": one.name,
            "address": one.address,
            "area": one.reporting_area.label,
            "area_path": one.area_path,
            "sector": {"code": one.sector.code, "name": one.sector.label},
            "kind": one.kind,
            "contact": one.contact_name,
            "team": (teams or {}).get(one.pk),
            "hazards": hazards.get(one.pk, []),
            "visits": visits.get(one.pk, []),
        }
        for one in places.values()
    ]
    order = {key: place for place, key in enumerate(keys)}
    return sorted(told, key=lambda one: (one["team"] is None, _nearest(one["hazards"]), order[one["id"]]))


def _nearest(hazards: Sequence[dict[str, Any]]) -> str:
    due = [one["due_at"].isoformat() for one in hazards if one["due_at"]]
    return min(due, default="9")


def _hazards(actor: Actor, places: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the hazards of places that are open, or are to be looked back at, with the steps that the person takes."""
    waits = Q(state__in=OPEN_STATES) | Q(state=State.LOOK_BACK) | Q(sampled_in__isnull=False)
    rows = list(
        Hazard.objects.within(actor.scope)
        .filter(waits, premises__in=places)
        .exclude(state__in=GONE_STATES)
        .order_by("due_at", "pk")[: MOST_PER_PLACE * max(1, len(places))]
    )
    pictures = _pictures([one.pk for one in rows])
    states = dict(State.choices)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in rows:
        if len(found[one.premises_id]) < MOST_PER_PLACE:
            found[one.premises_id].append(
                {
                    "id": one.pk,
                    "number": one.number,
                    "revision": one.revision,
                    "state": one.state,
                    "state_label": str(states[one.state]),
                    "category": one.category,
                    "found_on": one.found_on,
                    "due_at": one.due_at,
                    "rectification": one.rectification,
                    "signed_for": one.signed_for_at is not None,
                    "may": _may(actor, one),
                    "pictures": pictures.get(one.pk, []),
                    **standing("hazard", "", one),
                }
            )
    return found


def _may(actor: Actor, one: Hazard) -> list[str]:
    """Return the steps on site that this person could take on a hazard as it stands."""
    steps = []
    if one.state == State.ASSIGNED and rules.may_answer(actor, one):
        steps += ["claim"] if one.signed_for_at else ["sign_for", "claim"]
    if one.state in RECTIFIED_STATES and rules.may_look_back(actor, one):
        steps.append("look_back")
    return steps


def _pictures(hazards: Sequence[int]) -> dict[int, list[str]]:
    """Return the addresses of the small pictures from before, at most three of each."""
    rows = Attachment.objects.filter(case_kind="hazard", case_id__in=hazards, role=Role.BEFORE).order_by(
        "seq", "position"
    )
    found: dict[int, list[str]] = defaultdict(list)
    for case, file in rows.values_list("case_id", "file_id"):
        if len(found[case]) < 3:
            found[case].append(reverse("evidence:thumb", args=["hazard", case, file]))
    return found


def _visits(actor: Actor, places: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the last visits of places: when, by whom, how, with how many hazards."""
    modes, outcomes = dict(Mode.choices), dict(Outcome.choices)
    rows: Any = (
        Visit.objects.within(actor.scope)
        .recorded()
        .filter(premises__in=places, is_masked=False)
        .order_by("-visited_on", "-pk")
        .annotate(found=Count("hazards"))
        .select_related("organisation")
    )
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in rows[: 4 * LAST_VISITS * max(1, len(places))]:
        if len(told[one.premises_id]) < LAST_VISITS:
            told[one.premises_id].append(
                {
                    "number": one.number,
                    "on": one.visited_on,
                    "by": one.organisation.label,
                    "mode": str(modes[one.mode]),
                    "outcome": str(outcomes[one.outcome]),
                    "focus": one.focus,
                    "hazards": one.found,
                }
            )
    return told


def _checklists(sectors: set[str], day: date) -> list[dict[str, Any]]:
    """Return the lists in force for these sectors with their items; two queries."""
    lists = [one for one in Checklist.objects.in_force(day).order_by("code", "-version")
             if any(one.is_about(sector) for sector in sectors)]  # fmt: skip
    items: dict[int, list[ChecklistItem]] = defaultdict(list)
    for item in ChecklistItem.objects.filter(checklist__in=lists).order_by("checklist", "position"):
        items[item.checklist_id].append(item)
    methods = dict(Method.choices)
    return [
        {
            "id": one.pk,
            "title": one.label,
            "sectors": one.sectors,
            "items": [
                {
                    "id": item.pk,
                    "code": item.code,
                    "text": item.words,
                    "basis": item.basis,
                    "method": str(methods[item.method]),
                    "evidence": item.evidence,
                    "grade": item.default_grade,
                    "criterion": item.criterion_id,
                    "days": item.default_days,
                }
                for item in items[one.pk]
            ],
        }
        for one in lists
    ]


def _people(paths: set[str], day: date) -> dict[str, list[list[Any]]]:
    """Return the leaders, experts and officers of the day where the places lie, and above. Two queries."""
    above = sorted({step for path in paths for step in _steps_of(path)})
    leaders = LeaderTerm.objects.standing().on(day).filter(area_path__in=above).order_by("rank", "pk")
    people = Qualification.objects.standing().on(day).filter(area_path__in=above).order_by("name", "pk")
    told: dict[str, list[list[Any]]] = {kind: [] for kind in QualificationKind.values}
    for one in people[:400]:
        told[one.kind].append([one.pk, one.label])
    return {
        "leader": [[one.pk, one.label] for one in leaders[:60]],
        "experts": told[QualificationKind.EXPERT],
        "officers": told[QualificationKind.OFFICER],
    }


def _steps_of(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
