"""The archive of issues, one issue with its numbers, what stands against signing it, its files, its replay."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import bulletin_schemas, cases, schemas
from anlan.api.acting import OFFERED
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import Source, choice, in_chinese, listed, of_spec, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.bulletins import (
    archive,
    checks,
    composing,
    keeping,
    marks,
    numbering,
    recipients,
    series,
    subjects,
)
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.letters import error_words
from anlan.bulletins.listing import ISSUES, UNSIGNED, filtered
from anlan.bulletins.models import (
    Archived,
    Correction,
    Cycle,
    DeliveryState,
    Group,
    Issue,
    Line,
    MailState,
    Selector,
    Series,
    Signed,
    SignedValue,
    State,
)
from anlan.bulletins.replay import replay
from anlan.bulletins.views.lists import as_file
from anlan.documents.formats import FORMATS
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, mailing, parameters
from anlan.kernel.errors import Unknown
from anlan.org.roles import Permission

router = Router(tags=["bulletins"])
READ = AccessToken(TokenScope.READ, Permission.BULLETIN_READ)
_COLUMNS = (
    "id", "series_id", "series__name", "series__name_en", "year", "number", "special__name", "special__name_en",
    "special_number", "title", "language", "state", "on", "signed_on", "revision",
)  # fmt: skip
PARAMETERS = of_spec(
    ISSUES,
    parameter("series", {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, "number of a series"),
    parameter("year", {"type": "integer", "minimum": 2000, "maximum": 2099}, "year of the number"),
    choice("state", (UNSIGNED, *State.values)),
)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(bulletin_schemas.BulletinRow),
    operation_id="bulletins_list",
    summary=_("The archive of bulletins"),
    description=_("What the page of bulletins shows, with its filters and search, newest first."),
    openapi_extra={"parameters": PARAMETERS},
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, ARCHIVE)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return issues as data."""
    chinese, states = in_chinese(), spoken(State)
    told = []
    for (
        key,
        run,
        name,
        english,
        year,
        number,
        special,
        special_en,
        own,
        title,
        language,
        state,
        on,
        signed,
        rev,
    ) in rows:
        told.append(
            {
                "id": key,
                "series": {"id": run, "name": name if chinese else english},
                "year": year,
                "number": number,
                "special": special if chinese else special_en,
                "special_number": own,
                "title": title,
                "language": language,
                "state": states[state],
                "figures_to": on,
                "signed_on": signed,
                "revision": rev,
            }
        )
    return told


ARCHIVE = Source(ISSUES, Issue.objects.within, filtered, _COLUMNS, tell)


def _visible(request: ApiRequest, key: int) -> Issue:
    rows = Issue.objects.within(request.auth.actor.scope)
    issue = rows.select_related("series__area", "series__issuer", "special").filter(pk=key).first()
    if issue is None:
        raise cases.unknown(BULLETIN_FLOW)
    return issue


def _signed(request: ApiRequest, key: int) -> Issue:
    issue = _visible(request, key)
    if issue.number is None:
        raise Unknown("bulletin.not_signed", gettext("This issue is not signed yet."), field="id")
    return issue


@router.get(
    "/series",
    auth=AccessToken(TokenScope.READ, Permission.BULLETIN_EDIT),
    response=bulletin_schemas.SeriesList,
    operation_id="series_list",
    summary=_("The series that you keep"),
    description=_(
        "Each with its next number, its special series, and its groups with the organisations of today."
    ),
)
def kept_series(request: ApiRequest) -> HttpResponse:
    rows = keeping.kept_by(request.auth.actor).order_by("area", "position", "id")
    return answer({"series": [_series(one) for one in rows]})


def _series(one: Series) -> dict[str, Any]:
    """Return a series as data. Some queries a series: there are few."""
    today = clock.today()
    sides, cycles, selectors = spoken(Line), spoken(Cycle), spoken(Selector)
    return {
        "id": one.pk,
        "code": one.code,
        "name": one.label,
        "masthead": one.masthead_in("zh" if in_chinese() else "en"),
        "area": {"code": one.area.code, "name": one.area.short_label},
        "issuer": {"id": one.issuer_id, "name": one.issuer.label},
        "cycle": cycles[one.cycle],
        "sections": one.sections,
        "closed_on": one.closed_on,
        "next_number": numbering.upcoming(one, None, today.year)[0],
        "specials": [
            {
                "id": special.pk,
                "name": special.label,
                "first_on": special.first_on,
                "last_on": special.last_on,
                "next_number": numbering.upcoming(one, special, today.year)[1],
            }
            for special in one.specials.order_by("-first_on", "-pk")
        ],
        "groups": [
            {
                "id": group.pk,
                "line": sides[group.line],
                "name": group.label,
                "selector": selectors[group.selector],
                "mail": group.mail,
                "valid_from": group.valid_from,
                "valid_to": group.valid_to,
                "organisations": [
                    {"id": body.pk, "name": body.label} for body in series.members(group, today)
                ],
            }
            for group in Group.objects.on(today).filter(series=one).order_by("line", "position", "id")
        ],
    }


@router.get(
    "/{int:id}",
    auth=READ,
    response=bulletin_schemas.BulletinDetail,
    operation_id="bulletins_get",
    summary=_("One bulletin"),
    description=_(
        "Its text, the document and every number as signed, the steps that lead on, and the history."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    issue = _visible(request, id)
    signed = Signed.objects.filter(pk=issue.pk).first()
    values = SignedValue.objects.filter(signed=issue.pk).order_by("position")
    return answer(
        {
            **ARCHIVE.told([issue.pk])[0],
            "version": issue.version,
            "passages": issue.passages,
            "document": signed.composition if signed else None,
            "numbers": [_number(one) for one in values],
            "digest": bytes(signed.digest).hex() if signed else "",
            "files": dict(Archived.objects.filter(signed=issue.pk).values_list("format", "sha256")),
            "known_seq": signed.known_seq if signed else None,
            "corrections": [
                {
                    "number": c.number,
                    "subject": c.subject,
                    "about": subjects.named(issue, c.subject),
                    "old": c.old,
                    "new": c.new,
                    "why": c.why,
                    "at": c.at,
                    "told": c.told,
                }
                for c in Correction.objects.filter(issue=issue).order_by("number")
            ],
            "marks": marks.lines(issue),
            "available": cases.available(
                BULLETIN_FLOW, issue, request.auth.actor, without=OFFERED[BULLETIN_FLOW.kind].without
            ),
            "history": cases.history(BULLETIN_FLOW, issue),
        }
    )


def _number(one: SignedValue) -> dict[str, Any]:
    return {
        "key": one.key,
        "printed": one.printed,
        "true": one.phrase,
        "count": one.count,
        "base": one.base,
        "area": one.area_code,
        "first": one.first_on,
        "last": one.last_on,
        "rows": one.row_count,
        "digest": one.row_digest,
    }


@router.get(
    "/{int:id}/obstacles",
    auth=READ,
    response=bulletin_schemas.BulletinObstacles,
    operation_id="bulletins_obstacles",
    summary=_("What stands against signing a bulletin"),
    description=_(
        "Sections that failed, words against the facts, contradictions, typed numbers, missing glyphs."
    ),
)
def obstacles(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    issue = _visible(request, id)
    if issue.number is not None:
        return answer({"obstacles": []})
    with snapshot():
        found = checks.obstacles(issue, composing.of_issue(issue))
    rows = [
        {
            "kind": one.kind,
            "text": one.text,
            "todo": one.todo,
            "paragraph": one.paragraph,
            "subject": one.subject,
            "blocks": one.blocks,
        }
        for one in found
    ]
    return answer({"obstacles": rows})


@router.get(
    "/{int:id}/replay",
    auth=READ,
    response=bulletin_schemas.BulletinReplay,
    operation_id="bulletins_replay",
    summary=_("Replay a signed bulletin"),
    description=_("Counts every number anew from the journal as known when it was signed, and compares."),
)
def replayed(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    found = replay(_signed(request, id))
    return answer(
        {
            "equal": found.equal,
            "numbers": len(found.numbers),
            "rows": found.proven_rows,
            "faults": found.faults,
            "notes": found.notes,
            "differences": {
                one.signed.key: list(one.differences) for one in found.numbers if one.differences
            },
        }
    )


@router.get(
    "/{int:id}/deliveries",
    auth=READ,
    response=bulletin_schemas.BulletinDeliveries,
    operation_id="bulletins_deliveries",
    summary=_("To whom a bulletin went"),
    description=_(
        "Its deliveries that you may see, each with its receipts (of the issue and of every correction) and, for those "
        "who look after it, its mails with their state."
    ),
)
def deliveries(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    issue, states = _visible(request, id), spoken(DeliveryState)
    sides, mail_states = spoken(Line), spoken(MailState)
    told = [
        {
            "id": one.row.pk,
            "organisation": {"id": one.row.organisation_id, "name": one.row.organisation.label},
            "line": sides[one.row.line],
            "state": states[one.row.state],
            "sent_at": one.row.sent_at,
            "told_of": one.row.told_of,
            "reminders": one.row.reminders,
            "receipts": [{"of": r.of, "by": r.by.name, "at": r.at} for r in one.receipts],
            "mail": one.row.organisation.mail if one.looks_after else "",
            "mails": [
                {
                    "message": m.message,
                    "to": m.to,
                    "state": mail_states[m.state],
                    "attempts": m.attempts,
                    "error": error_words(m),
                    "queued_at": m.queued_at,
                    "sent_at": m.sent_at,
                }
                for m in one.mails
            ],
        }
        for one in recipients.of(issue, request.auth.actor)
    ]
    return answer({"mail_is_on": mailing.is_on(), "deliveries": told})


@router.get(
    "/{int:id}/file",
    auth=READ,
    operation_id="bulletins_file",
    summary=_("A signed bulletin as a file"),
    description=_(
        "As it is given out today: of an issue that was corrected or withdrawn, with its marks. `version=original` "
        "gives the archived file, the same bytes every time; `own` is the one by the city's own template."
    ),
    response={200: None},
    openapi_extra={
        "parameters": [choice("format", (*FORMATS, archive.OWN)), choice("version", ("original",))]
    },
)
def file(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    issue = _signed(request, id)
    form = parameters.choice(request.GET, "format", (*FORMATS, archive.OWN)) or "pdf"
    signed = Signed.objects.select_related("template", "issue").get(pk=issue.pk)
    name = f"{issue.series.code}-{issue.short}"
    if form not in archive.forms(signed):
        raise Unknown(
            "bulletin.no_template",
            gettext("This issue was signed without a template of your own."),
            field="format",
        )
    if parameters.choice(request.GET, "version", ("original",)):
        return as_file(archive.given(signed, form), f"{name}-original", form)
    return as_file(archive.current(signed, issue, form), name, form)
