from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0003_daily_form_shipped'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='due',
            name='difference_of',
        ),
        migrations.RemoveField(
            model_name='due',
            name='difference_reason',
        ),
        migrations.RemoveField(
            model_name='due',
            name='difference_value',
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('amended_at', None), ('first_kind', ''), ('form_version', None), ('is_on_time', False), ('kind', ''), ('received_at', None), ('seconds', None), ('signed_by', None), ('typed_fields', None), ('version', 0)), ('excused_at', None), ('excused_by', None), ('excused_reason', ''), ('state', 'owed')), models.Q(models.Q(('amended_at', None), ('first_kind', ''), ('form_version', None), ('is_on_time', False), ('kind', ''), ('received_at', None), ('seconds', None), ('signed_by', None), ('typed_fields', None), ('version', 0)), models.Q(('excused_reason', ''), _negated=True), ('excused_at__isnull', False), ('excused_by__isnull', False), ('state', 'excused')), models.Q(models.Q(('form_version__isnull', False), ('received_at__isnull', False), ('signed_by__isnull', False), ('version__gte', 1)), ('excused_at', None), ('excused_by', None), ('excused_reason', ''), ('first_kind__in', ['report', 'zero']), ('kind', 'report'), ('state', 'reported')), models.Q(models.Q(('form_version__isnull', False), ('received_at__isnull', False), ('signed_by__isnull', False), ('version__gte', 1)), ('amended_at', None), ('excused_at', None), ('excused_by', None), ('excused_reason', ''), ('first_kind', 'zero'), ('kind', 'zero'), ('state', 'zero')), _connector='OR'), name='due_state_is_what_was_done'),
        ),
    ]
