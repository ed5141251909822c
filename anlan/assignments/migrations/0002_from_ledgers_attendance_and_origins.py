

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0001_registers_and_tasks'),
        ('org', '0004_bulletins'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coming', models.CharField(choices=[('present', 'present'), ('deputy', 'by a deputy'), ('absent', 'absent')], max_length=10)),
                ('deputy', models.CharField(blank=True, max_length=60)),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'verbose_name': 'attendance',
                'constraints': [models.CheckConstraint(condition=models.Q(('coming__in', ['present', 'deputy', 'absent'])), name='attendance_known'), models.CheckConstraint(condition=models.Q(('deputy', ''), ('coming', 'deputy'), _connector='OR'), name='attendance_deputy_only')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='assignedtask',
            name='task_source_known',
        ),
        migrations.AddField(
            model_name='assignedtask',
            name='is_from_ledger',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='assignedtask',
            name='origin_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='assignedtask',
            name='origin_kind',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='assignedtask',
            name='paper_number',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='assignedtask',
            name='person_in_charge',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='leaderactivity',
            name='is_from_ledger',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='leaderterm',
            name='is_from_ledger',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='meeting',
            name='is_from_ledger',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='taskpart',
            name='is_from_ledger',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='assignedtask',
            name='source',
            field=models.CharField(choices=[('meeting', 'Meeting'), ('note', "Leader's note"), ('inspection', 'Inspection'), ('hotline_12345', 'Hotline 12345'), ('hotline_12350', 'Hotline 12350'), ('province', 'Provincial team'), ('report', 'Problem in a daily report'), ('other', 'Other source')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='assignedtask',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['meeting', 'note', 'inspection', 'hotline_12345', 'hotline_12350', 'province', 'report', 'other'])), name='task_source_known'),
        ),
        migrations.AddConstraint(
            model_name='assignedtask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin_id', None), ('origin_kind', '')), models.Q(models.Q(('origin_kind', ''), _negated=True), ('origin_id__isnull', False)), _connector='OR'), name='task_origin_paired'),
        ),
        migrations.AddConstraint(
            model_name='assignedtask',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('state', 'voided'), _negated=True), ('origin_id__isnull', False)), fields=('origin_kind', 'origin_id', 'issuer'), name='task_of_origin_once'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='meeting',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='assignments.meeting'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.organisation'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('meeting', 'organisation'), name='attendance_once'),
        ),
    ]
