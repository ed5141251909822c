"""Taking back what a ledger opened: an area, a body, a sector on which nothing rests yet. The journal keeps both."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.administration import rules
from anlan.administration.inputs import REASON
from anlan.administration.models import Reorganisation, ReorganisationState
from anlan.journal.models import Entry
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Step, Taken
from anlan.lifecycle.inputs import Form
from anlan.org.models import Area, AreaAncestor, Organisation, Responsibility, Sector
from anlan.org.references import referenced

OPENING = ("open_area", "open_body", "open_sector")


def nothing_rests_on_it(case: Any, _taken: Taken) -> Decision:
    others = Reorganisation.objects.exclude(pk=case.id).exclude(state=ReorganisationState.TAKEN_BACK)
    for model, key, column in _opened(case):
        besides = [Reorganisation, AreaAncestor, *([Responsibility] if model is Sector else [])]
        if referenced(model, [key], besides=besides) or others.filter(**{column: key}).exists():
            return denied(_("Something rests on it by now: it is kept"), code="import.in_use")
    if _ruled_since(case):
        return denied(_("Something rests on it by now: it is kept"), code="import.in_use")
    return ALLOWED


def _ruled_since(case: Any) -> bool:
    """Tell whether a sector has other rows of the matrix than the one that it was opened with."""
    opened = case.sector_id is not None and case.new_area_id is None and case.new_organisation_id is None
    return (
        opened and Responsibility.objects.filter(sector=case.sector_id).exclude(ruling_seq=case.id).exists()
    )


def _opened(case: Any) -> list[tuple[Any, int, str]]:
    """Return what a case opened: (model, key, the column by which other cases name it)."""
    found: list[tuple[Any, int, str]] = []
    if case.new_area_id is not None:
        found.append((Area, case.new_area_id, "area"))
    if case.new_organisation_id is not None:
        found.append((Organisation, case.new_organisation_id, "organisation"))
    if case.sector_id is not None and not found:
        found.append((Sector, case.sector_id, "sector"))
    return found


def remove(case: Any, _taken: Taken, _seq: int) -> None:
    """Take the rows out. The case lets go of them first; its entries keep what they were."""
    opened = _opened(case)
    Reorganisation.objects.filter(pk=case.id).update(new_area=None, new_organisation=None, sector=None)
    gone = Reorganisation.objects.filter(state=ReorganisationState.TAKEN_BACK)
    for model, key, _column in opened:
        if model is Area:  # what was opened below it and taken back before lies in the area above now
            above = Area.objects.filter(children=key).get()
            gone.filter(area=key).update(area=above, area_path=above.path)
        elif model is Organisation:
            gone.filter(organisation=key).update(organisation=None)
        else:
            Responsibility.objects.filter(sector=key).delete()
        model._default_manager.filter(pk=key).delete()


def was_opened(case: Any) -> Decision:
    step = Entry.objects.filter(seq=case.id).values_list("step", flat=True).first()
    if step not in OPENING:
        return denied(_("This change opened nothing that could be taken back"), code="change.final")
    return ALLOWED


TAKE_BACK = Step(
    name="take_back",
    label=_("Take back"),
    done=_("took back what was opened"),
    sources=frozenset({ReorganisationState.DONE}),
    target=ReorganisationState.TAKEN_BACK,
    rule=rules.may_take_back,
    form=Form((REASON,)),
    applies=was_opened,
    guard=nothing_rests_on_it,
    projects=remove,
)
