"""Digests: their list, one with its editions, its files, making it anew; and the panel of the dispatcher's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.bulletins.paper import paper
from anlan.bulletins.views.lists import as_file, own_area
from anlan.digests import actions
from anlan.digests.flow import DIGEST_FLOW
from anlan.digests.listing import DIGESTS, choices, filtered, tell_digests
from anlan.digests.models import Digest, Edition
from anlan.documents.formats import FORMATS
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Conflict, Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle.pages import StepForm, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


@needs(Permission.REPORT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the digests of the reader's area, the newest first."""
    shown = DIGESTS.show(request, filtered(Digest.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_digests(shown.keys)
    today = clock.today()
    own = own_area(request.actor, Permission.REPORT_READ)
    of_today = Digest.objects.within(request.actor.scope).filter(area=own, day=today).exists()
    may = request.actor.holds_in(Permission.REPORT_DISPATCH, area_path=own.path or "") is not None
    return shown.render(
        "digests/list.html",
        columns=columns,
        rows=rows,
        choices=choices(request.actor),
        today=today,
        may_make=may and not of_today,
        key=uuid7(),
    )


def _visible(request: ActedRequest, pk: int) -> Digest:
    rows = Digest.objects.within(request.actor.scope).select_related("area", "issuer")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("digest.unknown", _("There is no digest with this number that you may see."))
    return found


def _edition(request: ActedRequest, digest: Digest) -> Edition:
    """Return the edition that the address asks for, the latest else."""
    asked = parameters.whole(request.GET, "edition") or digest.edition
    found = Edition.objects.filter(digest=digest, number=min(asked, parameters.BIGGEST)).first()
    if found is None:
        raise Unknown("digest.edition", _("This digest has no edition %(n)s.") % {"n": asked})
    return found


@needs(Permission.REPORT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show a digest as it was made, its editions and what differs between them."""
    return _detail(request, _visible(request, pk))


def _detail(
    request: ActedRequest, digest: Digest, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    edition = _edition(request, digest)
    step = DIGEST_FLOW.steps["remake"]
    editions = list(Edition.objects.filter(digest=digest).select_related("by").order_by("-number"))
    context: dict[str, Any] = {
        "digest": digest,
        "edition": edition,
        "editions": editions,
        "changes": _changes(edition, next((e for e in editions if e.number == edition.number - 1), None)),
        "paper": paper(edition.document(_language())),
        "formats": [form for form in FORMATS if form != "html"],  # the page is it
        "may": step.rule(request.actor, digest),
        "form": refused or StepForm.of(step, {}),
        "entries": trail(DIGEST_FLOW, digest),
    }
    return render(request, "digests/detail.html", context, status=status)


def _changes(edition: Edition, former: Edition | None) -> list[list[str]]:
    """Return the figures that an edition prints otherwise than the one before: name, before, after."""
    if former is None:
        return []
    keys = dict.fromkeys([*former.numbers, *edition.numbers])
    told = []
    for key in keys:
        old, new = former.numbers.get(key), edition.numbers.get(key)
        if (old or {}).get("number") != (new or {}).get("number"):
            told.append(
                [
                    str((new or old or {}).get("name", key)),
                    (old or {}).get("printed", "—"),
                    (new or {}).get("printed", "—"),
                ]
            )
    return told


@needs(Permission.REPORT_READ)
def file(request: ActedRequest, pk: int, form: str) -> HttpResponse:
    """Give an edition as a file: the same bytes every time."""
    digest = _visible(request, pk)
    if form not in FORMATS:
        raise Unknown("bulletin.format", _("There is no format “%(form)s”.") % {"form": form[:20]})
    edition = _edition(request, digest)
    name = f"digest-{digest.day.isoformat()}-{edition.number}"
    return as_file(FORMATS[form](edition.document(_language())), name, form)


@needs(Permission.REPORT_DISPATCH)
@require_http_methods(["GET", "POST"])
def make(request: ActedRequest) -> HttpResponse:
    """Make the digest of a day that the clock did not make."""
    if request.method == "GET":
        return redirect("digests:list")
    day = parameters.day(request.POST, "day") or clock.today()
    area = own_area(request.actor, Permission.REPORT_DISPATCH)
    try:
        outcome = actions.make(area, day, by=request.actor, key=request.POST.get("key") or uuid7())
    except (Invalid, Refused) as error:
        messages.error(request, str(error))
        return redirect("digests:list")
    return redirect("digests:detail", pk=outcome.case_id)


@needs(Permission.REPORT_READ)
@require_http_methods(["GET", "POST"])
def remake(request: ActedRequest, pk: int) -> HttpResponse:
    """Make a digest anew with a reason; a refusal shows the page again with what was typed."""
    digest = _visible(request, pk)
    if request.method == "GET":
        return redirect("digests:detail", pk=pk)
    key, reason = request.POST.get("key") or uuid7(), request.POST.get("reason", "")
    seen = parameters.whole(request.POST, "revision")
    try:
        outcome = actions.remake(digest, reason, by=request.actor, key=key, revision=seen)
    except (Invalid, Refused, Conflict) as error:
        step = DIGEST_FLOW.steps["remake"]
        form = StepForm.refused("remake", {"reason": reason}, error, key, step)
        return _detail(request, digest, form, error.status)
    messages.success(request, _("The digest is made anew: journal entry %(seq)s.") % {"seq": outcome.seq})
    return redirect("digests:detail", pk=pk)


@needs(Permission.REPORT_READ)
def panel(request: ActedRequest) -> HttpResponse:
    """Show, on the dispatcher's page, the digest of its day, or from when it is there; opened by hand, the list."""
    day = parameters.day(request.GET, "day") or clock.today()
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('digests:list')}?from={day.isoformat()}&to={day.isoformat()}")
    own = own_area(request.actor, Permission.REPORT_READ)
    digest = Digest.objects.within(request.actor.scope).filter(area=own, day=day).first()
    return render(
        request, "digests/_panel.html", {"digest": digest, "day": day, "is_today": day == clock.today()}
    )
