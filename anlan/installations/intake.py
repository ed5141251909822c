"""What a signed message holds: one alarm or up to a hundred, each of an installation of the source's plant."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.installations.alarm_flow import ALARM_FLOW
from anlan.installations.models import AlarmSource, Installation, PlantAlarm
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.org.scope import SYSTEM

MOST_ALARMS, MOST_BYTES = 100, 256 * 1024
FIELDS = frozenset({"installation", "id", "kind", "tag", "value", "limit", "unit", "at"})
_NUMBER = re.compile(r"(?:WXY-)?(\d{1,18})\Z")


def read(body: bytes) -> list[Mapping[str, Any]]:
    """Return the alarms of a message. Raises Invalid where its form is wrong."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("alarm.body", _("The body is not JSON."), field="body") from None
    rows = told.get("alarms", [told]) if isinstance(told, dict) else told
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ALARMS:
        raise Invalid(
            "alarm.body",
            _("The body is one alarm, or a list of 1 to %(most)s.") % {"most": MOST_ALARMS},
            field="body",
        )
    for row in rows:
        if not isinstance(row, dict) or row.keys() - FIELDS:
            raise Invalid(
                "alarm.fields",
                _("An alarm has these fields: %(fields)s.") % {"fields": ", ".join(sorted(FIELDS))},
                field="body",
            )
    return rows


def take_in(source: AlarmSource, rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Take alarms through the door, all or none; what was received before is answered with its case. Raises Invalid."""
    known = {
        one.foreign_id: one
        for one in PlantAlarm.objects.filter(
            source=source, foreign_id__in=[str(row.get("id")) for row in rows]
        )
    }
    fresh = {str(row.get("id")): row for row in rows if str(row.get("id")) not in known}
    acts = [_act(source, row) for row in fresh.values()]
    cases: dict[str, int] = {}
    with transaction.atomic():
        for number, result in zip(
            fresh, door.apply_many(ALARM_FLOW, "receive", acts) if acts else (), strict=True
        ):
            if isinstance(result, AnlanError):
                raise Invalid(
                    result.code,
                    _("Alarm %(id)s: %(fault)s") % {"id": number[:64], "fault": result.message},
                    field=result.field,
                )
            cases[number] = result.case_id
    answers = []
    for row in rows:
        number = str(row.get("id"))
        before = known.get(number)
        answers.append(
            {
                "id": number,
                "case": before.pk if before else cases[number],
                "received_before": before is not None,
            }
        )
    return answers


def _act(source: AlarmSource, row: Mapping[str, Any]) -> Act:
    now = clock.now()
    named = {"tag": "tag", "value": "value", "limit": "threshold", "unit": "unit"}
    told = {name: str(row[field]) for field, name in named.items() if row.get(field) is not None}
    return Act(
        by=SYSTEM,
        input={
            **told,
            "installation": _installation(source, row.get("installation")),
            "source": source,
            "foreign_id": str(row.get("id") or ""),
            "kind": row.get("kind"),
            "raised_at": row.get("at") or now,
        },
    )


def _installation(source: AlarmSource, named: Any) -> Installation | str:
    """Return the installation of the source's plant that is named by its filing number or our own number."""
    text = str(named or "").strip()
    rows = Installation.objects.kept().filter(premises=source.premises_id)
    found: Installation | None = rows.filter(filed_number=text).first() if text else None
    number = _NUMBER.match(text)
    if found is None and number and int(number.group(1)) < 2**63:
        found = rows.filter(pk=int(number.group(1))).first()
    if found is None:
        raise Invalid(
            "alarm.installation",
            _(
                "“%(text)s” is no installation of the source's plant: give its filing number or its number here."
            )
            % {"text": text[:60]},
            field="installation",
        )
    return found
