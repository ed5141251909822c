"""A spot check knows which body makes it: until it is made nobody else sees it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def name_who_checks(apps: Any, _editor: Any) -> None:
    """Fill it from the journal: the body in whose right the check was opened."""
    entries = apps.get_model("journal", "Entry").objects
    checks = apps.get_model("duty", "SpotCheck").objects
    for check in checks.filter(checking=None).iterator():
        body = entries.filter(seq=check.pk).values_list("organisation_id", flat=True).first()
        checks.filter(pk=check.pk).update(checking=body or check.organisation_id)


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0001_duty"),
        ("journal", "0001_initial"),
        ("org", "0005_mail_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="spotcheck",
            name="checking",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.organisation",
            ),
        ),
        migrations.RunPython(name_who_checks, migrations.RunPython.noop),
    ]
