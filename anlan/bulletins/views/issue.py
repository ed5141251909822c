"""One issue: its paper, whose turn it is, what stands against signing it, its steps, its history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from anlan.bulletins import actions, archive, checks, composing, marks, sources, subjects, templates
from anlan.bulletins.editing import by_hand
from anlan.bulletins.flow import BULLETIN_FLOW, EDITABLE, UNSIGNED
from anlan.bulletins.listing import TONES
from anlan.bulletins.models import (
    OUT_STATES,
    Archived,
    Delivery,
    DeliveryState,
    Issue,
    Receipt,
    Signature,
    Signed,
    State,
    Waiver,
)
from anlan.bulletins.paper import paper
from anlan.bulletins.signatures import MOST_BYTES
from anlan.bulletins.views.lists import as_file
from anlan.documents.formats import FORMATS
from anlan.documents.tokens import figure_tokens
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.obligations.models import Obligation
from anlan.obligations.rows import tell_duties
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

ON_OTHER_PAGES = frozenset(
    {"write", "add", "remove", "move", "head", "ask_waiver", "decide_waiver", "mail_again"}
)
"""Steps that have their place in the editor, or beside the problem that they are about."""


LEADING = frozenset({"submit", "review", "sign", "distribute"})
"""Steps that lead on: the first of them stands unfolded."""


@needs(Permission.BULLETIN_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one issue."""
    return page(request, visible(request, pk))


def visible(request: ActedRequest, pk: int) -> Issue:
    """Return an issue that the reader may see. Raises Unknown."""
    rows = Issue.objects.within(request.actor.scope).select_related(
        "series__area", "series__issuer", "special", "area"
    )
    issue = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if issue is None:
        raise Unknown("bulletin.unknown", _("There is no bulletin with this number that you may see."))
    return issue


def page(
    request: ActedRequest, issue: Issue, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    context = _signed(issue) if issue.number is not None else _unsigned(issue)
    duties = (
        Obligation.objects.open().filter(case_id=issue.pk).select_related("owner").order_by("due_at", "id")
    )
    asked = refused if refused is not None and refused.name == "ask_waiver" else None
    forms = _forms(request, issue, None if asked else refused)
    own = _own_delivery(request, issue)
    context |= {
        "issue": issue,
        "state_label": State(issue.state).label,
        "tone": TONES[State(issue.state)],
        "stages_shown": _stages(issue),
        "forms": forms,
        "can_edit": issue.state in EDITABLE and bool(BULLETIN_FLOW.steps["write"].rule(request.actor, issue)),
        "may_ask": issue.state in UNSIGNED
        and bool(BULLETIN_FLOW.steps["ask_waiver"].rule(request.actor, issue)),
        "asked": _asked(asked),
        "may_decide": bool(BULLETIN_FLOW.steps["decide_waiver"].rule(request.actor, issue)),
        "turns": tell_duties(list(duties), clock.now()),
        "now": clock.now(),
        "entries": trail(BULLETIN_FLOW, issue),
        "versions": list(issue.versions.select_related("by").order_by("-number")[:12]),
        "waivers": list(
            Waiver.objects.filter(issue=issue).select_related("asked_by", "decided_by").order_by("pk")
        ),
        "corrections": _corrections(issue),
        "corrected_by": list(
            issue.corrected_by.within(request.actor.scope).select_related("series").order_by("pk")
        ),
        "own_delivery": own,
        "receipts": _receipts(request, issue),
        "key": uuid7(),
    }
    return render(request, "bulletins/detail.html", context, status=status)


def _unsigned(issue: Issue) -> dict[str, Any]:
    with snapshot():
        written = composing.of_issue(issue)
        found = checks.obstacles(issue, written)
    told, rows = sources.sources(written.composed)
    own = {token.key for row in issue.passages for token in figure_tokens(row.get("text", ""))}
    return {
        "signed": None,
        "is_marked": False,
        "printed_numbers": [],
        "signatures": [],
        "paper": paper(written.document, found, by_hand(issue)),
        "obstacles": sorted(found, key=lambda one: not one.blocks),
        "blocking": sum(one.blocks for one in found),
        "sources_columns": told,
        "sources": rows,
        "quoted": [
            (key, f"{one.title} · {one.text}") for key, one in written.composed.prints.items() if key in own
        ],
        "known_at": written.composed.setting.known.at,
        "formats": [(archive.OWN, "")] if issue.series.template_id else [],
    }


def _asked(refused: StepForm | None) -> dict[str, Any]:
    """Return what was typed into a request for an exception that was refused, with the reason: it is shown again."""
    if refused is None:
        return {"kind": "", "subject": "", "error": None}
    reason = refused.error or " ".join(str(fault) for fault in refused.faults.values())
    return {"kind": "", "subject": "", "text": "", "reason": "", **refused.raw, "error": reason}


def _signed(issue: Issue) -> dict[str, Any]:
    signed = Signed.objects.get(pk=issue.pk)
    told, rows = sources.signed_sources(signed)
    files = dict(Archived.objects.filter(signed=signed).values_list("format", "sha256"))
    return {
        "signed": signed,
        "paper": paper(document := marks.marked(signed, issue), by_hand=by_hand(issue)),
        "is_marked": bool(document.stamps),
        "printed_numbers": subjects.choices(issue) if issue.state in OUT_STATES else [],
        "digest": bytes(signed.digest).hex(),
        "seal_root": bytes(signed.seal_root).hex(),
        "signatures": list(
            Signature.objects.filter(signed=signed).defer("content").select_related("by").order_by("pk")
        ),
        "sources_columns": told,
        "sources": rows,
        "known_at": signed.known_at,
        "formats": [(form, files.get(form, "")) for form in archive.forms(signed)],
    }


def _corrections(issue: Issue) -> list[dict[str, Any]]:
    rows = issue.corrections.select_related("by").order_by("number")
    return [{"row": row, "name": subjects.named(issue, row.subject)} for row in rows]


def _forms(request: ActedRequest, issue: Issue, refused: StepForm | None) -> list[StepForm]:
    forms = step_forms(BULLETIN_FLOW, issue, request.actor, refused=refused)
    shown = [
        replace(form, fields=tuple(item for item in form.fields if item.type != "carried"))
        for form in forms
        if form.name not in ON_OTHER_PAGES or form.error
    ]
    return sorted(shown, key=lambda form: (not form.decision, form.name not in LEADING))


def _own_delivery(request: ActedRequest, issue: Issue) -> Delivery | None:
    own = Delivery.objects.within(request.actor.scope).filter(
        issue=issue, organisation__in=request.actor.organisation_ids()
    )
    return own.order_by("state", "pk").last()


def _receipts(request: ActedRequest, issue: Issue) -> dict[str, int] | None:
    """Return how many have it, how many signed for it and how many still wait with a correction, for those who look
    after it."""
    if not any(
        request.actor.may(permission) for permission in (Permission.BULLETIN_EDIT, Permission.BULLETIN_SIGN)
    ):
        return None
    signed = Exists(Receipt.objects.filter(delivery=OuterRef("pk")))
    told = (
        Delivery.objects.within(request.actor.scope)
        .filter(issue=issue)
        .aggregate(
            of=Count("pk"),
            received=Count("pk", filter=signed),
            waiting=Count("pk", filter=Q(signed, state=DeliveryState.SENT)),
        )
    )
    return told if told["of"] else None


def _stages(issue: Issue) -> list[dict[str, Any]]:
    moments = [
        (pgettext("stage", "Draft"), issue.opened_on, True),
        (pgettext("stage", "Review"), issue.submitted_at, issue.submitted_at is not None),
        (pgettext("stage", "Signature"), issue.reviewed_at, issue.reviewed_at is not None),
        (pgettext("stage", "Distribution"), issue.signed_at, issue.signed_at is not None),
    ]
    done = [reached for _text, _at, reached in moments[1:]] + [issue.distributed_at is not None]
    ends = [issue.submitted_at, issue.reviewed_at, issue.signed_at, issue.distributed_at]
    stages: list[dict[str, Any]] = []
    for (text, _at, _reached), finished, at in zip(moments, done, ends, strict=True):
        state = "done" if finished else "current" if not stages or stages[-1]["state"] == "done" else "ahead"
        stages.append({"text": text, "at": _shown(at), "state": state})
    return stages


def _shown(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%m-%d %H:%M}" if at else ""


@needs(Permission.BULLETIN_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take an issue one step on; a refusal shows the page again with the reason and what was typed."""
    issue = visible(request, pk)
    if request.method == "GET" or step not in BULLETIN_FLOW.steps or step == "draft":
        return redirect("bulletins:detail", pk=pk)
    key = request.POST.get("key") or uuid7()
    raw = {
        item.name: request.POST.get(item.name, "")
        for item in BULLETIN_FLOW.steps[step].form.inputs
        if item.kind != "carried"
    }
    try:
        outcome = _take(request, issue, step, raw, key)
    except (Invalid, Refused) as error:
        issue = visible(request, pk)
        return page(request, issue, StepForm.refused(step, raw, error, key), status=error.status)
    told = _("“%(step)s” is recorded: journal entry %(seq)s.")
    messages.success(request, told % {"step": BULLETIN_FLOW.steps[step].label, "seq": outcome.seq})
    return redirect("bulletins:detail", pk=pk)


def _take(request: ActedRequest, issue: Issue, step: str, raw: dict[str, Any], key: str) -> door.Outcome:
    """Take a step by the act that belongs to it."""
    actor, revision = request.actor, parameters.whole(request.POST, "revision")
    match step:
        case "sign":
            return actions.sign(issue, by=actor, key=key, revision=revision)
        case "ask_waiver":
            return actions.ask_waiver(issue, raw, by=actor, key=key)
        case "distribute":
            return actions.distribute(issue, by=actor, key=key, revision=revision).outcome
        case "correct":
            return actions.correct(issue, raw, by=actor, key=key)
        case "withdraw":
            return actions.withdraw(issue, raw, by=actor, key=key)
        case "attach":
            sent = request.FILES.get("file")
            content = sent.read(MOST_BYTES + 1) if sent else b""
            return actions.attach(
                issue, (sent.name if sent else "") or "signature", content, by=actor, key=key
            )
    return door.apply(BULLETIN_FLOW, issue.pk, step, by=actor, input=raw, key=key, revision=revision)


@needs(Permission.BULLETIN_READ)
def file(request: ActedRequest, pk: int, form: str) -> HttpResponse:
    """Give a signed issue's file with the marks that it bears today (`original`: as it was archived); of an issue that
    is not signed, what it would be, marked as a draft."""
    issue = visible(request, pk)
    if form not in (*FORMATS, archive.OWN):
        raise Unknown("bulletin.format", _("There is no format “%(form)s”.") % {"form": form[:20]})
    signed = Signed.objects.select_related("template", "issue").filter(pk=issue.pk).first()
    if signed is not None:
        if form not in archive.forms(signed):
            raise Unknown("bulletin.no_template", _("This issue was signed without a template of your own."))
        name = f"{issue.series.code}-{issue.short}"
        if parameters.choice(request.GET, "version", ("original",)):
            return as_file(archive.given(signed, form), f"{name}-original", form)
        return as_file(archive.current(signed, issue, form), name, form)
    version = templates.newest(issue.series)
    if form == archive.OWN and version is None:
        raise Unknown("bulletin.no_template", _("This series has chosen no template of your own."))
    with snapshot():
        written = composing.of_issue(issue)
    if form == archive.OWN and version is not None:
        content = archive.drafted(written, version, templates.sections_of(issue))
    else:
        content = FORMATS[form](written.document)
    return as_file(content, f"{issue.series.code}-draft-{issue.pk}", form)


@needs(Permission.BULLETIN_READ)
def signature(request: ActedRequest, pk: int, number: int) -> HttpResponse:
    """Give a detached signature as it was attached."""
    issue = visible(request, pk)
    found = (
        Signature.objects.filter(signed=issue.pk, pk=number).first() if number <= parameters.BIGGEST else None
    )
    if found is None:
        raise Unknown("bulletin.signature", _("This issue has no such signature file."))
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{issue.series.code}-{issue.short}.sig"'
    return response


__all__ = ["AnlanError", "detail", "file", "page", "signature", "take", "visible"]
