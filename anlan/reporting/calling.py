"""Calls of the duty room: the answers that are recorded in one tap, and who called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.journal.models import Entry
from anlan.org.models import Person
from anlan.reporting.models import Due

ANSWERS = {
    "coming": _("Will report at once"),
    "nobody": _("Nobody answered"),
    "trouble": _("Network or system trouble, help was given"),
}
"""What a desk usually says: the code that the button sends, the words that are recorded."""


def words(answer: str) -> str:
    """Return what is recorded for a button, in the caller's language; other words stay as they are."""
    return str(ANSWERS.get(answer, answer))


def callers(dues: Iterable[Due]) -> dict[int, str]:
    """Return who called last, by report. Two queries where anybody did, else none."""
    called = [due.pk for due in dues if due.calls]
    if not called:
        return {}
    rows = Entry.objects.filter(case_id__in=called, step="call").order_by("seq")
    last = dict(rows.values_list("case_id", "actor_id"))
    names = dict(Person.objects.filter(pk__in=set(last.values())).values_list("pk", "name"))
    return {case: names.get(actor, "") for case, actor in last.items()}
