"""Members of groups get the days between which they belong to them; receipts signed so far get rows of their own."""

from datetime import date
from typing import Any

from django.db import migrations


def carry(apps: Any, _schema: Any) -> None:
    groups, members = apps.get_model("bulletins", "Group"), apps.get_model("bulletins", "Member")
    for group in groups.objects.order_by("pk"):
        members.objects.bulk_create(
            members(group=group, organisation_id=key, valid_from=date(2000, 1, 1))
            for key in group.named.order_by("pk").values_list("pk", flat=True)
        )
    receipts, entries = apps.get_model("bulletins", "Receipt"), apps.get_model("journal", "Entry")
    for delivery in apps.get_model("bulletins", "Delivery").objects.filter(received_at__isnull=False).order_by("pk"):
        entry = entries.objects.filter(case_id=delivery.pk, step="receive").order_by("-seq").first()
        if entry is not None:
            receipts.objects.create(
                delivery=delivery,
                of=delivery.told_of,
                seq=entry.seq,
                by_id=delivery.received_by_id,
                at=delivery.received_at,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0002_mails_books_receipts"),
        ("journal", "0001_initial"),
    ]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
