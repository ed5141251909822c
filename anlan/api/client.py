"""Writes the Python client: one file made from the document of the API, a method for each operation."""

from __future__ import annotations

import keyword
import re
import textwrap
from pathlib import Path
from typing import Any

from anlan.api.openapi import document

TYPES = {"integer": "int", "number": "float", "boolean": "bool", "string": "str"}
HEAD = '''"""Python client of anlan {version}, generated from its OpenAPI document by `anlan client`: do not edit.

    from anlan_client import Anlan

    anlan = Anlan("https://anlan.example.gov.cn", token)
    for row in anlan.hazards_list(state="overdue"):
        anlan.hazard_assign(row["id"], input={{"due_at": "2022-10-31T18:00:00+08:00"}})

Acts take `input`, and may take `at`, `revision` and `key`; what is refused raises AnlanRefused with the message of the
pages. Lists yield their rows to the end; `events(since)` yields what has changed. `is_signed` judges a webhook,
`alarm_headers` signs an alarm. Each docstring tells the scope that the token needs.
"""
# ruff: noqa
# mypy: disable-error-code="no-any-return"
'''


def text() -> str:
    """Return the source of the client: the same API gives the same text."""
    told = document()
    base = (Path(__file__).parent / "client_base.py").read_text("utf-8")
    lines = [base[base.index('"""', 3) + 3 :].strip("\n"), "", "", "class Anlan(Client):"]
    lines.append('    """Every operation of the API as a method; see the head of this file."""')
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            lines += ["", *_method(method.upper(), path, operation, told["components"]["schemas"])]
    return HEAD.format(version=told["info"]["version"]) + "\n" + "\n".join(lines) + "\n"


def _name(text: str) -> str:
    name = re.sub(r"\W", "_", text).lower()
    return f"{name}_" if keyword.iskeyword(name) or name in ("input", "self") else name


def _hint(schema: dict[str, Any]) -> str:
    kinds = [schema] if "type" in schema else schema.get("anyOf", [])
    names = [TYPES.get(one.get("type", ""), "Any") for one in kinds if one.get("type") != "null"]
    return names[0] if len(names) == 1 else "Any"


def _method(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    parameters = operation.get("parameters", [])
    places = [p for p in parameters if p["in"] == "path"]
    query = [p for p in parameters if p["in"] == "query"]
    keyed = any(p["in"] == "header" and p["name"] == "Idempotency-Key" for p in parameters)
    content = operation.get("requestBody", {}).get("content", {})
    paged = method == "GET" and _is_paged(operation, schemas)
    arguments = ["self", *(f"{_name(p['name'])}: {_hint(p['schema'])}" for p in places)]
    named, given = [], []
    if "multipart/form-data" in content:
        fields = content["multipart/form-data"]["schema"]["properties"]
        files = [name for name, one in fields.items() if one.get("format") == "binary"]
        named += [f"{_name(n)}: Path | tuple[str, bytes]" for n in files]
        named += [f"{_name(n)}: str | None = None" for n in fields if n not in files]
        given.append("body={" + ", ".join(f'"{n}": {_name(n)}' for n in fields if n not in files) + "}")
        given.append("files={" + ", ".join(f'"{n}": {_name(n)}' for n in files) + "}")
    elif content:
        shape, body = _body(content["application/json"]["schema"], schemas)
        named += shape
        given.append(body)
    named += [
        f"{_name(p['name'])}: {_hint(p['schema'])} | None = None" for p in query if not _of_pages(paged, p)
    ]
    if keyed:
        named.append('key: str = ""')
        given.append("key=key or str(uuid.uuid4())")
    asked = ""
    if query:
        asked = ", ".join(f'"{p["name"]}": {_name(p["name"])}' for p in query if not _of_pages(paged, p))
        given.append(f"query={{{asked}}}")
    if named:
        arguments += ["*", *named]
    address = re.sub(r"{([^}]*)}", lambda found: "{_part(" + _name(found[1]) + ")}", path)
    address = f'f"{address}"' if places else f'"{address}"'
    answer = "Iterator[dict[str, Any]]" if paged else "bytes" if _is_file(operation) else "dict[str, Any]"
    call = (
        f"self.pages({address}, {{{asked}}})"
        if paged
        else f'self.request("{method}", {", ".join([address, *given])})'
    )
    head = f"    def {_name(operation['operationId'])}({', '.join(arguments)}) -> {answer}:"
    told = _inputs(content.get("application/json", {}).get("schema", {}), schemas)
    return [head, *_docstring(operation, told), f"        return {call}"]


def _is_paged(operation: dict[str, Any], schemas: dict[str, Any]) -> bool:
    schema = operation["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    fields = schemas.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    return "rows" in fields and "next" in fields


def _inputs(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """Return which fields the `input` of an act has; those in brackets may be left out."""
    fields = schemas.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    given = fields.get("input", {})
    given = schemas.get(given.get("$ref", "").rpartition("/")[2], given)
    names = given.get("properties", {})
    required = given.get("required", [])
    told = ", ".join(name if name in required else f"[{name}]" for name in names)
    return f" Input: {told}." if told else ""


def _of_pages(paged: bool, parameter: dict[str, Any]) -> bool:
    return paged and parameter["name"] in ("before", "after", "count")


def _body(schema: dict[str, Any], schemas: dict[str, Any]) -> tuple[list[str], str]:
    """Return the keyword arguments for a JSON body, and how it is put together of them."""
    fields = schemas.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties")
    if not fields:
        return ["body: dict[str, Any]"], "body=body"
    required = schemas[schema["$ref"].rpartition("/")[2]].get("required", [])
    order = sorted(fields, key=lambda name: name not in required)
    shape = [f"{_plain(name)}: " + ("Any" if name in required else "Any = None") for name in order]
    parts = ", ".join(f'"{name}": {_plain(name)}' for name in order)
    return shape, "body={name: value for name, value in {" + parts + "}.items() if value is not None}"


def _plain(name: str) -> str:
    return name if name == "input" else _name(name)


def _is_file(operation: dict[str, Any]) -> bool:
    return "application/json" not in operation["responses"]["200"].get("content", {"application/json": 0})


def _docstring(operation: dict[str, Any], inputs: str) -> list[str]:
    told = operation["summary"].rstrip(".") + "."
    if description := operation.get("description", "").strip():
        told += " " + " ".join(description.split())
    told += inputs
    if operation.get("x-scope"):
        told += f" Scope: {operation['x-scope']}."
    told = told.replace("\\", "\\\\").replace('"""', "'''")
    lines = textwrap.wrap(told, 100, initial_indent='        """', subsequent_indent="        ")
    if lines[-1].endswith('"'):
        lines[-1] += " "
    return [*lines[:-1], lines[-1] + '"""']
