"""What machines read: the feed of what is in force for the public, and CAP messages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anlan.advisories import cap
from anlan.advisories.kinds import WENT_OUT
from anlan.advisories.models import Advisory
from anlan.advisories.views.advisories import visible
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MOST, SECONDS = 200, 60


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Answer with the feed of what is in force for the public: no account, as its list."""
    rows = Advisory.objects.open_to_all().select_related("area", "organisation").order_by("-sent_at", "-pk")
    found = list(rows[:MOST])
    own = request.build_absolute_uri(reverse("advisories:feed"))
    told = cap.feed_of(
        found,
        at=clock.now(),
        own=own,
        address=lambda one: request.build_absolute_uri(reverse("advisories:public-cap", args=[one.pk])),
    )
    answer = HttpResponse(told, content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(answer, public=True, max_age=SECONDS)
    return answer


@require_safe
def public_cap(_request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the CAP message of what was issued to the public, in force or ended."""
    rows = Advisory.objects.filter(is_public=True, state__in=sorted(WENT_OUT))
    found = (
        rows.select_related("area", "organisation").filter(pk=pk).first()
        if pk <= parameters.BIGGEST
        else None
    )
    if found is None:
        raise Unknown("advisory.unknown", _("There is no public warning with this number."))
    answer = _cap(found)
    patch_cache_control(answer, public=True, max_age=SECONDS)
    return answer


@needs(Permission.ADVISORY_READ)
def cap_file(request: ActedRequest, pk: int) -> HttpResponse:
    """Answer with the CAP message of what the reader sees and what went out."""
    one = visible(request, pk)
    if one.state not in WENT_OUT:
        raise Unknown("advisory.unsent", _("It did not go out: there is no CAP message of it."))
    return _cap(one)


def _cap(one: Advisory) -> HttpResponse:
    answer = HttpResponse(cap.message_of(one), content_type=f"{cap.CONTENT_TYPE}; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{one.number}.xml"'
    return answer
