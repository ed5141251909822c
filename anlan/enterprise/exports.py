"""Self-found hazards and messages as files; codes too, but never what opens a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.enterprise import listing
from anlan.enterprise.models import Admission, AdmissionState, CheckState, Letter, LetterState, SelfCheck
from anlan.hazards.models import Category, Grade
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def _rows(model: Any, filtered: Callable[[Any, Any], Any]) -> Any:
    def rows(actor: Actor, query: Mapping[str, Any]) -> Any:
        return filtered(model.objects.within(actor.scope), query)

    return rows


def _head() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
    ]


def _teller(model: Any, cells: Callable[[Any], Line]) -> Callable[[], Teller]:
    def teller() -> Teller:
        areas = names.areas()

        def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
            found = list(model.objects.filter(pk__in=keys).select_related("premises"))
            areas.learn(row.area_id for row in found)
            for row in found:
                yield row.pk, (row.number, row.premises.name, *areas[row.area_id], *cells(row))

        return tell

    return teller


def code_columns() -> list[Column]:
    return [
        *_head(),
        Column(_("State")),
        Column(_("Who gets it"), NAME),
        Column(_("Given on"), DAY),
        Column(_("Valid until"), MOMENT),
    ]


def check_columns() -> list[Column]:
    return [
        *_head(),
        Column(_("State")),
        Column(_("Grade")),
        Column(_("Category")),
        Column(_("What is dangerous"), WIDE),
        Column(_("Found on"), DAY),
        Column(_("To be rectified by"), DAY),
        Column(_("What was done"), WIDE),
        Column(_("Rectified at"), MOMENT),
    ]


def letter_columns() -> list[Column]:
    return [
        *_head(),
        Column(_("State")),
        Column(pgettext("letter", "Message"), WIDE),
        Column(pgettext("letter", "Written on"), DAY),
        Column(pgettext("letter", "Answer"), WIDE),
        Column(_("Answered at"), MOMENT),
    ]


def _code(row: Admission) -> Line:
    return str(AdmissionState(row.state).label), row.holder, row.given_on, row.expires_at


def _check(row: SelfCheck) -> Line:
    return (
        str(CheckState(row.state).label),
        str(Grade(row.grade).label),
        str(Category(row.category).label),
        row.description,
        row.found_on,
        row.due_on,
        row.rectification,
        row.rectified_at,
    )


def _letter(row: Letter) -> Line:
    return str(LetterState(row.state).label), row.text, row.written_on, row.answer, row.answered_at


ADMIT, READ = Permission.ENTERPRISE_ADMIT, Permission.HAZARD_READ
for _spec, _permission, _model, _filtered, _columns, _cells, _choices in (
    (listing.CODES, ADMIT, Admission, listing.codes_filtered, code_columns, _code, listing.code_choices),
    (listing.CHECKS, READ, SelfCheck, listing.checks_filtered, check_columns, _check, listing.check_choices),
    (
        listing.LETTERS,
        ADMIT,
        Letter,
        listing.letters_filtered,
        letter_columns,
        _letter,
        listing.letter_choices,
    ),
):
    Sheet(
        code=_spec.code,
        label=_spec.label,
        route=_spec.route,
        permission=_permission,
        rows=_rows(_model, _filtered),
        columns=_columns,
        teller=_teller(_model, _cells),
        choices=_choices,
        spec=_spec,
    )
