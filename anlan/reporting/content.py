"""What a report says in the fields of its form: cleaned against the version that holds, stored as rows, read again."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle.inputs import Text
from anlan.reporting import formbook, prefilled
from anlan.reporting.form_fields import DECIMALS, WORD_COLUMNS, FormField, Quantity, cell, plain, shown
from anlan.reporting.formbook import Version
from anlan.reporting.models import ReportValue


@dataclass(frozen=True, slots=True)
class Content:
    """A report's content, cleaned: typed values by field, and what the unit says of bound figures, with reasons."""

    version: Version
    values: Mapping[str, Any]
    differences: Mapping[str, tuple[Decimal, str]]

    @property
    def typed_fields(self) -> int:
        """How many fields somebody had to fill; a difference is two."""
        return len(self.values) + 2 * len(self.differences)


_last = threading.local()
"""What was cleaned last in a thread: guard, effect and rows of one step ask for the same."""


def cleaned(due: Any, given: Mapping[str, Any]) -> Content:
    """Return what was sent, cleaned by the form in which the report is sent. One query a step, not one for each part.

    Raises Refused where the form has changed since the page was opened, Invalid with every fault by field.
    """
    kept = getattr(_last, "kept", None)
    if kept is not None and kept[0] is given and kept[1] == due.id:  # the very input, which it keeps alive
        return kept[2]  # type: ignore[no-any-return]
    version = version_for(due, given.get("form_version"))
    faults: dict[str, Invalid] = {}
    values = _values(version, given, faults)
    differences = _differences(version, given.get("differences") or {}, faults)
    if faults:
        first = next(iter(faults.values()))
        told = " ".join(str(fault.message) for fault in faults.values())
        raise Invalid(first.code, told, field=first.field, errors=faults)
    content = Content(version, values, differences)
    _last.kept = given, due.id, content
    return content


def version_for(due: Any, seen: int | None = None) -> Version:
    """Return the version in which a report is sent now. Raises Refused if it is not the one that was seen."""
    version = formbook.of_due(due)
    if version is None:
        raise Refused(
            "report.no_form",
            _("The form “%(form)s” has no version: the office enters one first.") % {"form": due.form},
        )
    if seen not in (None, version.version):
        raise Refused(
            "report.form_changed",
            _(
                "The form has changed since this page was opened: version %(new)s holds. Nothing that you typed "
                "is lost: look at the fields below and send it again."
            )
            % {"new": version.version},
            field="form_version",
        )
    return version


def _values(version: Version, given: Mapping[str, Any], faults: dict[str, Invalid]) -> dict[str, Any]:
    sent = dict(given.get("values") or {})
    for name in WORD_COLUMNS:
        if given.get(name):
            sent[name] = given[name]
    for code in sent:
        field = version.field(code)
        if field is None:
            text = _("The form has no field “%(field)s”. Its fields are: %(known)s.")
            known = ", ".join(one.code for one in version.typed)
            faults[_name(code)] = Invalid(
                "report.unknown_field", text % {"field": code, "known": known}, field=_name(code)
            )
        elif field.is_bound:
            text = _(
                "“%(field)s” is counted from the records and not typed: state a difference with its reason."
            )
            faults[_name(code)] = Invalid(
                "report.bound_field", text % {"field": field.title}, field=_name(code)
            )
    kept: dict[str, Any] = {}
    for field in version.typed:
        try:
            value = field.input().clean(sent.get(field.code))
        except Invalid as fault:
            name = _name(field.code)
            faults[name] = Invalid(fault.code, fault.message, field=name)
            continue
        if value not in (None, ""):
            kept[field.code] = value
    return kept


def _name(code: str) -> str:
    """Return the name under which a field is sent."""
    return code if code in WORD_COLUMNS else f"values.{code}"


def _differences(
    version: Version, given: Mapping[str, Any], faults: dict[str, Invalid]
) -> dict[str, tuple[Decimal, str]]:
    kept: dict[str, tuple[Decimal, str]] = {}
    for code, told in given.items():
        name = f"differences.{code}"
        field = version.field(code)
        if field is None or not field.is_bound:
            text = _("A difference is stated for a number that the system counts. These are: %(known)s.")
            known = ", ".join(f"{one.title} ({one.code})" for one in version.bound)
            faults[name] = Invalid("report.difference_of", text % {"known": known}, field=name)
            continue
        stated, reason = told.get("value"), told.get("reason")
        if stated in (None, "") or reason in (None, ""):
            text = _("A difference needs both for “%(field)s”: what it should be, and why.")
            faults[name] = Invalid("report.difference", text % {"field": field.title}, field=name)
            continue
        try:
            decimals = 0 if prefilled.is_whole(field) else DECIMALS
            number = Quantity(name=name, label=field.title, decimals=decimals).clean(stated)
            why = Text(name=name, label=field.title, max_length=300).clean(reason)
        except Invalid as fault:
            faults[name] = Invalid(fault.code, fault.message, field=name)
            continue
        kept[code] = (number, why)
    return kept


def words_of(content: Content) -> dict[str, str]:
    """Return the texts that stand in the report's own columns."""
    return {name: content.values.get(name, "") for name in WORD_COLUMNS}


def write(due: Any, content: Content) -> None:
    """Write the rows of a report's values in place of a former version's; a statement only where there are any."""
    if due.version > 1:
        ReportValue.objects.filter(due=due.id).delete()
    rows = [
        _row(due, field, content.values[field.code])
        for field in content.version.typed
        if field.code in content.values and field.code not in WORD_COLUMNS
    ]
    if content.differences:
        known = {
            one.field: one.number
            for one in prefilled.numbers(due, content.version, due.seen_at, only=content.differences)
        }
        rows += [
            ReportValue(
                due_id=due.id, field=code, number=number, reason=reason,
                derived=None if known.get(code) is None else Decimal(str(known[code])),
            )
            for code, (number, reason) in content.differences.items()
        ]  # fmt: skip
    if rows:
        ReportValue.objects.bulk_create(rows)


def _row(due: Any, field: FormField, value: Any) -> ReportValue:
    number, words = cell(field, value)
    return ReportValue(due_id=due.id, field=field.code, number=number, words=words)


@dataclass(frozen=True, slots=True)
class Said:
    """A typed field as its report says it."""

    field: FormField
    text: str
    number: Decimal | None
    raw: Any  # as a form takes it in again


def said(due: Any, version: Version, rows: Iterable[ReportValue]) -> list[Said]:
    """Return the typed fields of a report in the form's order, empty ones too."""
    by_field = {row.field: row for row in rows}
    told = []
    for field in version.typed:
        if field.code in WORD_COLUMNS:
            words = getattr(due, field.code)
            told.append(Said(field, words, None, words))
            continue
        row = by_field.get(field.code)
        if row is None:
            told.append(Said(field, "", None, ""))
        else:
            told.append(Said(field, shown(field, row.number, row.words), row.number, _raw(field, row)))
    return told


def _raw(field: FormField, row: ReportValue) -> str:
    if row.number is None:
        return row.words
    if field.type == "yes_no":
        return "yes" if row.number else "no"
    return plain(row.number)


def in_words(dues: Sequence[Any]) -> dict[int, tuple[str, str]]:
    """Return, by report, its further fields and its stated differences as texts. Two queries, and one a new version."""
    rows: dict[int, list[ReportValue]] = defaultdict(list)
    for row in ReportValue.objects.filter(due__in=[due.pk for due in dues]).order_by("id"):
        rows[row.due_id].append(row)
    keys = {due.form_version_id for due in dues if due.pk in rows and due.form_version_id}
    versions = {key: formbook.version_of(key) for key in keys}
    told: dict[int, tuple[str, str]] = {due.pk: ("", "") for due in dues}
    for due in dues:
        version = versions.get(due.form_version_id)
        if version is not None:
            told[due.pk] = _told(version, rows[due.pk])
    return told


def _told(version: Version, rows: Sequence[ReportValue]) -> tuple[str, str]:
    typed, differing = [], []
    for row in rows:
        field = version.field(row.field)
        title = field.title if field else row.field
        if row.reason and row.number is not None:
            known = "–" if row.derived is None else plain(row.derived)
            differing.append(f"{title}: {known} → {plain(row.number)} ({row.reason})")
        elif field is not None:
            typed.append(f"{title}: {shown(field, row.number, row.words)}")
    return "; ".join(typed), "; ".join(differing)
