"""The daily form becomes the first row of the forms; what was sent before was sent in it, its differences are rows."""

import hashlib
import json
from datetime import date

from django.db import migrations

FIRST_DAY = date(2000, 1, 1)
NAMES = {
    "visits": "inspections.visits", "found": "hazards.found", "on_the_spot": "hazards.on_the_spot",
    "rectified": "hazards.rectified", "publicity": "outreach.activities", "outstanding": "hazards.outstanding",
    "overdue": "hazards.overdue",
}
"""Field → the figure by whose code a difference was kept before."""
DAILY_FIELDS = [
    {"code": "visits", "label": "检查企业", "label_en": "Visits to business units", "type": "figure", "figure": "inspections.visits", "span": "day"},
    {"code": "found", "label": "发现隐患", "label_en": "Hazards found", "type": "figure", "figure": "hazards.found", "span": "day"},
    {"code": "on_the_spot", "label": "当场整改", "label_en": "Rectified on the spot", "type": "figure", "figure": "hazards.on_the_spot", "span": "day"},
    {"code": "rectified", "label": "完成整改", "label_en": "Hazards rectified", "type": "figure", "figure": "hazards.rectified", "span": "day"},
    {"code": "publicity", "label": "宣传活动", "label_en": "Verified activities", "type": "figure", "figure": "outreach.activities", "span": "day"},
    {"code": "leaders", "label": "领导活动", "label_en": "What leaders did", "type": "figure", "figure": "assignments.leader_activities", "span": "day"},
    {"code": "outstanding", "label": "未整改隐患", "label_en": "Hazards outstanding", "type": "figure", "figure": "hazards.outstanding", "span": "year"},
    {"code": "overdue", "label": "逾期隐患", "label_en": "Hazards overdue", "type": "figure", "figure": "hazards.overdue", "span": "year"},
    {"code": "situation", "label": "当日情况和工作", "label_en": "Situation and work of the day", "type": "text", "required": True, "help": "用文字说明；上面的数字一并上报。", "help_en": "In words; the numbers above go with it.", "longest": 1000, "lines": 3},
    {"code": "help_wanted", "label": "需要协调解决的问题", "label_en": "Problems that need help", "type": "text", "longest": 500, "lines": 2},
    {"code": "suspensions", "label": "责令停产停业整顿", "label_en": "Suspensions ordered", "type": "whole", "unit": "家", "most": 10000},
    {"code": "incidents", "label": "发生事故", "label_en": "Incidents", "type": "whole", "unit": "起", "most": 1000},
    {"code": "duty", "label": "带班领导和值班人员", "label_en": "Leader and staff on duty", "type": "text", "longest": 100},
]
DAILY = {
    "code": "daily", "name": "日报告", "name_en": "Daily report", "kind": "daily", "takes_zero": True,
    "fields": DAILY_FIELDS,
}


def ship(apps, schema_editor):
    text = json.dumps(DAILY, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    version = apps.get_model("reporting", "FormVersion").objects.create(
        **DAILY, version=1, first_day=FIRST_DAY, digest=hashlib.sha256(text.encode()).hexdigest()
    )
    sent = apps.get_model("reporting", "Due").objects.filter(version__gte=1)
    sent.update(form_version=version)
    fields = {figure: field for field, figure in NAMES.items()}
    values = apps.get_model("reporting", "ReportValue")
    rows = sent.exclude(difference_of="").values_list(
        "pk", "difference_of", "difference_value", "difference_reason"
    )
    values.objects.bulk_create(
        [
            values(due_id=pk, field=fields.get(figure, figure), number=value, reason=reason)
            for pk, figure, value, reason in rows.iterator()
        ],
        batch_size=500,
    )


def unship(apps, schema_editor):
    """Take the forms out again; the differences go back into the columns as far as these hold them, one a report."""
    figures = dict(NAMES)
    values = apps.get_model("reporting", "ReportValue")
    dues = apps.get_model("reporting", "Due").objects
    for due, field, number, reason in values.objects.exclude(reason="").order_by("id").values_list(
        "due_id", "field", "number", "reason"
    ):
        dues.filter(pk=due).update(
            difference_of=figures.get(field, field)[:40], difference_value=int(number), difference_reason=reason
        )
    values.objects.all().delete()
    dues.update(form_version=None)
    apps.get_model("reporting", "FormVersion").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0002_forms_are_data'),
    ]

    operations = [
        migrations.RunPython(ship, unship),
    ]
