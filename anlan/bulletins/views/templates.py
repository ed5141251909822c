"""The city's own DOCX templates: the list with a sample to begin from, one with its versions, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anlan.bulletins import templates
from anlan.bulletins.models import Series, Template, TemplateState, TemplateVersion
from anlan.bulletins.templates import TEMPLATE_FLOW
from anlan.bulletins.views.lists import TYPES, own_area
from anlan.documents.templates.package import MOST_BYTES
from anlan.documents.templates.placeholders import NAMES
from anlan.documents.templates.sample import sample as sample_file
from anlan.kernel import parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission


@needs(Permission.BULLETIN_EDIT)
@require_http_methods(["GET", "POST"])
def listing(request: ActedRequest) -> HttpResponse:
    """Show the templates and what may stand in one; take in a new one."""
    if request.method == "GET":
        return _list(request)
    area = own_area(request.actor, Permission.BULLETIN_EDIT)
    try:
        given = {"area": area, "name": request.POST.get("name", ""), "file": _sent(request, area)}
        outcome = door.open_case(
            TEMPLATE_FLOW, "upload", by=request.actor, input=given, key=request.POST.get("key") or None
        )
    except (Invalid, Refused) as error:
        return _list(request, error)
    messages.success(request, _("The template is kept: choose the series that print by it."))
    return redirect("bulletins:template", pk=outcome.case_id)


def _sent(request: ActedRequest, area: Area) -> templates.TemplateFile:
    sent = request.FILES.get("file")
    if sent is None:
        return templates.read_file("", b"", area)
    return templates.read_file(sent.name or "template.docx", sent.read(MOST_BYTES + 1), area)


def _list(request: ActedRequest, error: AnlanError | None = None) -> HttpResponse:
    rows = (
        Template.objects.within(request.actor.scope)
        .prefetch_related("series_set")
        .order_by("state", "name", "id")
    )
    context = {
        "columns": [
            {"label": _("Template"), "kind": "name"},
            {"label": _("State")},
            {"label": _("Version"), "kind": "num"},
            {"label": _("Series"), "kind": "wide"},
        ],
        "rows": [_row(one) for one in rows[:200]],
        "name_columns": [
            {"label": _("Placeholder"), "kind": "code"},
            {"label": _("What it prints"), "kind": "wide"},
        ],
        "names": [_told(one) for one in NAMES],
        "sample": "zh" if (get_language() or "zh").startswith("zh") else "en",
        "given": {"name": request.POST.get("name", "")},
        "error": error,
        "key": uuid7(),
    }
    return render(request, "bulletins/templates.html", context, status=error.status if error else 200)


def _row(one: Template) -> dict[str, Any]:
    return {
        "cells": [
            {"text": one.name, "href": reverse("bulletins:template", args=[one.pk])},
            TemplateState(one.state).label,
            str(one.version),
            _(", ").join(series.label for series in one.series_set.all()) or "—",
        ],
    }


def _told(one: Any) -> list[Any]:
    chinese = (get_language() or "zh").startswith("zh")
    tail = f" {one.takes}" if one.takes else ""
    word = {"text": f"{{{{ {one.chinese if chinese else one.code}{tail} }}}}"}
    return [word | ({"sub": f"{{{{ {one.code}{tail} }}}}"} if chinese else {}), one.told]


def visible(request: ActedRequest, pk: int) -> Template:
    """Return a template that the reader may see. Raises Unknown."""
    rows = Template.objects.within(request.actor.scope).select_related("area")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("template.unknown", _("There is no template with this number that you may see."))
    return found


@needs(Permission.BULLETIN_EDIT)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show a template: who uses it, its versions, its placeholders."""
    return _page(request, visible(request, pk))


def _page(request: ActedRequest, template: Template, error: AnlanError | None = None) -> HttpResponse:
    series = list(Series.objects.filter(area=template.area_id).order_by("position", "id"))
    versions = list(template.versions.defer("content").select_related("by").order_by("-number"))
    may = bool(TEMPLATE_FLOW.steps["replace"].rule(request.actor, template))
    context = {
        "template": template,
        "state_label": TemplateState(template.state).label,
        "versions": versions,
        "newest": versions[0],
        "using": [one for one in series if one.template_id == template.pk],
        "others": [
            (one.pk, one.label) for one in series if one.template_id != template.pk and one.closed_on is None
        ],
        "may_change": may and template.state == TemplateState.IN_USE,
        "retiring": templates.is_used_by_nothing(template),
        "entries": trail(TEMPLATE_FLOW, template),
        "error": error,
        "key": uuid7(),
    }
    return render(request, "bulletins/template.html", context, status=error.status if error else 200)


@needs(Permission.BULLETIN_EDIT)
@require_POST
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a template one step on; a refusal shows its page with the reason."""
    template = visible(request, pk)
    if step not in TEMPLATE_FLOW.steps or step == "upload":
        return redirect("bulletins:template", pk=pk)
    try:
        given: dict[str, Any] = {}
        if step == "replace":
            given = {"file": _sent(request, template.area)}
        elif step in ("choose", "leave"):
            given = {"series": request.POST.get("series", "")}
        outcome = door.apply(
            TEMPLATE_FLOW, pk, step, by=request.actor, input=given, key=request.POST.get("key") or None
        )
    except (Invalid, Refused) as error:
        return _page(request, visible(request, pk), error)
    told = _("“%(step)s” is recorded: journal entry %(seq)s.")
    messages.success(request, told % {"step": TEMPLATE_FLOW.steps[step].label, "seq": outcome.seq})
    return redirect("bulletins:template", pk=pk)


@needs(Permission.BULLETIN_EDIT)
def download(request: ActedRequest, pk: int, number: int) -> HttpResponse:
    """Give a version of a template as it was uploaded."""
    template = visible(request, pk)
    found = template.versions.filter(number=min(number, 2**31 - 1)).first()
    if found is None:
        raise Unknown("template.version", _("This template has no version %(n)s.") % {"n": number})
    return as_docx(found)


def as_docx(version: TemplateVersion) -> HttpResponse:
    name = f"{version.template.name}-{version.number}.docx"
    response = HttpResponse(bytes(version.content), content_type=TYPES["docx"])
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@needs(Permission.BULLETIN_EDIT)
def sample(request: ActedRequest, language: str) -> HttpResponse:
    """Give a template to begin from."""
    if language not in ("zh", "en"):
        raise Unknown("template.sample", _("There is a sample in Chinese (zh) and in English (en)."))
    return sample_response(language)


def sample_response(language: str) -> HttpResponse:
    response = HttpResponse(sample_file(language), content_type=TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="anlan-template-{language}.docx"'
    return response
