"""The house-keeping of deliveries."""

from datetime import timedelta

from anlan.hooks.models import Delivery
from anlan.jobs.schedule import daily
from anlan.kernel import clock

KEPT = timedelta(days=90)
CHUNK = 5_000


@daily(3, 40)
def drop_old_deliveries() -> str:
    """Drop what was delivered to other systems three months ago; the journal keeps the events themselves."""
    old = Delivery.objects.filter(begun_at__lt=clock.real_now() - KEPT).order_by("pk")
    dropped = 0
    while keys := list(old.values_list("pk", flat=True)[:CHUNK]):
        dropped += Delivery.objects.filter(pk__in=keys).delete()[0]
    return f"{dropped} deliveries dropped"
