"""The inputs of a step as JSON schema and as an example, made from the step's own declaration."""

from __future__ import annotations

from typing import Any

from anlan.imports.inputs import Whole
from anlan.lifecycle.flow import Step
from anlan.lifecycle.inputs import Choice, Form, Input, Moment, Reference, Text
from anlan.lifecycle.many import Many, Rows
from anlan.lifecycle.photos import Photos

KEY = 2**63 - 1
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
KEY_TEXT = {"type": "string", "pattern": "^key:[!-~]{8,80}$"}
"""In place of a record's number: the one that was opened under this key, by an earlier act of the same account."""


_VALUE = {"anyOf": [{"type": "string", "maxLength": 2_000}, {"type": "number"}, {"type": "boolean"}]}
_DIFFERENCE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["value", "reason"],
    "properties": {
        "value": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        "reason": {"type": "string"},
    },
}
MANY: dict[str, dict[str, Any]] = {
    "values": {"type": "object", "additionalProperties": _VALUE, "maxProperties": 60},
    "differences": {"type": "object", "additionalProperties": _DIFFERENCE, "maxProperties": 60},
    "fields": {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": 60},
}
"""Kind of an input that holds many → its schema; what a report's values may be, its form's own schema says."""


def of_step(step: Step, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON schema of what a step takes in, but for what its address names already."""
    inputs = [item for item in given(step) if item.name not in without]
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {item.name: of_input(item) for item in inputs},
        "example": example(step, without=without),
    }
    if required := [item.name for item in inputs if item.required]:
        schema["required"] = required
    return schema


def given(step: Step) -> list[Input]:
    """Return what a caller gives; what an action makes ready itself is left out."""
    return [item for item in step.form.inputs if item.kind != "carried"]


def of_input(item: Input) -> dict[str, Any]:
    told: dict[str, Any] = {"title": item.label}  # in the language in which the document is asked for
    if item.help:
        told["description"] = item.help
    schema = _typed(item)
    if not item.required:  # an empty text stands for nothing, as in a form that was left empty
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {**told, **schema}


def _typed(item: Input) -> dict[str, Any]:
    if isinstance(item, Text):
        # the door counts what is left after trimming; a minimum here would promise more than it keeps
        return {"type": "string", "maxLength": item.max_length, "minLength": max(item.min_length, 1)}
    if isinstance(item, Choice):
        return {"type": "string", "enum": [code for code, _label in item.choices]}
    if isinstance(item, Moment):
        return {"type": "string", "format": "date-time"}
    if isinstance(item, Reference):
        whole = {"type": "integer", "minimum": 1, "maximum": KEY}
        return {"anyOf": [whole, KEY_TEXT]}
    if isinstance(item, (Photos, Many, Rows)):
        return _several(item)
    if item.kind == "date":
        return {"type": "string", "format": "date"}
    if item.kind in ("sectors", "codes"):
        return {"type": "array", "items": {"type": "string", "maxLength": 40}, "maxItems": 200}
    if item.kind in MANY:
        return MANY[item.kind]
    if isinstance(item, Whole):
        return {"type": "integer", "minimum": item.least, "maximum": item.most}
    return {"type": "string", "maxLength": 2_000}


def _several(item: Photos | Many | Rows) -> dict[str, Any]:
    if isinstance(item, Photos):
        digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
        return {"type": "array", "items": digest, "minItems": item.least, "maxItems": item.most}
    if isinstance(item, Many):
        whole = {"type": "integer", "minimum": 1, "maximum": KEY}
        return {"type": "array", "items": whole, "maxItems": item.most}
    least = max(item.least, int(item.required))
    return {"type": "array", "items": _row(item.form), "minItems": least, "maxItems": item.most}


def _row(form: Form) -> dict[str, Any]:
    """Return the schema of a row of a list."""
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {item.name: of_input(item) for item in form.inputs},
    }
    if required := [item.name for item in form.inputs if item.required]:
        schema["required"] = required
    return schema


def example(step: Step, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return an input that the form of a step could take."""
    return {item.name: _sample(item) for item in given(step) if item.required and item.name not in without}


def _sample(item: Input) -> Any:
    if isinstance(item, Choice):
        return item.choices[0][0]
    if isinstance(item, Moment):
        return "2022-10-31T18:00:00+08:00"
    if isinstance(item, Reference):
        return 48210
    if isinstance(item, Photos):
        return [DIGEST] * item.least
    if isinstance(item, Many):
        return [48210]
    if isinstance(item, Rows):
        return [{inner.name: _sample(inner) for inner in item.form.inputs if inner.required}]
    if item.kind == "date":
        return "2022-10-31"
    if item.kind == "fields":
        return [{"code": "progress", "label": "工作进展", "type": "text", "required": True}]
    if isinstance(item, Whole):
        return max(item.least, 1)
    return SAMPLES.get(item.name, "按要求办理")[: getattr(item, "max_length", 80)]


SAMPLES = {
    "description": "安全出口被成品堆垛堵塞",
    "rectification": "已清理堆垛，恢复通道",
    "acceptance": "经现场复查，整改到位",
    "note": "再次到场查看，通道畅通",
    "reason": "情况属实，理由充分",
    "username": "zhangsan",
    "name": "张三",
    "code": "411199",
    "title": "安全监管科科员",
    "sectors": "commerce,fire",
    "text": "安装可燃气体报警装置并正常使用",
    "document": "安委办〔2022〕12号",
    "address": "https://systems.example.cn/anlan",
    "decided_by": "市安委会",
    "basis": "三管三必须责任分工",
    "codes": "P000123 P000124",
    "parts": "消防 2",
}
