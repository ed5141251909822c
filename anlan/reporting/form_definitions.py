"""What an office may define as a form: checked field by field, each fault with its place and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.figures.cut import GRADES
from anlan.figures.registry import REGISTRY
from anlan.imports.inputs import Named, Whole, YesNo
from anlan.kernel.errors import Invalid
from anlan.lifecycle.inputs import Choice, Input, Text
from anlan.reporting.form_fields import (
    DECIMALS,
    LONGEST,
    MOST_NUMBER,
    WORD_COLUMNS,
    FieldType,
    FormField,
    Span,
    read,
)
from anlan.reporting.form_inputs import FIELD_CODE, MOST_FIELDS

MOST_CHOICES = 40
BOUND = frozenset({FieldType.FIGURE})
NUMERIC = frozenset({FieldType.WHOLE, FieldType.QUANTITY})
OF_TYPES: dict[str, frozenset[str]] = {
    "figure": BOUND,
    "span": BOUND,
    "grade": BOUND,
    "unit": NUMERIC,
    "least": NUMERIC,
    "most": NUMERIC,
    "decimals": frozenset({FieldType.QUANTITY}),
    "longest": frozenset({FieldType.TEXT}),
    "lines": frozenset({FieldType.TEXT}),
    "choices": frozenset({FieldType.CHOICE}),
    "required": frozenset(FieldType) - BOUND,
}
"""Property → the types of fields that have it."""


@dataclass(frozen=True, kw_only=True)
class Choices(Input):
    """The choices of a field: a list of [code, Chinese, English], or a text like “general=一般/General; major=重大”."""

    required: bool = False
    kind = "choices"

    def empty(self) -> tuple[tuple[str, str, str], ...]:
        return ()

    def parse(self, raw: Any) -> tuple[tuple[str, str, str], ...]:
        listed = (
            [self._of_text(part) for part in re.split(r"[;；\n]", raw) if part.strip()]
            if isinstance(raw, str)
            else raw
        )
        if not isinstance(listed, Sequence):
            raise self.wrong_type(_("a list of choices"))
        found = tuple(self._one(one) for one in listed)
        codes = [code for code, _zh, _en in found]
        if found and not 2 <= len(found) <= MOST_CHOICES:
            raise self.invalid(
                "choices",
                _("Give from two to %(most)s choices, not %(n)s.") % {"most": MOST_CHOICES, "n": len(found)},
            )
        if len(set(codes)) != len(codes):
            raise self.invalid("choices", _("Two choices have one code: each needs its own."))
        return found

    def _of_text(self, text: str) -> list[str]:
        code, _equals, names = text.strip().partition("=")
        chinese, _slash, english = (names or code).partition("/")
        return [code.strip(), chinese.strip(), english.strip()]

    def _one(self, raw: Any) -> tuple[str, str, str]:
        if isinstance(raw, Mapping):
            raw = [raw.get("code"), raw.get("label"), raw.get("label_en") or ""]
        if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) not in (2, 3):
            raise self.wrong_type(_("a list of choices"))
        clean = Text(name=self.name, label=self.label, max_length=60)
        parts = [clean.clean(raw[0]), clean.clean(raw[1])]
        english = Text(name=self.name, label=self.label, max_length=80, required=False)
        return parts[0], parts[1], english.clean(raw[2] if len(raw) == 3 else "")


def _whole(name: str, label: Any, least: int, most: int) -> Whole:
    return Whole(name=name, label=label, required=False, least=least, most=most)


GRADE_LABELS: dict[str, Any] = {
    "general": gettext_lazy("General hazard"),
    "major": gettext_lazy("Major hazard"),
}
PROPERTIES: tuple[Input, ...] = (
    Text(
        name="code",
        label=gettext_lazy("Field code"),
        max_length=40,
        help=gettext_lazy("Small letters, digits and _; by it values are added up, keep it in new versions."),
    ),
    Text(name="label", label=gettext_lazy("Label"), max_length=60),
    Text(name="label_en", label=gettext_lazy("Label in English"), max_length=80, required=False),
    Named(
        name="type",
        label=gettext_lazy("Type"),
        choices=tuple((t.value, t.label) for t in FieldType),
    ),
    YesNo(name="required", label=gettext_lazy("Required")),
    Text(
        name="figure",
        label=gettext_lazy("Figure"),
        max_length=60,
        required=False,
        help=gettext_lazy("Of a bound field: the code of the figure by which it is filled in."),
    ),
    Named(
        name="span",
        label=gettext_lazy("Span"),
        required=False,
        choices=tuple((s.value, s.label) for s in Span),
    ),
    Choice(
        name="grade",
        label=gettext_lazy("Grade"),
        required=False,
        choices=tuple((g, GRADE_LABELS[g]) for g in GRADES),
    ),
    Text(name="unit", label=gettext_lazy("Unit"), max_length=10, required=False),
    _whole("least", gettext_lazy("At least"), 0, MOST_NUMBER),
    _whole("most", gettext_lazy("At most"), 0, MOST_NUMBER),
    _whole("decimals", gettext_lazy("Decimals"), 0, DECIMALS),
    _whole("longest", gettext_lazy("Most characters"), 1, LONGEST),
    _whole("lines", gettext_lazy("Lines"), 1, 8),
    Choices(
        name="choices",
        label=gettext_lazy("Choices"),
        help=gettext_lazy("code=Chinese/English; …"),
    ),
    Text(name="help", label=gettext_lazy("Help"), max_length=200, required=False),
    Text(name="help_en", label=gettext_lazy("Help in English"), max_length=200, required=False),
)
NAMES = frozenset(one.name for one in PROPERTIES)


def clean_fields(raw: Any) -> list[dict[str, Any]]:
    """Return the definitions of fields, cleaned, in order. Raises one Invalid with every fault by its place."""
    if (
        not isinstance(raw, Sequence)
        or isinstance(raw, str)
        or not all(isinstance(one, Mapping) for one in raw)
    ):
        raise Invalid(
            "form.fields", _("The fields of a form are a list, each with its properties."), field="fields"
        )
    if not 1 <= len(raw) <= MOST_FIELDS:
        raise Invalid(
            "form.fields",
            _("A form has from 1 to %(most)s fields, not %(n)s.") % {"most": MOST_FIELDS, "n": len(raw)},
            field="fields",
        )
    faults: dict[str, Invalid] = {}
    found: list[FormField] = []
    seen: dict[str, int] = {}
    for place, one in enumerate(raw):
        field = _one(place, one, faults)
        if field is None:
            continue
        if field.code in seen:
            _fault(
                faults, place, one, "code",
                _("“%(code)s” is field %(n)s already: each field has its own code.")
                % {"code": field.code, "n": seen[field.code]},
            )  # fmt: skip
        seen[field.code] = place + 1
        found.append(field)
    if faults:
        first = next(iter(faults.values()))
        told = " ".join(str(fault.message) for fault in faults.values())
        raise Invalid(first.code, told, field=first.field, errors=faults)
    return [field.definition() for field in found]


def _fault(faults: dict[str, Invalid], place: int, one: Mapping[str, Any], name: str, text: Any) -> None:
    where = str(one.get("label") or one.get("code") or "")[:40].encode("utf-8", "replace").decode()
    told = _("Field %(n)s (%(what)s): %(text)s") % {"n": place + 1, "what": where or "–", "text": text}
    key = f"fields.{place}.{name}"
    faults[key] = Invalid("form.field", told, field=key)


def _one(place: int, one: Mapping[str, Any], faults: dict[str, Invalid]) -> FormField | None:
    before = len(faults)
    for name in one.keys() - NAMES:
        _fault(
            faults,
            place,
            one,
            str(name)[:40],
            _("“%(name)s” is no property of a field.") % {"name": str(name)[:40]},
        )
    kept: dict[str, Any] = {}
    for item in PROPERTIES:
        try:
            value = item.clean(one.get(item.name))
        except Invalid as fault:
            _fault(faults, place, one, item.name, fault.message)
            continue
        if value not in (None, "", ()) and value is not False:
            kept[item.name] = value
    if len(faults) > before:
        return None
    for name, text in _mistakes(kept):
        _fault(faults, place, one, name, text)
    return read(kept) if len(faults) == before else None


def _mistakes(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what does not go together in a field: (property, sentence)."""
    kind = kept["type"]
    found = [
        (
            name,
            _("A field of type “%(type)s” has no such property: leave it empty.")
            % {"type": FieldType(kind).label},
        )
        for name in kept
        if name in OF_TYPES and kind not in OF_TYPES[name]
    ]
    if not FIELD_CODE.match(kept["code"]):
        found.append(
            ("code", _("A field code begins with a small letter, then small letters, digits and _."))
        )
    if kept["code"] in WORD_COLUMNS and kind != FieldType.TEXT:
        found.append(("code", _("The codes situation and help_wanted are kept for texts.")))
    if kept.get("least", 0) > kept.get("most", MOST_NUMBER):
        found.append(("most", _("The most allowed is less than the least.")))
    if kind == FieldType.QUANTITY and not kept.get("unit"):
        found.append(("unit", _("A quantity needs its unit.")))
    if kind == FieldType.CHOICE and not kept.get("choices"):
        found.append(("choices", _("Give at least two choices.")))
    return found + (_of_figure(kept) if kind == FieldType.FIGURE else [])


def _of_figure(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    figure = REGISTRY.find(kept.get("figure", ""))
    if figure is None or figure.is_mean or figure.reserved:
        known = ", ".join(one.code for one in bindable())
        return [
            ("figure", _("There is no such figure. A field can be bound to: %(known)s.") % {"known": known})
        ]
    found = []
    if not kept.get("span"):
        spans = ", ".join(f"{span.label} ({span.value})" for span in Span)
        found.append(("span", _("Say for which days: %(spans)s.") % {"spans": spans}))
    if kept.get("grade") and not figure.graded:
        found.append(("grade", _("“%(name)s” is not told apart by grade.") % {"name": figure.name}))
    return found


def bindable() -> list[Any]:
    """Return the figures to which a field can be bound: counts and rates."""
    return [figure for figure in REGISTRY if not figure.is_mean and not figure.reserved]


@dataclass(frozen=True, kw_only=True)
class FieldList(Input):
    """The fields of a form, as a list of definitions."""

    kind = "fields"

    def parse(self, raw: Any) -> list[dict[str, Any]]:
        return clean_fields(raw)

    def told(self, value: list[dict[str, Any]]) -> str:
        return _("%(n)s fields") % {"n": len(value)}
