"""What the public sees of samples: digests and seed at once, pool and result once the look-backs were due.

A hazard's number tells whoever runs the place that somebody will come: the list stays shut until then. The digest of
the pool, told before the seed, proves all the same that nothing was changed.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.parameters import Order
from anlan.lookbacks.models import LookBack, Sample
from anlan.lookbacks.rows import HEAVY
from anlan.lookbacks.views.samples import file_answer, found, told

NEWEST_FIRST = Order(("week",))


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show the samples that were drawn, the latest first."""
    page = parameters.page(Sample.objects.published().only("pk", "week"), request.GET, order=NEWEST_FIRST)
    rows = Sample.objects.filter(pk__in=[row.pk for row in page.rows]).defer(*HEAVY).select_related("area")
    by_key = rows.in_bulk()
    context = {"samples": [by_key[row.pk] for row in page.rows], "page": page}
    return render(request, "lookbacks/public_list.html", context)


@require_GET
def public_detail(request: HttpRequest, pk: int) -> HttpResponse:
    sample = found(Sample.objects.published(), pk)
    opens = opens_at(sample)
    context = {**told(sample), "is_open": opens is None or opens <= clock.now(), "opens": opens}
    return render(request, "lookbacks/public.html", context)


@require_GET
def public_file(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    sample = found(Sample.objects.published(), pk)
    opens = opens_at(sample)
    if what != "quotas" and opens is not None and opens > clock.now():
        raise Unknown(
            "lookback.shut",
            _("Pool and result are public from %(day)s on, when the look-backs were to be done.")
            % {"day": clock.local_day(opens)},
        )
    return file_answer(sample, what)


def opens_at(sample: Sample) -> datetime | None:
    """Return from when pool and result are public: the last deadline of the look-backs; None without any."""
    last: datetime | None = LookBack.objects.filter(sample=sample.pk).aggregate(last=Max("due_at"))["last"]
    return last
