"""The notices of the reader's organisations: the list, what a digest withheld, marking as read."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.notifications.models import Notice
from anlan.notifications.words import tell_notices
from anlan.org.doors import ActedRequest, needs
from anlan.org.scope import Actor

MOST_COUNTED = 99
ALL, UNREAD = "", "unread"


def unread_count(actor: Actor) -> int:
    """Return how many notices wait to be read, at most one more than is shown. One range of an index."""
    organisations = list(actor.organisation_ids())
    if not organisations:
        return 0
    rows = Notice.objects.to(organisations).unread().order_by().values_list("pk")[: MOST_COUNTED + 1]
    return len(rows)


def unread_badge(actor: Actor | None) -> str:
    """Return what stands beside the bell: "" where nothing waits to be read."""
    count = unread_count(actor) if actor else 0
    return shown_count(count) if count else ""


def shown_count(count: int) -> str:
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


@needs()
def listing(request: ActedRequest) -> HttpResponse:
    """Show what the posts of the reader's organisations were told, newest first."""
    chosen = parameters.choice(request.GET, "state", (UNREAD,))
    mine = Notice.objects.to(request.actor.organisation_ids())
    rows = mine.unread() if chosen == UNREAD else mine.listed()
    page = parameters.page(rows, request.GET)
    count = unread_count(request.actor)
    tabs_shown = [
        {"text": _("All"), "href": "?", "current": chosen == ALL},
        {
            "text": _("Unread"),
            "href": f"?state={UNREAD}",
            "current": chosen == UNREAD,
            "count": shown_count(count),
        },
    ]
    context = {
        "notices": tell_notices(page.rows),
        "page": page,
        "tabs_shown": tabs_shown,
        "unread": count,
        "newest": page.rows[0].pk if page.rows else 0,
        "digest": None,
    }
    return render(request, "notifications/list.html", context)


@needs()
def withheld(request: ActedRequest, pk: int) -> HttpResponse:
    """Show everything that one digest told of instead of many notices."""
    digest = _mine(request, pk)
    page = parameters.page(Notice.objects.filter(digest=digest), request.GET)
    context = {"notices": tell_notices(page.rows), "page": page, "unread": 0}
    return render(request, "notifications/list.html", context | {"digest": tell_notices([digest])[0]})


@needs()
@require_http_methods(["POST"])
def read(request: ActedRequest) -> HttpResponse:
    """Mark one notice as read, or all that stood in the list when the page was made."""
    rows = Notice.objects.to(request.actor.organisation_ids()).unread()
    key, newest = parameters.whole(request.POST, "notice"), parameters.whole(request.POST, "newest")
    if key is not None:
        rows = rows.filter(pk=_mine(request, key).pk)
    elif newest is not None:
        rows = rows.filter(pk__lte=newest)
    rows.update(read_at=clock.now())
    return redirect(_back(request))


def _back(request: ActedRequest) -> str:
    """Return the page that was read, if it is one of ours."""
    came = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}):
        parts = urlsplit(came)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "notices:list"


def _mine(request: ActedRequest, pk: int) -> Notice:
    if pk > parameters.BIGGEST:
        pk = -1
    notice = Notice.objects.to(request.actor.organisation_ids()).filter(pk=pk).first()
    if notice is None:
        raise Unknown("notice.unknown", _("There is no notice with this number for your organisation."))
    return notice
