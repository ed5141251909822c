from django.db import migrations, models
from django.db.models import Q

KINDS = [
    "hazard.assign",
    "hazard.rectify",
    "hazard.accept",
    "hazard.close_out",
    "hazard.sign_for",
    "hazard.hear_refusal",
    "hazard.decide_extension",
    "hazard.receive_transfer",
    "hazard.rule_transfer",
    "hazard.second_view",
    "hazard.decide_void",
    "hazard.look_back",
    "supervision.answer",
    "supervision.sign_for",
    "supervision.decide",
    "supervision.minutes",
]


class Migration(migrations.Migration):
    dependencies = [
        ("obligations", "0002_more_kinds_and_computation"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="obligation", name="obligation_kind_known"),
        migrations.AddField(
            model_name="obligation",
            name="rung",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="obligation",
            name="next_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(condition=Q(("kind__in", KINDS)), name="obligation_kind_known"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=Q(("next_at__isnull", False)), fields=["next_at", "id"], name="obligation_next"
            ),
        ),
    ]
