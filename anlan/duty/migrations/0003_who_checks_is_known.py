import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duty", "0002_who_checks")]

    operations = [
        migrations.AlterField(
            model_name="spotcheck",
            name="checking",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.organisation",
            ),
        ),
    ]
