"""A form as a workbook: what it is above, a row for each field below. What is written can be read again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from anlan.imports import sheets
from anlan.imports.inputs import spoken
from anlan.kernel.errors import Invalid
from anlan.reporting.form_definitions import PROPERTIES
from anlan.reporting.form_fields import FieldType, FormField, Span
from anlan.reporting.form_models import FormKind
from anlan.reporting.formbook import Version

OF_FORM = {
    "code": "表单代码",
    "name": "表单名称",
    "name_en": "表单英文名称",
    "kind": "报送周期",
    "first_day": "启用日期",
    "takes_zero": "可报平安",
}
"""Property of a form → what its row is headed by."""
OF_FIELD = {
    "code": "字段代码",
    "label": "字段名称",
    "label_en": "字段英文名称",
    "type": "类型",
    "required": "必填",
    "figure": "绑定指标",
    "span": "统计期间",
    "grade": "隐患等级",
    "unit": "单位",
    "least": "最小值",
    "most": "最大值",
    "decimals": "小数位数",
    "longest": "最多字数",
    "lines": "行数",
    "choices": "选项",
    "help": "填写说明",
    "help_en": "英文说明",
}
"""Property of a field → its column."""
ROWS_TO_FILL = 200


def given_of(version: Version) -> dict[str, Any]:
    """Return a version as the step takes it in again."""
    return {
        "code": version.code,
        "name": version.name,
        "name_en": version.name_en,
        "kind": version.kind,
        "first_day": version.first_day.isoformat(),
        "takes_zero": "yes" if version.takes_zero else "no",
        "fields": [field.definition() for field in version.fields],
    }


def choices_as_text(field: Mapping[str, Any]) -> str:
    """Return choices as people write them in one cell: code=Chinese/English; …"""
    listed = field.get("choices") or ()
    if isinstance(listed, str):
        return listed
    return "; ".join(f"{code}={zh}/{en}" if en else f"{code}={zh}" for code, zh, en in listed)


def write(version: Version | None, path: Path) -> None:
    """Write a form, or an empty one to fill in. Its codes are written in Chinese words, which are read again."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("表单")
        head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True})
        sheet.set_column(0, len(OF_FIELD), 16)
        form = _form_words(version)
        for row, (name, header) in enumerate(OF_FORM.items()):
            sheet.write_string(row, 0, header, head)
            sheet.write_string(row, 1, form.get(name, ""))
        top = len(OF_FORM) + 1
        for column, (name, header) in enumerate(OF_FIELD.items()):
            sheet.write_string(top, column, header, head)
            about = next((str(item.help) for item in PROPERTIES if item.name == name and item.help), "")
            if about:
                sheet.write_comment(top, column, about)
            if name in _PICKED:
                sheet.data_validation(
                    top + 1,
                    column,
                    top + ROWS_TO_FILL,
                    column,
                    {"validate": "list", "source": _PICKED[name]()},
                )
        for row, field in enumerate(version.fields if version else (), start=top + 1):
            for column, text in enumerate(_field_words(field)):
                sheet.write_string(row, column, text)


_PICKED: dict[str, Any] = {
    "type": lambda: [spoken(one.label)[0] for one in FieldType],
    "span": lambda: [spoken(one.label)[0] for one in Span],
    "required": lambda: ["是", "否"],
}


def _form_words(version: Version | None) -> dict[str, str]:
    if version is None:
        return {}
    told = given_of(version)
    kind, zero = spoken(FormKind(version.kind).label)[0], "是" if version.takes_zero else "否"
    return {**{name: str(told[name]) for name in OF_FORM}, "kind": kind, "takes_zero": zero}


def _field_words(field: FormField) -> list[str]:
    told = field.definition()
    told["type"] = spoken(FieldType(field.type).label)[0]
    if field.span:
        told["span"] = spoken(Span(field.span).label)[0]
    if field.required:
        told["required"] = "是"
    told["choices"] = choices_as_text(told)
    return [str(told.get(name, "")) for name in OF_FIELD]


def read(path: Path, name: str) -> dict[str, Any]:
    """Return what a workbook (or CSV) says of a form, uncleaned. Raises Invalid where no form can be found in it."""
    form: dict[str, Any] = {}
    header: dict[int, str] = {}
    fields: list[dict[str, Any]] = []
    of_form = {word: prop for prop, label in OF_FORM.items() for word in (label, prop)}
    of_field = {word: prop for prop, label in OF_FIELD.items() for word in (label, prop)}
    for _number, cells in sheets.read(path, name).sheets[0].rows:
        words = [str(cell).strip() for cell in cells]
        if not header:
            known = {place: of_field[word] for place, word in enumerate(words) if word in of_field}
            if {"code", "label", "type"} <= set(known.values()):
                header = known
            elif words and words[0] in of_form and len(words) > 1:
                form[of_form[words[0]]] = words[1]
            continue
        told = {prop: words[place] for place, prop in header.items() if place < len(words) and words[place]}
        if told:
            fields.append(told)
    if not header:
        needed = ", ".join(OF_FIELD[prop] for prop in ("code", "label", "type"))
        raise Invalid(
            "form.no_fields",
            _("No list of fields was found: a row with the columns %(needed)s, then a row for each field.")
            % {"needed": needed},
            field="file",
        )
    return {**form, "fields": fields}
