"""What is outstanding, and what was looked back at, of a period: found by day among those few, not among all of it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("hazards", "0005_sampled_in")]

    operations = [
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                fields=["found_on", "id"], condition=Q(settled_at=None), name="hazard_open_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                fields=["found_on", "id"],
                condition=Q(looked_back_at__isnull=False) | Q(is_reopened=True),
                name="hazard_looked_back_by_day",
            ),
        ),
    ]
