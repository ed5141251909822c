"""What changed since a moment, in sentences: counted from the journal over what the reader may see.

Each sentence leads to exactly the rows that it counts. It tells of cases, never of people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from anlan.access.models import REFUSALS, Look, SignIn
from anlan.administration.models import Account, Appointment, Reorganisation
from anlan.hazards.listing import HAPPENED
from anlan.hazards.models import Hazard
from anlan.journal.models import Entry, Head, Seal
from anlan.obligations.models import Obligation
from anlan.obligations.views import AROUND, MOST_COUNTED, OVERDUE, OWN, sees_around
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.supervision.models import Supervision

MOST_ENTRIES = 10_000
"""How far back in the journal a first page looks: a ledger of a whole year may have come in since yesterday."""

# code of hazards/listing.py → the sentence, which counts hazards
HAZARDS: dict[str, Any] = {
    "found": ngettext_lazy("%(n)s hazard was found.", "%(n)s hazards were found.", "n"),
    "assigned": ngettext_lazy("%(n)s hazard was assigned.", "%(n)s hazards were assigned.", "n"),
    "refused": ngettext_lazy("The assignment of %(n)s hazard was refused.",
                             "The assignment of %(n)s hazards was refused.", "n"),
    "extension": ngettext_lazy("An extension was asked for %(n)s hazard.",
                               "An extension was asked for %(n)s hazards.", "n"),
    "transferred": ngettext_lazy("%(n)s hazard was transferred.", "%(n)s hazards were transferred.", "n"),
    "claimed": ngettext_lazy("%(n)s hazard was reported as rectified.",
                             "%(n)s hazards were reported as rectified.", "n"),
    "sent_back": ngettext_lazy("%(n)s hazard was sent back to be rectified.",
                               "%(n)s hazards were sent back to be rectified.", "n"),
    "accepted": ngettext_lazy("%(n)s hazard was accepted.", "%(n)s hazards were accepted.", "n"),
    "looked_back": ngettext_lazy("%(n)s hazard was looked back at.", "%(n)s hazards were looked back at.", "n"),
    "reopened": ngettext_lazy("%(n)s hazard was reopened.", "%(n)s hazards were reopened.", "n"),
    "closed": ngettext_lazy("%(n)s hazard was closed out.", "%(n)s hazards were closed out.", "n"),
}  # fmt: skip
GRAVE = frozenset({"sent_back", "reopened", "refused"})
LETTERS: dict[str, Any] = {
    "letter": ngettext_lazy("%(n)s supervision letter was sent.", "%(n)s supervision letters were sent.", "n"),
    "circular": ngettext_lazy("%(n)s circular was issued.", "%(n)s circulars were issued.", "n"),
    "interview": ngettext_lazy("%(n)s interview was called.", "%(n)s interviews were called.", "n"),
    "answer": ngettext_lazy("%(n)s supervision was answered.", "%(n)s supervisions were answered.", "n"),
    "hand_over": ngettext_lazy("%(n)s supervision was handed over for accountability.",
                               "%(n)s supervisions were handed over for accountability.", "n"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence, the address of the rows it counts, and whether it is bad news."""

    text: str | Promise
    href: str = ""
    bad: bool = False


def changes(actor: Actor, since: datetime, now: datetime, *, late: int) -> list[Change]:
    """Return what changed in the reader's scope; `late` of what they owe has become overdue.

    At most four queries, each over a range of the journal's or the deadlines' index. `since` comes from `reach`.
    """
    told: list[Change] = []
    if actor.may(Permission.HAZARD_READ):
        told += _late(actor, since, now, late)
        told += _hazards(actor, since)
        told += _supervisions(actor, since)
    if actor.may(Permission.PEOPLE_MANAGE):
        told += _people(actor, since)
    if actor.may(Permission.ORG_MANAGE):
        told += _bodies(actor, since)
    if actor.may(Permission.AUDIT_READ):
        told += _audit(since)
    return told


def reach(since: datetime) -> datetime:
    """Return the moment from which the journal is read: later than asked where very much was recorded. One query."""
    far = Entry.objects.filter(pk=Subquery(Head.objects.values("seq")[:1]) - MOST_ENTRIES)
    recorded = far.values_list("recorded_at", flat=True).first()
    return max(since, recorded) if recorded else since


def _steps(kind: str, cases: Any, since: datetime) -> dict[str, set[int]]:
    """Return step → cases of a set of rows, as recorded since a moment: costs what was recorded since."""
    entries = Entry.objects.filter(recorded_at__gte=since, kind=kind)
    found: dict[str, set[int]] = {}
    for step, case in entries.filter(case_id__in=cases.values("pk")).values_list("step", "case_id"):
        found.setdefault(step, set()).add(case)
    return found


def _hazards(actor: Actor, since: datetime) -> list[Change]:
    steps = _steps("hazard", Hazard.objects.within(actor.scope), since)
    told = []
    for code, text in HAZARDS.items():
        count = len(set().union(*(steps.get(step, ()) for step in HAPPENED[code])))
        if count:
            query = urlencode({"did": code, "since": _iso(since)})
            told.append(Change(text % {"n": count}, f"{reverse('hazards:list')}?{query}", code in GRAVE))
    return told


def _supervisions(actor: Actor, since: datetime) -> list[Change]:
    steps = _steps("supervision", Supervision.objects.within(actor.scope), since)
    told = []
    for step, text in LETTERS.items():
        if cases := steps.get(step):
            query = urlencode({"did": step, "since": _iso(since)})
            told.append(
                Change(text % {"n": len(cases)}, f"{reverse('supervision:list')}?{query}", step != "answer")
            )
    return told


def _late(actor: Actor, since: datetime, now: datetime, own: int) -> list[Change]:
    """Tell what has become overdue: of one's own and, for those above, around them."""
    told = []
    if own:
        query = urlencode({"list": OWN, "due": OVERDUE, "since": _iso(since)})
        told.append(Change(_own_late(own), f"{reverse('todo:list')}?{query}", bad=True))
    if sees_around(actor):
        rows = Obligation.objects.within(actor.scope).overdue(now).filter(due_at__gte=since)
        if count := rows.order_by()[: MOST_COUNTED + 1].count():
            query = urlencode({"list": AROUND, "since": _iso(since)})
            told.append(Change(_around_late(count), f"{reverse('todo:list')}?{query}", bad=True))
    return told


def _own_late(n: int) -> str:
    text = ngettext(
        "%(n)s thing that you owe has become overdue.", "%(n)s things that you owe have become overdue.", n
    )
    return text % {"n": n}


def _around_late(n: int) -> str:
    text = ngettext(
        "%(n)s duty in your area has become overdue.", "%(n)s duties in your area have become overdue.", n
    )
    return text % {"n": n}


def _people(actor: Actor, since: datetime) -> list[Change]:
    """Tell a security administrator how many accounts and posts of their area were changed."""
    where = actor.scope.where(Permission.PEOPLE_MANAGE, area="area_path", sector=None)
    count = sum(
        len(set().union(*_steps(kind, rows, since).values()))
        for kind, rows in (
            ("account", Account.objects.filter(where)),
            ("appointment", Appointment.objects.filter(where)),
        )
    )
    text = ngettext("%(n)s account or post was changed.", "%(n)s accounts and posts were changed.", count)
    return [Change(text % {"n": count}, reverse("administration:people"))] if count else []


def _bodies(actor: Actor, since: datetime) -> list[Change]:
    """Tell a system administrator how many areas, organisations and sectors of their area were changed."""
    where = actor.scope.where(Permission.ORG_MANAGE, area="area_path", sector=None)
    count = len(set().union(*_steps("reorganisation", Reorganisation.objects.filter(where), since).values()))
    text = ngettext(
        "%(n)s change of areas, organisations or sectors was recorded.",
        "%(n)s changes of areas, organisations or sectors were recorded.",
        count,
    )
    return [Change(text % {"n": count}, reverse("administration:areas"))] if count else []


def _audit(since: datetime) -> list[Change]:
    """Tell an auditor how much there is to look at: numbers only, the registers open with a reason."""
    entries = Entry.objects.filter(recorded_at__gte=since).order_by()[: MOST_ENTRIES + 1].count()
    last = Seal.objects.order_by("-number").first()
    outcomes = dict(
        SignIn.objects.filter(at__gte=since).order_by().values_list("outcome").annotate(Count("pk"))
    )
    refused = sum(count for outcome, count in outcomes.items() if outcome in REFUSALS)
    looks = Look.objects.filter(at__gte=since).count()
    journal = reverse("journal")
    text = ngettext(
        "%(n)s entry was added to the journal.", "%(n)s entries were added to the journal.", entries
    )
    told = [Change(text % {"n": entries if entries <= MOST_ENTRIES else f"{MOST_ENTRIES}+"}, journal)]
    if last is not None:
        told.append(
            Change(_("The newest seal is number %(n)s.") % {"n": last.number}, f"{journal}?view=seals")
        )
    if refused:
        text = ngettext("%(n)s sign-in was refused.", "%(n)s sign-ins were refused.", refused)
        told.append(Change(text % {"n": refused}, reverse("access:sign-ins"), bad=True))
    if looks:
        text = ngettext(
            "Protected data were looked at %(n)s time.", "Protected data were looked at %(n)s times.", looks
        )
        told.append(Change(text % {"n": looks}, reverse("access:looks")))
    return told


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds").replace(
        "+00:00", "Z"
    )
