"""A key is found by its index: SQLite wants `key IS NOT NULL` as the condition, not `NOT (key IS NULL)`.

Every request that carried a key read the whole journal to see whether it had been answered before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="entry", name="journal_key_once"),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False)), fields=("actor_id", "key"), name="journal_key_once"
            ),
        ),
    ]
