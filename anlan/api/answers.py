"""Data as an answer, and every refusal in one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from ninja.errors import ValidationError
from pydantic_core import to_json

from anlan.kernel.errors import AnlanError, Invalid
from anlan.lifecycle.door import Outcome

JSON = "application/json"


def answer(data: Any, status: int = 200) -> HttpResponse:
    """Return data as JSON. Rows are prepared from values already: no second schema is laid over them."""
    return HttpResponse(to_json(data, fallback=_plain), content_type=JSON, status=status)


def _plain(value: Any) -> str:
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not data")


def error_data(error: AnlanError) -> dict[str, Any]:
    """Return a refusal as data: its code, its reason, and the fields that are at fault."""
    faults: Mapping[str, AnlanError] = error.details.get("errors", {})
    return {
        "code": error.code,
        "message": str(error.message),
        "field": error.field,
        "errors": {name: {"code": e.code, "message": str(e.message)} for name, e in faults.items()},
    }


def refusal(error: AnlanError) -> HttpResponse:
    response = answer(error_data(error), error.status)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="anlan"'
    if "seconds" in error.details:
        response["Retry-After"] = str(error.details["seconds"])
    return response


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    return {
        "case": outcome.case_id,
        "seq": outcome.seq,
        "state": outcome.state,
        "revision": outcome.revision,
        "recorded_at": outcome.recorded_at,
        "replayed": outcome.replayed,
    }


def envelope_fault(error: ValidationError) -> Invalid:
    """Return what is wrong with the envelope of a request (numbers of the path, fields of the body), by field."""
    faults: dict[str, Invalid] = {}
    for fault in error.errors:
        source, *rest = (str(part) for part in fault["loc"])
        name = ".".join(rest[1:] if source == "body" else rest)[:80] or "body"
        faults[name] = Invalid(f"body.{_kind(fault['type'])}", _told(name, fault), field=name)
    first = next(iter(faults.values()))
    return Invalid(
        first.code, " ".join(str(f.message) for f in faults.values()), field=first.field, errors=faults
    )


def _kind(text: str) -> str:
    if text in ("missing", "extra_forbidden"):
        return {"missing": "required", "extra_forbidden": "unknown"}[text]
    return "range" if text.startswith(("greater", "less", "too_", "string_too")) else "type"


def _told(name: str, fault: Mapping[str, Any]) -> str:
    kind = _kind(fault["type"])
    if kind == "required":
        return _("“%(field)s” is required.") % {"field": name}
    if kind == "unknown":
        return _("There is no field “%(field)s” here.") % {"field": name}
    if kind == "range":
        return _("“%(field)s” lies outside what is allowed.") % {"field": name}
    return _("“%(field)s” has the wrong type: see the description of the API.") % {"field": name}
