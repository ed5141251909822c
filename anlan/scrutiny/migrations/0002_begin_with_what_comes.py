"""Look at what is attached from now on: the past is looked at when somebody asks for it (`anlan evidence flag --all`)."""

from django.db import migrations


def begin(apps, _schema):
    attachment = apps.get_model("evidence", "Attachment")
    last = attachment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    apps.get_model("scrutiny", "Reached").objects.update_or_create(pk=1, defaults={"attachment": last})


class Migration(migrations.Migration):

    dependencies = [("scrutiny", "0001_flags_on_photographs")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
