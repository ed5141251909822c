"""The list of advisories, drafting one, one with who acknowledged it, and each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.advisories import inputs
from anlan.advisories.acts import ADVISORY_ACTS
from anlan.advisories.choosing import recipients
from anlan.advisories.effects import words_asked
from anlan.advisories.figures import median_of
from anlan.advisories.flow import ADVISORY_FLOW
from anlan.advisories.inputs import WHO
from anlan.advisories.kinds import (
    COLOURS,
    WENT_OUT,
    AdvisoryKind,
    AdvisoryState,
    Category,
    Change,
    ReceiptState,
    WarningLevel,
)
from anlan.advisories.listing import ADVISORIES, LATE, choices, filtered
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.papers import papers_of
from anlan.advisories.rows import TONES, at_words, lasting, tell_advisories, tell_silent
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking, door
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.choices import areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor

FOLDED = ("amend", "send_back", "ask_update", "ask_lift", "decline", "withdraw")
BY_OTHERS = ("take_back",)
WAITING_SHOWN = 20


@needs(Permission.ADVISORY_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the advisories that hold where the reader is, or that his body received, the newest first."""
    shown = ADVISORIES.show(request, filtered(Advisory.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_advisories(shown.keys)
    return shown.render("advisories/list.html", columns=columns, rows=rows, choices=choices(request.actor))


@needs(Permission.ADVISORY_MAKE)
@require_http_methods(["GET", "POST"])
def draft(request: ActedRequest) -> HttpResponse:
    """Draft an advisory or warning; a refused form keeps what was typed."""
    posts = [post for post in request.actor.posts if Permission.ADVISORY_MAKE in post.permissions]
    now = clock.now()
    start = {
        "kind": AdvisoryKind.WARNING.value,
        "area": posts[0].area_id if posts else "",
        "starts_at": now,
        "ends_at": now + timedelta(days=1),
        **dict.fromkeys(WHO, "no"),
        "to_offices": "yes",
        "ack_minutes": 30,
        "public": "no",
    }
    begun = asking.begin(request, ADVISORY_FLOW, "draft", start, options=options(request.actor))
    if begun.outcome:
        messages.success(request, _("Drafted: journal entry %(seq)s.") % {"seq": begun.outcome.seq})
        return redirect("advisories:detail", pk=begun.outcome.case_id)
    context = {"form": begun.form, "parts": _parts(begun.form)}
    return render(request, "advisories/draft.html", context, status=begun.status)


def _parts(form: StepForm) -> list[tuple[str, StepForm]]:
    """Return the long form in three: what it says, to whom it goes, how it is acknowledged."""
    to, how = {item.name for item in inputs.TO}, {item.name for item in inputs.HOW}
    what = {item.name for item in form.fields} - to - how
    heads = (
        (_("Words of the warning"), what),
        (_("To whom it goes"), to),
        (_("How it is acknowledged"), how),
    )
    return [
        (title, replace(form, fields=tuple(item for item in form.fields if item.name in names)))
        for title, names in heads
    ]


def options(actor: Actor) -> dict[str, Any]:
    """Return what may be chosen: areas of the reader's, the sectors of his posts."""
    areas = areas_of(actor.scope, deepest=3)
    least = min((area.depth for area in areas), default=0)
    sectors = Sector.objects.order_by("position", "code")
    posts = [post for post in actor.posts if Permission.ADVISORY_MAKE in post.permissions]
    if posts and all(post.sector_ids is not None for post in posts):
        sectors = sectors.filter(pk__in={key for post in posts for key in post.sector_ids or ()})
    return {
        "area": [(area.pk, "　" * (area.depth - least) + area.short_label) for area in areas],
        "sectors": [(sector.pk, sector.label) for sector in sectors],
    }


def visible(request: ActedRequest, pk: int) -> Advisory:
    """Return an advisory of the reader's scope. Raises Unknown for a stranger's as for none."""
    rows = Advisory.objects.within(request.actor.scope).select_related(
        "area", "organisation", "drafted_by", "approved_by", "asked_by"
    )
    found: Advisory | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("advisory.unknown", _("There is no advisory or warning with this number in your area."))
    return found


@needs(Permission.ADVISORY_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, visible(request, pk))


def _detail(
    request: ActedRequest, one: Advisory, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    forms = step_forms(
        ADVISORY_FLOW,
        one,
        actor,
        defaults=_defaults(one),
        options=lambda _step: options(actor),
        refused=refused,
    )
    forms = [form for form in forms if form.name not in BY_OTHERS]
    context = {
        "one": one,
        "change": _change(one),
        "kind": AdvisoryKind(one.kind).label,
        "category": Category(one.category).label,
        "level": WarningLevel(one.level).label if one.level else "",
        "colour": COLOURS.get(one.level, ""),
        "state_label": AdvisoryState(one.state).label,
        "tone": TONES[one.state],
        "particulars": _particulars(one),
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "folded": FOLDED,
        "entries": trail(ADVISORY_FLOW, one),
        "papers": papers_of(one),
        "went_out": one.state in WENT_OUT,
        "would_go": None if one.state in WENT_OUT else recipients(one).count(),
        **_receipts(one, actor),
    }
    return render(request, "advisories/detail.html", context, status=status)


def _receipts(one: Advisory, actor: Actor) -> dict[str, Any]:
    """Return how the receipts that the reader sees stand, his own body's first, and who is still silent."""
    now = clock.now()
    rows = Receipt.objects.within(actor.scope).filter(advisory=one.pk)
    sums = rows.order_by().aggregate(
        all=Count("pk"),
        got=Count("pk", filter=Q(acknowledged_at__isnull=False)),
        in_time=Count("pk", filter=Q(in_time=True)),
        silent=Count("pk", filter=Q(state=ReceiptState.SENT)),
        late=Count("pk", filter=Q(state=ReceiptState.SENT, due_at__lt=now)),
        escalated=Count("pk", filter=Q(state=ReceiptState.SENT, escalated_at__isnull=False)),
        told=Count("pk", filter=Q(has_measures=True)),
        checked=Count("pk", filter=Q(checks_at__isnull=False)),
        places=Sum("places_checked"),
        hazards=Sum("hazards_found"),
        guarded=Count("pk", filter=Q(duty_at__isnull=False)),
        unreported=Count("pk", filter=Q(state=ReceiptState.ACKNOWLEDGED, report_due_at__lt=now)),
    )
    bodies = actor.organisation_ids()
    own = list(rows.filter(organisation__in=bodies).order_by("pk").values_list("pk", flat=True)[:3])
    silent = rows.filter(state=ReceiptState.SENT).select_related("organisation", "area")
    columns, waiting = tell_silent(silent.order_by("due_at", "pk")[:WAITING_SHOWN])
    return {
        "sums": sums,
        "median": lasting(median_of(rows)),
        "own": own,
        "sees_others": sums["all"] > len(own),  # who has but his own receipt needs no sums of it
        "columns": columns,
        "waiting": waiting,
        "late_filter": LATE,
    }


def _change(one: Advisory) -> dict[str, Any] | None:
    """Return what was asked of a warning in force and waits for another person: who, why, and its new words."""
    if not one.asked:
        return None
    rows: list[tuple[str, Any]] = [(_("Reason"), one.asked_reason)]
    if one.asked == Change.UPDATE:
        words = words_asked(one)
        labels = (_("Title"), _("What is warned of"), _("Measures asked for"))
        rows += [
            (label, words[name])
            for label, name in zip(labels, ("title", "matters", "measures"), strict=True)
            if words[name] != getattr(one, name)
        ]
        if words["level"] != one.level:
            rows.append((_("Warning level"), str(WarningLevel(words["level"]).label)))
        if words["ends_at"] != one.ends_at:
            rows.append((_("Valid until"), at_words(words["ends_at"])))
    asker = one.asked_by.name if one.asked_by else ""
    return {"label": Change(one.asked).label, "rows": rows, "by": asker, "at": at_words(one.asked_at)}


def _defaults(one: Advisory) -> dict[str, dict[str, Any]]:
    same = {name: getattr(one, name) for name in ("level", "title", "ends_at", "matters", "measures")}
    whole = same | {
        **{name: getattr(one, name) for name in ("category", "starts_at", "least_staff", "ack_minutes",
                                                   "measures_hours", "checks_hours", "duty_hours", "report_hours")},
        **{name: "yes" if getattr(one, name) else "no" for name in WHO},
        "sectors": list(Sector.objects.filter(code__in=one.sectors.split(","))) if one.sectors else [],
        "tags": "、".join(one.tags.split("\n")),
        "kinds": "、".join(one.kinds.split("\n")),
        "public": "yes" if one.is_public else "no",
    }  # fmt: skip
    return {"amend": whole, "ask_update": same | {"anew": "no"}}


def _particulars(one: Advisory) -> list[tuple[str, Any]]:
    """Return what stands about it beside its words."""
    groups = dict(zip(WHO, (_("governments and offices"), _("departments"), _("stations"), _("operators of places")),
                      strict=True))  # fmt: skip
    sectors = [sector.label for sector in Sector.objects.filter(code__in=one.sectors.split(","))]
    told = [
        (_("Number"), one.number),
        (_("To"), _(", ").join(label for name, label in groups.items() if getattr(one, name))),
        (_("Sectors"), _(", ").join(sectors)),
        (_("Tags"), "、".join(filter(None, one.tags.split("\n")))),
        (_("Kinds of place"), "、".join(filter(None, one.kinds.split("\n")))),
        (_("Staff at least"), one.least_staff),
        (_("To be acknowledged within"), lasting(one.ack_minutes * 60)),
        (
            _("Measures taken to be told within"),
            lasting(one.measures_hours * 3600) if one.measures_hours else "",
        ),
        (_("Extra checks to be told within"), lasting(one.checks_hours * 3600) if one.checks_hours else ""),
        (_("Who leads the duty to be told within"), lasting(one.duty_hours * 3600) if one.duty_hours else ""),
        (_("Situation to be reported every"), lasting(one.report_hours * 3600) if one.report_hours else ""),
        (_("Former number"), one.reference),
        (_("Open to the public"), _("Yes") if one.is_public else _("No")),
        (_("Drafted by"), one.drafted_by.name),
        (_("Person who approved"), one.approved_by.name if one.approved_by else ""),
        (_("Issued at"), at_words(one.issued_at) if one.issued_at else ""),
        (_("Last message"), at_words(one.sent_at) if one.message > 1 else ""),
        (_("Ended at"), at_words(one.ended_at) if one.ended_at else ""),
        (_("Reason"), one.end_reason),
    ]
    return [(label, value) for label, value in told if value not in ("", None)]


@needs(Permission.ADVISORY_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take an advisory a step on; a refusal shows the page again."""
    visible(request, pk)
    act = ADVISORY_ACTS.get(step)

    def through(_flow: Any, case: int, _step: str, *, by: Actor, key: str | None, **given: Any) -> Outcome:
        assert act is not None
        return act(case, given["input"], by, key, given["revision"])

    return asking.take(
        request,
        ADVISORY_FLOW,
        pk,
        step,
        back=redirect("advisories:detail", pk=pk),
        again=lambda form, status: _detail(request, visible(request, pk), form, status),
        through=through if act is not None else door.apply,
    )
