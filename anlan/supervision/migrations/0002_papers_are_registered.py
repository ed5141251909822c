"""Numbers and papers move to the register of papers; what was issued before keeps its number and is told from its case."""

from django.db import migrations

PREFIXES = {
    "reminder": "提醒函",
    "letter": "督办函",
    "circular": "通报",
    "interview": "约谈通知",
    "hand_over": "移交函",
}
DIGEST_OF_NOTHING = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of {}


def register(apps, schema_editor):
    alias = schema_editor.connection.alias
    old, new = apps.get_model("supervision", "Numbering"), apps.get_model("papers", "Numbering")
    new.objects.using(alias).bulk_create(
        new(kind=f"supervision.{row.kind}", year=row.year, last=row.last) for row in old.objects.using(alias).all()
    )
    paper, registered = apps.get_model("supervision", "Paper"), apps.get_model("papers", "Paper")
    rows = paper.objects.using(alias).select_related("supervision").order_by("pk")
    registered.objects.using(alias).bulk_create(
        (
            registered(
                kind=f"supervision.{row.kind}",
                year=row.year,
                number=row.number,
                name=f"{PREFIXES[row.kind]}〔{row.year}〕{row.number}号",
                title=PREFIXES[row.kind],
                case_kind="supervision",
                case_id=row.supervision_id,
                seq=row.seq,
                issuer_id=row.supervision.supervisor_id,
                recipient_id=row.supervision.owner_id,
                issued_at=row.served_at,
                content={},
                digest=DIGEST_OF_NOTHING,
            )
            for row in rows.iterator(chunk_size=1000)
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial"), ("papers", "0001_initial")]

    operations = [
        migrations.RunPython(register, migrations.RunPython.noop),
        migrations.DeleteModel("Numbering"),
    ]
