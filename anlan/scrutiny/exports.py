"""Photo flags as a file. The other photograph's case is not named: whoever exports may not see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.evidence.models import Role
from anlan.kernel.tellers import tell as words_of
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.scrutiny.listing import FLAGS, choices, filtered
from anlan.scrutiny.models import FlagState, PhotoFlag
from anlan.scrutiny.reasons import Reason, told


def rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered(PhotoFlag.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(pgettext("photo flag", "Flagged on"), DAY),
        Column(_("Reason"), NAME),
        Column(_("Measured"), NUMBER),
        Column(pgettext("photo flag", "Limit"), NUMBER),
        Column(_("In words"), WIDE),
        Column(_("Number of the case"), CODE),
        Column(pgettext("photo flag", "Role of the photograph")),
        Column(_("Premises"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector")),
        Column(_("Names another photograph")),
        Column(_("Attached at"), MOMENT),
        Column(_("State")),
        Column(pgettext("photo flag", "Decided at"), MOMENT),
        Column(pgettext("photo flag", "Decided by")),
        Column(_("Reason of the decision"), WIDE),
    ]


def teller() -> Teller:
    areas = names.areas()
    states, reasons, roles = (
        {code: str(label) for code, label in some.choices} for some in (FlagState, Reason, Role)
    )
    yes, no = _("yes"), _("no")

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(PhotoFlag.objects.filter(pk__in=keys).select_related("sector", "decided_by"))
        cases = words_of((row.case_kind, row.case_id) for row in found)
        areas.learn(row.area_id for row in found)
        for row in found:
            yield (
                row.pk,
                (
                    row.number,
                    row.flagged_on,
                    reasons[row.reason],
                    row.value,
                    row.bound,
                    told(row),
                    cases[row.case_kind, row.case_id].number,
                    roles[row.role],
                    row.place,
                    *areas[row.area_id],
                    row.sector.label,
                    yes if row.is_reuse else no,
                    row.attached_at,
                    states[row.state],
                    row.decided_at,
                    row.decided_by.name if row.decided_by else "",
                    row.decision,
                ),
            )

    return tell


Sheet(
    code=FLAGS.code,
    label=FLAGS.label,
    route=FLAGS.route,
    permission=Permission.EVIDENCE_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=FLAGS,
)
