from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0003_members_and_receipts")]

    operations = [migrations.RemoveField(model_name="group", name="named")]
