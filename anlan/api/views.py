"""The description of the API for people, in the frame of the other pages; and the document for programmes."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anlan.access.models import TokenScope
from anlan.api.answers import JSON
from anlan.api.client import text as client_text
from anlan.api.openapi import described, document
from anlan.api.routers.photographs import MULTIPART
from anlan.org.doors import ActedRequest, needs


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the document. It holds nothing that is not in the source, so it asks for no token."""
    return HttpResponse(json.dumps(document(), ensure_ascii=False), content_type=JSON)


@needs()
@require_safe
def client(request: ActedRequest) -> HttpResponse:
    """Answer with the Python client, made of this version's document."""
    return HttpResponse(
        client_text(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="anlan_client.py"'},
    )


@needs()
@require_safe
def reference(request: ActedRequest) -> HttpResponse:
    """Show every operation with a short example, by subject."""
    told = described("en" if (get_language() or "").startswith("en") else "zh-hans")
    subjects: dict[str, list[dict[str, Any]]] = {}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            row = {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "scope": operation["x-scope"],
                "parameters": [_parameter(one) for one in operation.get("parameters", [])],
                "example": _example(request, method.upper(), path, operation),
            }
            subjects.setdefault(operation["tags"][0], []).append(row)
    scopes = dict(TokenScope.choices)
    context = {
        "subjects": [(tag, label, subjects[tag]) for tag, label in SUBJECTS.items() if tag in subjects],
        "scopes": scopes,
        "base": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "api/reference.html", context)


SUBJECTS: dict[str, Any] = {
    "me": _("The token itself"),
    "hazards": _("Hazards"),
    "visits": _("Inspections"),
    "activities": _("Publicity"),
    "campaigns": _("Campaigns"),
    "teams": _("Inspection teams"),
    "team-days": _("Day logs of teams"),
    "team-visits": _("Visits of teams"),
    "team-handovers": _("Hand-overs of teams"),
    "draws": _("Draws"),
    "incidents": _("Incidents"),
    "recommendations": _("Recommendations of investigations"),
    "confirmations": _("Confirmations that nothing happened"),
    "look-backs": _("Look-backs"),
    "look-back-samples": _("Samples of look-backs"),
    "look-back-rates": _("Rates of look-backs"),
    "advisories": _("Advisories and warnings"),
    "advisory-receipts": _("Receipts of warnings"),
    "plans": _("Inspection plans"),
    "joint-visits": _("Joint visits"),
    "visit-planner": _("Visit planner"),
    "arranged-visits": _("Arranged visits"),
    "leader-plans": _("Leaders’ inspection plans"),
    "enforcement": _("Enforcement"),
    "site-papers": _("Papers of visits"),
    "measures": _("Measures"),
    "penalties": _("Penalties"),
    "listings": _("Listed supervision"),
    "referrals": _("Hand-overs to authorities"),
    "limits": _("Legal limits"),
    "tip-offs": _("Tip-offs"),
    "enterprises": _("Pages of the enterprise"),
    "enterprise-codes": _("Codes of enterprises"),
    "self-checks": _("Self-found hazards"),
    "letters": _("Messages of enterprises"),
    "meetings": _("Meetings"),
    "tasks": _("Assigned tasks"),
    "task-parts": _("Parts of joint units"),
    "leaders": _("Leaders"),
    "leading": _("What leaders do"),
    "reports": _("Daily reports"),
    "roll-ups": _("Roll-up of reports"),
    "report-rules": _("Rules for reports"),
    "periods": _("Special periods"),
    "supervisions": _("Supervision"),
    "acts": _("Many acts at once"),
    "photographs": _("Photographs"),
    "places": _("Premises, areas, sectors, organisations"),
    "figures": _("Figures"),
    "todo": _("To do"),
    "ledgers": _("Ledgers"),
    "exports": _("Exports"),
    "bulletin-templates": _("Templates of bulletins"),
    "notices": _("Notices"),
    "administration": _("Accounts, posts, responsibility, areas"),
    "journal": _("Journal"),
}
"""Subject → its heading, in the order of the page."""


FORM = {
    "photo": "@door.jpg",
    "file": "@ledger.xlsx",
    "kind": "hazards",
    "sender": "'Yuanhui District'",
    "name": "letterhead",
    "area": "411100",
    "code": "monthly",
    "receiver": "'provincial office'",
}
"""Examples of the fields of forms."""


def _parameter(told: dict[str, Any]) -> str:
    codes = told["schema"].get("enum")
    return f"{told['name']}={'|'.join(codes)}" if codes and len(codes) <= 8 else str(told["name"])


def _example(request: HttpRequest, method: str, path: str, operation: dict[str, Any]) -> str:
    """Return the call as a command line."""
    address = request.build_absolute_uri(
        path.replace("{id}", "48211")
        .replace("{ledger}", "48211")
        .replace("{code}", "hazards.outstanding")
        .replace("{person}", "311")
        .replace("{post}", "420")
        .replace("{area}", "57")
        .replace("{sector}", "gas")
        .replace("{export}", "96")
    )
    lines = [f"curl -H 'Authorization: Bearer …' {address}"]
    body = operation.get("requestBody", {}).get("content", {})
    if "example" in body.get(JSON, {}):
        lines[0] = f"curl -X {method} -H 'Authorization: Bearer …' -H 'Content-Type: {JSON}' \\"
        data = json.dumps(body[JSON]["example"], ensure_ascii=False)
        lines += [f"  -H 'Idempotency-Key: 0193-4711-48211' {address} \\", f"  -d '{data}'"]
    elif body:
        fields = body[MULTIPART]["schema"]["properties"]
        files = FORM | ({"file": "@own.docx"} if "templates" in path else {})
        told = " ".join(f"-F {name}={files[name]}" for name in fields)
        lines = [f"curl -H 'Authorization: Bearer …' {told} \\", f"  {address}"]
    return "\n".join(lines)
