"""What the page of a case of installations shows beside its facts, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.evidence.shown import of_case
from anlan.installations.duty_packs import pack_on
from anlan.installations.grading import label, shown, substance_of
from anlan.installations.kinds import Archive, Role, TaskState
from anlan.installations.mapped import map_of
from anlan.installations.models import GuaranteePost, GuaranteeTask, PlantAlarm, Term
from anlan.installations.packs import edition, edition_on
from anlan.installations.reckoning import grading_of, holdings_of, reckon
from anlan.installations.rows import KINDS, TONES
from anlan.installations.views.parks import of_park
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.org.scope import Actor

MOST_SHOWN = 10


def _steps(outcome: Any) -> list[dict[str, Any]]:
    rules = edition(outcome.edition)
    return [
        {
            "name": line.holding.name,
            "known": label(known) if (known := substance_of(line.holding, rules)) else "",
            "tonnes": f"{line.holding.tonnes:f}",
            "q": shown(line.q),
            "q_from": line.q_from,
            "ratio": shown(line.ratio),
            "beta": shown(line.beta),
            "beta_from": line.beta_from,
            "weighted": shown(line.weighted),
            "parts": [(part.name, f"{part.percent:f}") for part in line.holding.components],
        }
        for line in outcome.lines
    ]


def _posts(case: Any, actor: Actor) -> list[dict[str, Any]]:
    """Return the posts in their order: who holds each today, by its term, and whether it was acknowledged."""
    today = clock.today()
    terms = {term.role: term for term in Term.objects.filter(installation=case.pk).meeting(today, today)}
    rows = GuaranteePost.objects.within(actor.scope).filter(installation=case.pk).exclude(state="closed")
    found = {post.role: post for post in rows}
    return [
        {
            "role": Role(role).label,
            "post": found[role],
            "term": terms.get(role),
            "href": reverse("installations:case", args=["guarantee_post", found[role].pk]),
        }
        for role in Role.values
        if role in found
    ]


def _tables(kind: str, rows: Any) -> tuple[Any, Any]:
    return KINDS[kind].table(list(rows.order_by("-id").values_list("pk", flat=True)[:MOST_SHOWN]))


def of_installation(case: Any, actor: Actor) -> dict[str, Any]:
    outcome = grading_of(case)
    there = {one.item: one for one in case.archive.all()}
    archive = [(Archive(item).label, there.get(item)) for item in Archive.values]
    scope = actor.scope
    open_tasks = GuaranteeTask.objects.within(scope).filter(installation=case.pk, state=TaskState.DUE)
    task_columns, task_rows = _tables("guarantee_task", open_tasks)
    alarm_columns, alarm_rows = _tables(
        "plant_alarm", PlantAlarm.objects.within(scope).filter(installation=case.pk)
    )
    return {
        "grading": outcome,
        "steps": _steps(outcome) if outcome else [],
        "told": {name: shown(getattr(outcome, name)) for name in ("s", "alpha", "r")} if outcome else {},
        "map_href": map_of(case, actor),
        "today_outcome": None if outcome else _today(case),
        "is_due": case.is_kept and case.review_due_on < clock.today(),
        "posts": _posts(case, actor),
        "archive": archive,
        "missing": sum(one is None for _label, one in archive),
        "task_columns": task_columns,
        "task_rows": task_rows,
        "alarm_columns": alarm_columns,
        "alarm_rows": alarm_rows,
    }


def _today(case: Any) -> str:
    """Tell what the method in force today needs to grade an old filing anew."""
    rules = edition_on(clock.today())
    found = holdings_of(case)
    if not found:
        return _("By %(edition)s it cannot be graded: the filing names no substances.") % {
            "edition": rules.code
        }
    try:
        outcome = reckon(found, 0, clock.today())
    except AnlanError as fault:
        return str(fault)
    least = shown(outcome.s)
    return _("By %(edition)s S is %(s)s; R asks for the residents within 500 m: assess it anew.") % {
        "edition": rules.code,
        "s": least,
    }


def of_post(case: Any, _actor: Actor) -> dict[str, Any]:
    pack = pack_on(clock.today())
    return {
        "terms": list(case.terms.order_by("-from_day", "-id")),
        "duties": list(pack.answers_for.get(case.role, ())) if pack else [],
        "today": clock.today(),
        "installation_href": reverse("installations:case", args=["installation", case.installation_id]),
    }


def of_task(case: Any, _actor: Actor) -> dict[str, Any]:
    return {
        "pledge": getattr(case, "pledge", None),
        "pictures": of_case("guarantee_task", case.pk),
        "is_over": case.state == TaskState.DUE and case.due_at < clock.now(),
        "tone": TONES[case.state],
    }


EXTRAS: Mapping[str, Callable[[Any, Actor], dict[str, Any]]] = {
    "installation": of_installation,
    "park": of_park,
    "guarantee_post": of_post,
    "guarantee_task": of_task,
}
