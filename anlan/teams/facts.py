"""What must be so before a step of a team is taken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.inspections.models import Qualification, QualificationKind
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.org.models import Area
from anlan.premises.models import Premises
from anlan.teams.models import (
    DayState,
    HandOver,
    HandOverState,
    MemberRole,
    Team,
    TeamDay,
    TeamKind,
    TeamMember,
    TeamVisit,
)
from anlan.teams.reading import codes_in

LONGEST_DAYS = 366
REPORTING_DEPTH = 1
"""Depth in the tree of the reporting areas: counties, districts and functional zones below the city."""
MOST_STOPS = 60


def today_of(taken: Taken) -> date:
    return clock.local_day(taken.now or taken.at)


def days_are_sound(first: date, last: date | None) -> Decision:
    if last is not None and last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if last is not None and last - first >= timedelta(days=LONGEST_DAYS):
        return denied(_("A team goes out for a year at most: then set up another"), code="team.long")
    return ALLOWED


def is_in_order(_case: None, taken: Taken) -> Decision:
    """Tell whether a team may be set up like this: days, area, name, and everybody qualified on its first day."""
    given = taken.input
    area: Area = given["area"]
    if given["kind"] == TeamKind.STATIONED and area.depth != REPORTING_DEPTH:
        return denied(
            _("A stationed team is for one county, district or functional zone"), code="team.station_area"
        )
    for sound in (
        days_are_sound(given["first_day"], given["last_day"]),
        _is_new(given["name"], area.pk, given["first_day"]),
        _fits_period(given, area.path or ""),
        qualified(given["experts"], QualificationKind.EXPERT, given["first_day"]),
        qualified(given["officers"], QualificationKind.OFFICER, given["first_day"]),
    ):
        if not sound:
            return sound
    return ALLOWED


def _is_new(name: str, area_id: int, first: date, but: int = 0) -> Decision:
    if Team.objects.at_work().filter(name=name, area=area_id, first_day=first).exclude(pk=but).exists():
        return denied(
            _("There is a team of this name for this area from this day on already"), code="team.double"
        )
    return ALLOWED


def _fits_period(given: Any, area_path: str) -> Decision:
    """A team may come before a period and leave after it; one that never meets it does not belong to it."""
    period = given["period"]
    if period is None:
        return ALLOWED
    last = given["last_day"] or date.max
    if last < period.first_day or given["first_day"] > period.last_day:
        return denied(_("The team has no day in this special period"), code="team.period")
    if not (area_path.startswith(period.area_path) or period.area_path.startswith(area_path)):
        return denied(_("This special period holds in another area"), code="team.period")
    return ALLOWED


def qualified(people: list[Qualification], kind: str, day: date) -> Decision:
    """Tell whether everybody named is, on a day, an expert on record, or an officer with a valid certificate."""
    for one in people:
        if one.kind != kind:
            told = (
                _("%(name)s is not on record as an expert")
                if kind == QualificationKind.EXPERT
                else _("%(name)s has no certificate as an enforcement officer")
            )
            return denied(told % {"name": one.name}, code=f"team.{kind}")
        if not one.stands_on(day):
            told = (
                _("%(name)s was no expert on record on %(day)s")
                if kind == QualificationKind.EXPERT
                else _("The certificate of %(name)s was not valid on %(day)s")
            )
            return denied(told % {"name": one.name, "day": day.isoformat()}, code=f"team.{kind}_day")
    return ALLOWED


def amends_soundly(team: Any, taken: Taken) -> Decision:
    """What is on record stays within the team's days: visits, logs, members."""
    given = taken.input
    first, last = given["first_day"], given["last_day"]
    for sound in (
        days_are_sound(first, last),
        _is_new(given["name"], team.area_id, first, team.id),
        _fits_period(given, team.area_path),
        nothing_lies_outside(team, first, last),
    ):
        if not sound:
            return sound
    return ALLOWED


def nothing_lies_outside(team: Any, first: date, last: date | None) -> Decision:
    days = set(TeamVisit.objects.named().filter(team=team.id).values_list("visited_on", flat=True).distinct())
    days |= set(TeamDay.objects.filter(team=team.id, state=DayState.WRITTEN).values_list("day", flat=True))
    outside = sorted(day for day in days if day < first or (last is not None and day > last))
    if outside:
        return denied(
            _("A visit or log of %(day)s is on record: that day must stay among the team’s days")
            % {"day": outside[0].isoformat()},
            code="team.outside",
        )
    return ALLOWED


def joins_soundly(team: Any, taken: Taken) -> Decision:
    given = taken.input
    day = given["first_day"]
    if not (there := _is_a_day(team, day)):
        return there
    one: Qualification | None = given["qualification"]
    if given["role"] == MemberRole.MEMBER:
        if one is not None or not (given["name"] or given["person"]):
            return denied(
                _("A member is named by name or account; the register is for experts and officers"),
                code="team.member_name",
            )
        name = given["name"] or given["person"].name
    elif one is None:
        return denied(_("Choose the expert or officer from the register"), code="team.register")
    elif not (fits := qualified([one], given["role"], day)):
        return fits
    else:
        name = one.name
    there_already = TeamMember.objects.filter(team=team.id, role=given["role"], last_day=None)
    same = there_already.filter(qualification=one) if one else there_already.filter(name=name)
    if same.exists():
        return denied(_("%(name)s is in the team already") % {"name": name}, code="team.member_twice")
    return ALLOWED


def _is_a_day(team: Any, day: date) -> Decision:
    if day < team.first_day:
        return denied(
            _("The team exists from %(day)s on only") % {"day": team.first_day.isoformat()},
            code="team.before",
        )
    if team.last_day is not None and day > team.last_day:
        return denied(
            _("The team was there until %(day)s only") % {"day": team.last_day.isoformat()}, code="team.after"
        )
    return ALLOWED


is_a_day = _is_a_day


def leaves_soundly(team: Any, taken: Taken) -> Decision:
    member: TeamMember = taken.input["member"]
    if member.team_id != team.id:
        return denied(_("This is nobody of this team"), code="team.stranger")
    if member.role == MemberRole.LEADER:
        return denied(_("A leader goes when another leads: change the leader"), code="team.leader_leaves")
    if taken.input["last_day"] < member.first_day:
        return denied(_("The last day lies before the first"), code="days.order")
    return _is_a_day(team, taken.input["last_day"])


def leads_soundly(team: Any, taken: Taken) -> Decision:
    day = taken.input["first_day"]
    now = TeamMember.objects.filter(team=team.id, role=MemberRole.LEADER, last_day=None).first()
    if now is not None and day <= now.first_day:
        return denied(
            _("%(name)s leads since %(day)s: another can lead from a later day on")
            % {"name": now.name, "day": now.first_day.isoformat()},
            code="team.leader_day",
        )
    return _is_a_day(team, day)


def plans_soundly(team: Any, taken: Taken) -> Decision:
    """The day is the team's, and each code is an active place of its area."""
    if not (there := _is_a_day(team, taken.input["day"])):
        return there
    codes = codes_in(taken.input["places"])
    if len(codes) > MOST_STOPS:
        return denied(
            _("A day has at most %(most)s places; these are %(count)s")
            % {"most": MOST_STOPS, "count": len(codes)},
            code="team.many_places",
        )
    known = dict(Premises.objects.filter(code__in=codes, is_active=True).values_list("code", "area_path"))
    for code in codes:
        if not known.get(code, "").startswith(team.area_path):
            return denied(
                _("“%(code)s” is no active place in the area of the team") % {"code": code[:40]},
                code="team.place",
            )
    return ALLOWED


def ends_soundly(team: Any, taken: Taken) -> Decision:
    last = taken.input["last_day"]
    if last > today_of(taken):
        return denied(_("That day has not come yet"), code="team.early")
    if HandOver.objects.filter(team=team.id, state=HandOverState.HANDED).exists():
        return denied(_("A hand-over waits for its second signature"), code="team.handover_open")
    if not (sound := days_are_sound(team.first_day, last)):
        return sound
    return nothing_lies_outside(team, team.first_day, last)


def nothing_hangs_on_it(team: Any, _taken: Taken) -> Decision:
    if (
        TeamVisit.objects.named().filter(team=team.id).exists()
        or TeamDay.objects.filter(team=team.id, state=DayState.WRITTEN).exists()
        or HandOver.objects.standing().filter(team=team.id).exists()
    ):
        return denied(
            _("Visits, logs or hand-overs of the team are on record: end it, what was stays"),
            code="team.used",
        )
    return ALLOWED
