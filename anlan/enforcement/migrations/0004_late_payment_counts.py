from django.db import migrations, models


def count_late_payment(apps, _editor):
    """Let late payment add to the fines that are served and unpaid: 3 % a day, as the law that they fall under says."""
    penalty = apps.get_model("enforcement", "Penalty")
    unpaid = penalty.objects.filter(
        kind="fine", state="decided", pay_by_on__isnull=False, paid_fen__lt=models.F("amount_fen")
    )
    unpaid.update(surcharge_on=models.F("pay_by_on"), surcharge_percent=3)


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0003_late_payment_refunds_and_daily_fines'),
    ]

    operations = [
        migrations.RunPython(count_late_payment, migrations.RunPython.noop),
    ]
