"""A loss of 0 that no source has told becomes “not told”."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef


def tell_apart(apps: Any, _editor: Any) -> None:
    """Set the loss of incidents to None where no count names one; what a report said stays as it was sent."""
    counts = apps.get_model("incidents", "CasualtyCount").objects.filter(loss_yuan__isnull=False)
    incidents = apps.get_model("incidents", "Incident").objects.filter(loss_yuan=0)
    incidents.filter(~Exists(counts.filter(incident=OuterRef("pk")))).update(loss_yuan=None)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_clock_terms_and_loss_not_told")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
