"""Due reports as a file, as they stood at their deadline and stand when the file is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.reporting import content, formbook
from anlan.reporting.form_models import FormVersion
from anlan.reporting.listing import REPORTS, choices, filtered
from anlan.reporting.models import Axis, Due, DueQuerySet, ReportKind
from anlan.reporting.standing import at_deadline, standing


def rows(actor: Actor, query: Mapping[str, Any]) -> DueQuerySet:
    return filtered(Due.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Day"), DAY),
        Column(_("Unit"), NAME),
        Column(_("Form")),
        Column(_("Version of the form"), NUMBER),
        Column(_("Axis")),
        Column(_("Due at"), MOMENT),
        Column(_("As at the deadline")),
        Column(_("Standing")),
        Column(_("Kind")),
        Column(_("Received at"), MOMENT),
        Column(_("Signed by")),
        Column(_("Version"), NUMBER),
        Column(_("Situation and work of the day"), WIDE),
        Column(_("Problems that need help"), WIDE),
        Column(_("Further fields of the form"), WIDE),
        Column(_("Differences stated"), WIDE),
        Column(_("Explanation"), WIDE),
        Column(_("Calls"), NUMBER),
        Column(_("Last answer"), WIDE),
        Column(_("Reason of excuse"), WIDE),
    ]


def teller() -> Teller:
    people, bodies = names.people(), names.organisations()
    axes = {code: str(label) for code, label in Axis.choices}
    kinds = {"": "", **{code: str(label) for code, label in ReportKind.choices}}
    forms = dict(formbook.choices(clock.today()))
    versions: dict[int | None, int] = dict(FormVersion.objects.values_list("pk", "version"))
    now = clock.now()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Due.objects.filter(pk__in=keys))
        people.learn(due.signed_by_id for due in found if due.signed_by_id)
        bodies.learn(due.organisation_id for due in found)
        told = content.in_words(found)
        for due in found:
            yield (
                due.pk,
                (
                    due.number,
                    due.day,
                    bodies[due.organisation_id],
                    forms.get(due.form, due.form),
                    versions.get(due.form_version_id),
                    axes[due.axis],
                    due.due_at,
                    str(at_deadline(due).label) if now > due.due_at else "",
                    str(standing(due, now).label),
                    kinds[due.kind],
                    due.received_at,
                    people[due.signed_by_id] if due.signed_by_id else "",
                    due.version,
                    due.situation,
                    due.help_wanted,
                    told[due.pk][0],
                    told[due.pk][1],
                    due.explanation,
                    due.calls,
                    due.answer,
                    due.excused_reason,
                ),
            )

    return tell


Sheet(
    code="reports",
    label=REPORTS.label,
    route=REPORTS.route,
    permission=Permission.REPORT_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=REPORTS,
)
