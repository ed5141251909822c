from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, _schema):
    """Give what was made before its grace (none) and the area above it; departments stand under nobody."""
    due, area = apps.get_model("reporting", "Due"), apps.get_model("org", "Area")
    due.objects.filter(late_after=None).update(late_after=F("due_at"))
    parent = area.objects.filter(pk=OuterRef("area_id")).values("parent_id")[:1]
    due.objects.filter(above=None).exclude(axis="department").update(above_id=Subquery(parent))


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_rules_are_kept")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
