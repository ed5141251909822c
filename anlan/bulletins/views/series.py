"""The series that an editor keeps: their names, counters, special series and recipients."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from anlan.administration.forms import ActForm, Sent, act_form, attempt, sent_input
from anlan.bulletins import keeping, numbering, rules
from anlan.bulletins import series as series_module
from anlan.bulletins.book_inputs import BY_HAND
from anlan.bulletins.books import SERIES_FLOW
from anlan.bulletins.models import (
    Counter,
    Cycle,
    Group,
    Line,
    Member,
    Selector,
    Series,
    SeriesBook,
    SpecialSeries,
)
from anlan.bulletins.views.lists import own_area
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Refused
from anlan.lifecycle.pages import trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Organisation, OrganisationKind
from anlan.org.roles import Permission

ACTS = (
    "amend", "count", "open_special", "amend_special", "add_group", "amend_group", "end_group", "join", "leave",
    "close", "reopen",
)  # fmt: skip
OF_GROUPS = frozenset({"add_group", "amend_group", "end_group", "join", "leave"})
OF_SPECIALS = frozenset({"open_special", "amend_special"})
Choices = dict[str, list[tuple[Any, Any]]]


@needs(Permission.BULLETIN_EDIT)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the series that the reader keeps, each with its next number."""
    today = clock.today()
    rows = []
    for one in keeping.kept_by(request.actor).order_by("area", "position", "id"):
        special = series_module.running_special(one, today)
        number, own = numbering.upcoming(one, special, today.year)
        rows.append(
            [
                {"text": one.label, "href": reverse("bulletins:series", args=[one.pk]), "sub": one.code},
                one.area.short_label,
                one.issuer.label,
                str(number) if one.closed_on is None else "",
                {"text": special.label, "sub": str(own)} if special else "",
                {"text": pgettext("series", "Closed"), "tone": "neutral"}
                if one.closed_on
                else {"text": pgettext("state", "Open"), "tone": "good"},
            ]
        )
    columns: list[dict[str, Any]] = [
        {"label": _("Series"), "kind": "name"},
        {"label": _("Area")},
        {"label": _("Issuer"), "kind": "name"},
        {"label": _("Next number"), "kind": "num"},
        {"label": _("Special series"), "kind": "name"},
        {"label": _("State")},
    ]
    return render(request, "bulletins/series_list.html", {"columns": columns, "rows": rows})


@needs(Permission.BULLETIN_EDIT)
@require_http_methods(["GET", "POST"])
def begin(request: ActedRequest) -> HttpResponse:
    """Show the form of a new series, or open it."""
    area = own_area(request.actor, Permission.BULLETIN_EDIT)
    sent = None
    if request.method == "POST":
        step = SERIES_FLOW.steps["open"]
        raw = sent_input(request, step, without=("area",))
        given = {**raw, "area": area}
        sent = attempt(
            request, "open", raw, lambda key: keeping.open_series(by=request.actor, given=given, key=key)
        )
        if sent is None:
            made = (
                SeriesBook.objects.filter(area=area).order_by("-pk").values_list("series", flat=True).first()
            )
            return redirect("bulletins:series", series=made)
    form = act_form(
        SERIES_FLOW.steps["open"],
        values={"cycle": Cycle.YEAR, "sections": BY_HAND},
        choices={
            "issuer": _issuers(area),
            "like": [
                (one.pk, one.label)
                for one in keeping.kept_by(request.actor).order_by("area", "position", "id")
            ],
        },
        decision=rules.may_open_series(request.actor, {"area": area}),
        sent=sent,
        without=("area",),
    )
    return render(request, "bulletins/series_new.html", {"form": form}, status=sent.status if sent else 200)


def _issuers(area: Area) -> list[tuple[Any, Any]]:
    bodies = Organisation.objects.filter(area__path__startswith=area.path or "/", valid_to=None)
    bodies = bodies.exclude(kind__in=(OrganisationKind.BUSINESS, OrganisationKind.STATION))
    return [(body.pk, body.label) for body in bodies.order_by("area__path", "kind", "id")[:300]]


@needs(Permission.BULLETIN_EDIT)
@require_http_methods(["GET", "POST"])
def series(request: ActedRequest, series: int) -> HttpResponse:
    """Show one series with everything that is kept of it, and change it."""
    found = keeping.find(request.actor, min(series, parameters.BIGGEST))
    sent = None
    if request.method == "POST":
        act = parameters.choice(request.POST, "act", ACTS)
        if not act:
            raise Refused("act.unknown", _("The form says not what to do. Load the page again."))
        raw = sent_input(request, SERIES_FLOW.steps[act])
        sent = attempt(
            request, act, raw, lambda key: keeping.keep(found, act, by=request.actor, given=raw, key=key)
        )
        if sent is None:
            return redirect("bulletins:series", series=found.pk)
    return render(
        request, "bulletins/series.html", _page(request, found, sent), status=sent.status if sent else 200
    )


def _page(request: ActedRequest, found: Series, sent: Sent | None) -> dict[str, Any]:
    today = clock.today()
    book = SeriesBook.objects.filter(series=found).first()
    groups = list(Group.objects.filter(series=found).order_by("line", "position", "id"))
    specials = list(found.specials.order_by("-first_on", "-pk"))
    number, _own = numbering.upcoming(found, None, today.year)
    forms = _forms(request, found, groups, specials, sent)
    kinds = {kind.code: kind.label for kind in series_module.KINDS}
    return {
        "series": found,
        "cycle": Cycle(found.cycle).label,
        "sections": kinds.get(found.sections, _("nothing: it is written by hand")),
        "number": number,
        "year": today.year,
        "counters": _counters(found),
        "specials": _specials(specials),
        "lines": [
            {"label": line.label, "groups": [_group(one, today) for one in groups if one.line == line]}
            for line in Line
        ],
        "forms": [form for form in forms if form.act not in OF_GROUPS | OF_SPECIALS],
        "group_forms": [form for form in forms if form.act in OF_GROUPS],
        "special_forms": [form for form in forms if form.act in OF_SPECIALS],
        "entries": trail(SERIES_FLOW, book) if book else [],
    }


def _counters(found: Series) -> list[list[Any]]:
    counters = Counter.objects.filter(series=found, special=None).order_by("-year")
    return [[str(one.year), str(one.start), str(one.last), str(one.last + 1)] for one in counters]


def _specials(specials: list[SpecialSeries]) -> list[list[Any]]:
    last = dict(Counter.objects.filter(special__in=specials).values_list("special", "last"))
    return [
        [
            one.label,
            one.first_on.isoformat(),
            one.last_on.isoformat() if one.last_on else _("no end in sight"),
            str(last.get(one.pk, 0) + 1),
        ]
        for one in specials
    ]


def _group(group: Group, today: Any) -> dict[str, Any]:
    """Return a group with the organisations that it stands for today, each with its mail address."""
    standing = group.valid_from <= today and (group.valid_to is None or group.valid_to >= today)
    named = Member.objects.filter(group=group).select_related("organisation").order_by("-valid_from", "pk")
    return {
        "row": group,
        "selector": Selector(group.selector).label,
        "members": series_module.members(group, today) if standing else [],
        "named": [
            {"name": one.organisation.label, "first": one.valid_from, "last": one.valid_to} for one in named
        ],
    }


def _forms(
    request: ActedRequest,
    found: Series,
    groups: list[Group],
    specials: list[SpecialSeries],
    sent: Sent | None,
) -> list[ActForm]:
    today = clock.today()
    open_groups = [
        (one.pk, f"{Line(one.line).label} · {one.label}") for one in groups if one.valid_to is None
    ]
    choices: Choices = {
        "issuer": _issuers(found.area),
        "group": open_groups,
        "special": [(one.pk, one.label) for one in specials],
    }
    own = {name: getattr(found, name) for name in ("name", "name_en", "masthead", "masthead_en", "cycle")}
    values: dict[str, dict[str, Any]] = {
        "amend": own | {"issuer": str(found.issuer_id), "sections": found.sections or BY_HAND},
        "count": {"year": today.year},
        "open_special": {"first_on": today},
        "add_group": {"first_day": today, "selector": Selector.NAMED, "line": Line.ISSUE},
        "join": {"first_day": today},
        "end_group": {"last_day": today},
        "leave": {"last_day": today},
    }
    is_open = found.closed_on is None
    acts = [act for act in ACTS if (act == "reopen") != is_open]
    acts = [act for act in acts if act not in OF_GROUPS - {"add_group"} or open_groups]
    acts = [act for act in acts if act != "amend_special" or specials]
    where = {"area_path": found.area.path, "area_id": found.area_id, "series_id": found.pk}
    case = SeriesBook(**where)
    forms = []
    for act in acts:
        step = SERIES_FLOW.steps[act]
        may = step.rule(request.actor, case)
        decision = may and step.applies(case)
        forms.append(act_form(step, values=values.get(act), choices=choices, decision=decision, sent=sent))
    return forms
