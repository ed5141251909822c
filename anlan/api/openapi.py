"""The document of the API: what ninja gathers from the operations, with every answer that each can give."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from anlan.api.answers import JSON
from anlan.api.gate import AccessToken
from anlan.api.root import API
from anlan.api.schemas import Error, Fault
from anlan.bulletins.views.lists import TYPES as BULLETIN_TYPES

REASONS = {
    401: "No access token, or one that opens nothing: the code says why",
    403: "The token's scope, or the posts of its account, do not reach this",
    404: "Nothing that you may see has this number",
    409: "The step is refused in this state or by a rule: the code and the reason say why",
    413: "The body is too large",
    415: "The body is of another media type",
    422: "The input cannot be accepted: every fault by field",
    429: "Too many wrong access tokens came from this address",
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "photographs_get": ("image/jpeg",),
    "exports_file": (WORKBOOK, "text/csv"),
    "ledgers_template": (WORKBOOK,),
    "ledgers_corrections": (WORKBOOK,),
    "papers_file": ("application/pdf",),
    "bulletins_file": tuple(BULLETIN_TYPES.values()),
    "templates_file": (BULLETIN_TYPES["docx"],),
    "templates_sample": (BULLETIN_TYPES["docx"],),
    "digests_file": tuple(BULLETIN_TYPES.values()),
    "form_fillings_file": (WORKBOOK, BULLETIN_TYPES["docx"]),
}
"""Operations that answer with a file, and its media types."""
ALWAYS = (401, 403, 404, 422, 429)
WITH_A_BODY = (409, 413, 415)


def document() -> dict[str, Any]:
    """Return the OpenAPI document in English: the same code gives the same text."""
    return described("en")


@cache
def described(language: str) -> dict[str, Any]:
    """Return the document with labels and summaries in a language."""
    with translation.override(language):
        told: dict[str, Any] = _plain(dict(API.get_openapi_schema(path_prefix="/api/v1/")))
    # the gate of each operation says its scope and permission
    gates = {
        operation.operation_id: next(
            (g for g in operation.auth_callbacks if isinstance(g, AccessToken)), None
        )
        for bound in API._get_bound_routers()  # noqa: SLF001 -- ninja's own way to its operations
        for view in bound.path_operations.values()
        for operation in view.operations
    }
    for path in told["paths"].values():
        for operation in path.values():
            _complete(operation, gates[operation["operationId"]])
    schemas = told["components"]["schemas"]
    content = {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}
    told["components"]["responses"] = {
        str(status): {"description": reason, "content": content} for status, reason in REASONS.items()
    }
    for name, schema in (("Error", Error), ("Fault", Fault)):
        described_ = schema.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas[name] = {key: value for key, value in described_.items() if key != "$defs"}
    for path in told["paths"].values():
        for operation in path.values():
            for one in operation["responses"]["200"].get("content", {}).values():
                one["example"] = sample(one["schema"], schemas)
    return told


SAMPLES = {"date-time": "2022-10-24T04:00:00+00:00", "date": "2022-10-24", "binary": ""}


def sample(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    """Return an example of what a schema describes: its own where it has one, else one of plain values."""
    if "$ref" in schema:
        return sample(known[schema["$ref"].rpartition("/")[2]], known)
    if "example" in schema:
        return schema["example"]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], known)
    match schema.get("type"):
        case "object":
            return {name: sample(one, known) for name, one in schema.get("properties", {}).items()}
        case "array":
            return [sample(schema["items"], known)]
        case "integer":
            return 1
        case "number":
            return 98.8
        case "boolean":
            return False
    return SAMPLES.get(schema.get("format", ""), "…")


def _complete(operation: dict[str, Any], gate: AccessToken | None) -> None:
    """Add the answers that any operation can give, and the scope that it needs."""
    statuses = [*ALWAYS, *(WITH_A_BODY if "requestBody" in operation else ())]
    for status in sorted(statuses):
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/{status}"})
    if gate is not None:
        operation["x-scope"] = str(gate.scope)
        operation["x-permission"] = str(gate.permission) if gate.permission else None
    for kind in FILES.get(operation["operationId"], ()):
        whole = {"schema": {"type": "string", "format": "binary"}}
        operation["responses"]["200"].setdefault("content", {})[kind] = whole


def _plain(value: Any) -> Any:
    """Return the document with its keys and words as text."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Promise) else value


def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
