"""Teams, their days and hand-overs as rows of a table, prepared from values."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.org.models import Area
from anlan.teams.models import (
    DayState,
    HandOver,
    HandOverState,
    LinkState,
    Team,
    TeamDay,
    TeamKind,
    TeamState,
    TeamVisit,
)

DAY_TONES: dict[str, str] = {DayState.MISSING: "bad", DayState.WRITTEN: "good", DayState.VOIDED: "neutral"}


def standing(team: Team, today: date) -> tuple[str, str]:
    """Return in words where a team stands on a day, and the tone of the words."""
    if team.state != TeamState.STANDING:
        return str(TeamState(team.state).label), "neutral"
    if today < team.first_day:
        return _("Ahead"), "info"
    if team.last_day is not None and today > team.last_day:
        return _("Over, not yet ended"), "warn"
    return _("At work"), "good"


def days(team: Team) -> str:
    return f"{team.first_day} – {team.last_day or ''}".strip()


def tell_teams(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the teams with these keys, in their order. Three queries."""
    today = clock.today()
    found = Team.objects.filter(pk__in=keys).select_related("area").in_bulk()
    logs: dict[int, tuple[int, int]] = {
        team: (written, without)
        for team, written, without in TeamDay.objects.filter(team__in=keys)
        .order_by()
        .values_list("team")
        .annotate(
            written=Count("pk", filter=Q(state=DayState.WRITTEN)),
            without=Count("pk", filter=Q(state=DayState.MISSING)),
        )
    }
    visits: dict[int, int] = dict(
        TeamVisit.objects.named()
        .filter(team__in=keys, visit__is_counted=True)
        .order_by()
        .values_list("team")
        .annotate(n=Count("pk"))
    )
    rows = []
    for key in keys:
        team = found.get(key)
        if team is None:
            continue
        text, tone = standing(team, today)
        written, without = logs.get(key, (0, 0))
        rows.append(
            [
                {"text": team.name, "href": reverse("teams:detail", args=[key])},
                str(TeamKind(team.kind).label),
                {"text": team.leader_name, "sub": team.leader_title},
                team.area.short_label,
                days(team),
                str(visits.get(key, 0)),
                str(written) if team.keeps_log else "—",
                {"text": str(without), "tone": "bad" if without else "neutral"} if team.keeps_log else "—",
                {"text": text, "tone": tone},
            ]
        )
    return team_columns(), rows


def team_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Team"), "kind": "wide"},
        {"label": _("Kind")},
        {"label": _("Team leader"), "kind": "name"},
        {"label": _("Area it is for")},
        {"label": _("Days"), "kind": "date"},
        {"label": _("Visits"), "kind": "num"},
        {"label": _("Logs"), "kind": "num"},
        {"label": _("Logs missing"), "kind": "num"},
        {"label": _("State")},
    ]


def tell_days(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the day logs with these keys, in their order. Two queries."""
    found = TeamDay.objects.filter(pk__in=keys).select_related("team", "area").in_bulk()
    visits: dict[tuple[int, date], int] = {
        (team, day): n
        for team, day, n in TeamVisit.objects.named()
        .filter(team__in={one.team_id for one in found.values()}, visit__is_counted=True)
        .filter(visited_on__in={one.day for one in found.values()})
        .order_by()
        .values_list("team", "visited_on")
        .annotate(n=Count("pk"))
    }
    heads = [
        {"label": _("Day"), "kind": "date", "sort": "day"},
        {"label": _("Team"), "kind": "name"},
        {"label": _("Area")},
        {"label": _("Where it was"), "kind": "name"},
        {"label": _("Visits"), "kind": "num"},
        {"label": _("What the team did"), "kind": "wide"},
        {"label": _("State")},
    ]
    rows = []
    for key in keys:
        if (one := found.get(key)) is None:
            continue
        what = _("No visit: %(why)s") % {"why": one.no_visit} if one.is_zero else one.done
        rows.append(
            [
                {"text": f"{one.day}", "href": reverse("teams:day", args=[one.team_id, f"{one.day}"])},
                one.team.name,
                one.area.short_label,
                one.place or "—",
                str(visits.get((one.team_id, one.day), 0)),
                what or "—",
                {"text": str(DayState(one.state).label), "tone": DAY_TONES[one.state]},
            ]
        )
    return heads, rows


def tell_handovers(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the hand-overs with these keys, in their order. One query."""
    tones = {HandOverState.HANDED: "warn", HandOverState.TAKEN: "good", HandOverState.WITHDRAWN: "neutral"}
    heads = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Day"), "kind": "date"},
        {"label": _("Handing side"), "kind": "name"},
        {"label": _("Receiving side"), "kind": "name"},
        {"label": _("Open hazards"), "kind": "num"},
        {"label": _("State")},
    ]
    found = HandOver.objects.filter(pk__in=keys).select_related("team", "to_team").in_bulk()
    rows = [
        [
            {"text": one.number, "href": reverse("teams:handover", args=[one.pk])},
            f"{one.day}",
            {"text": one.team.name, "sub": one.from_name},
            {"text": one.to_team.name, "sub": one.to_name},
            str(one.open_hazards),
            {"text": str(HandOverState(one.state).label), "tone": tones[HandOverState(one.state)]},
        ]
        for one in (found[key] for key in keys if key in found)
    ]
    return heads, rows


def tell_areas(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of areas with these keys, in their order. One query."""
    found = Area.objects.in_bulk(keys)
    heads = [{"label": _("Area"), "kind": "name"}, {"label": _("Code"), "kind": "code"}]
    return heads, [[found[key].label, found[key].code] for key in keys if key in found]


def _words_of_teams(keys: list[int]) -> dict[int, CaseWords]:
    return {
        team.pk: CaseWords(team.name, days(team), reverse("teams:detail", args=[team.pk]), team.number)
        for team in Team.objects.filter(pk__in=keys)
    }


def _words_of_days(keys: list[int]) -> dict[int, CaseWords]:
    return {
        one.pk: CaseWords(
            f"{one.team.name} · {one.day}",
            one.area.short_label,
            reverse("teams:day", args=[one.team_id, f"{one.day}"]),
            one.number,
        )
        for one in TeamDay.objects.filter(pk__in=keys).select_related("team", "area")
    }


def _words_of_handovers(keys: list[int]) -> dict[int, CaseWords]:
    return {
        one.pk: CaseWords(
            f"{one.team.name} → {one.to_team.name}",
            f"{one.day}",
            reverse("teams:handover", args=[one.pk]),
            one.number,
        )
        for one in HandOver.objects.filter(pk__in=keys).select_related("team", "to_team")
    }


def _words_of_links(keys: list[int]) -> dict[int, CaseWords]:
    rows = TeamVisit.objects.filter(pk__in=keys, state=LinkState.NAMED).select_related("team")
    return {
        one.pk: CaseWords(
            one.team.name, f"{one.visited_on}", reverse("teams:detail", args=[one.team_id]), one.number
        )
        for one in rows
    }


TELLERS["team"] = _words_of_teams
TELLERS["team_day"] = _words_of_days
TELLERS["team_handover"] = _words_of_handovers
TELLERS["team_visit"] = _words_of_links
