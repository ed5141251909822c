"""The reminder letter at the third missed report of a month (domain brief §6.3): the clock proposes it, a person signs.

It belongs to the report that was missed third. Numbered as a paper, signed for by the unit; for a unit, a form and a
month there is one at most. What the office excused is not missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.period import month_end
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.obligations.inbox import INBOX, Waiting
from anlan.org.models import Organisation
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.papers import issuing
from anlan.papers.access import PAGES, SEEN
from anlan.papers.models import Paper
from anlan.reporting import formbook
from anlan.reporting.models import Due, DueQuerySet, DueState

KIND = "reporting.missed"
MISSES = 3
MOST_WAITING = 3
SETTLED = Q(letter_proposed_at__isnull=False) & (
    Q(state=DueState.OWED) | Q(letter_at__isnull=False) | Q(letter_dropped_at__isnull=False)
)
"""Reports whose month has its letter, or waits for it; one that was excused before anybody signed counts as none."""
SEEN["report"] = Due.objects.within
PAGES["report"] = "reporting:detail"


def missed(unit: int, form: str, day: date) -> DueQuerySet:
    """Return the reports of a form that never came in from a unit, in the month of a day."""
    month = (day.replace(day=1), month_end(day))
    return Due.objects.filter(
        organisation=unit, form=form, day__range=month, state=DueState.OWED, lapsed_at__isnull=False
    )


def month_of(due: Due) -> tuple[int, str, int]:
    return (due.organisation_id, due.form, due.day.year * 100 + due.day.month)


# -- what must be so -----------------------------------------------------------------------------------------


def is_missed_often(due: Any, _taken: Taken) -> Decision:
    """Look again inside the door: an excuse may have come between, or another run of the clock. Two queries."""
    month = (due.day.replace(day=1), month_end(due.day))
    same = Due.objects.filter(organisation=due.organisation_id, form=due.form, day__range=month)
    if same.filter(SETTLED).exists():
        return denied(_("It is done already."), code="report.done")
    if due.lapsed_at is None or missed(due.organisation_id, due.form, due.day).count() < MISSES:
        return denied(_("Fewer than three reports of this month were missed"), code="report.letter_early")
    return ALLOWED


def waits(due: Any) -> Decision:
    if due.letter_proposed_at is None or due.letter_at is not None or due.letter_dropped_at is not None:
        return denied(_("No reminder letter waits for a signature"), code=NOT_NOW)
    return ALLOWED


def waits_to_be_received(due: Any) -> Decision:
    if due.letter_at is None or due.letter_received_at is not None:
        return denied(_("There is no reminder letter to sign for"), code=NOT_NOW)
    return ALLOWED


# -- what the steps write ------------------------------------------------------------------------------------


def proposed(_due: Any, taken: Taken) -> dict[str, Any]:
    return {"letter_proposed_at": _now(taken)}


def signed(_due: Any, taken: Taken) -> dict[str, Any]:
    return {"letter_at": _now(taken)}


def dropped(_due: Any, taken: Taken) -> dict[str, Any]:
    return {"letter_dropped_at": _now(taken)}


def received(_due: Any, taken: Taken) -> dict[str, Any]:
    return {"letter_received_at": _now(taken)}


def _now(taken: Taken) -> datetime:
    return taken.now or taken.at


def issue(due: Any, taken: Taken, seq: int) -> None:
    """Number the letter and fix its words, in the transaction of its signature."""
    assert taken.via is not None
    bodies = issuing.bodies([due.organisation_id, taken.via.organisation_id])
    issuing.issue(
        KIND,
        case_kind="report",
        case_id=due.id,
        seq=seq,
        issuer=bodies[taken.via.organisation_id],
        recipient=bodies[due.organisation_id],
        at=taken.at,
        values=_values(due, taken),
    )


def _values(due: Any, taken: Taken) -> Mapping[str, str]:
    days = list(
        missed(due.organisation_id, due.form, due.day).order_by("day", "turn").values_list("day", flat=True)
    )
    with translation.override("zh-hans"):
        form = dict(formbook.choices(due.day)).get(due.form, due.form)
    return {
        "form": form,
        "unit": Organisation.objects.values_list("name", flat=True).get(pk=due.organisation_id),
        "month": f"{due.day.year}年{due.day.month}月",
        "misses": str(len(days)),
        "days": "、".join(f"{day.month}月{day.day}日" for day in dict.fromkeys(days)),
        "text": taken.input["text"],
    }


def waiting(dues: DueQuerySet) -> DueQuerySet:
    """Return the reports whose letter waits for a signature."""
    return dues.filter(
        letter_proposed_at__isnull=False, letter_at=None, letter_dropped_at=None, state=DueState.OWED
    )


def papers_of(due: Due) -> list[tuple[int, str]]:
    """Return (key, number) of the letters of a report. One query."""
    return list(
        Paper.objects.filter(case_kind="report", case_id=due.pk).order_by("pk").values_list("pk", "name")
    )


def on_the_list(actor: Actor) -> list[Waiting]:
    """Return what waits on the to-do page: letters to sign, and letters to sign for. Two queries."""
    told = []
    if actor.may(Permission.REPORT_DISPATCH):
        own = actor.organisation_ids()
        if count := waiting(Due.objects.within(actor.scope)).filter(collector__in=own).count():
            text = ngettext(
                "%(count)s reminder letter on missed reports waits for your signature",
                "%(count)s reminder letters on missed reports wait for your signature",
                count,
            )
            told.append(Waiting(text % {"count": count}, reverse("reporting:list") + "?letter=waiting"))
    if actor.may(Permission.REPORT_FILE):
        letters = Due.objects.filter(letter_at__isnull=False, letter_received_at=None)
        for due in letters.filter(organisation__in=actor.organisation_ids()).order_by("pk")[:MOST_WAITING]:
            text = gettext("A reminder letter on missed reports is to be signed for")
            told.append(Waiting(text, reverse("reporting:detail", args=[due.pk])))
    return told


INBOX.append(on_the_list)
