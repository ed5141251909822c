"""The roll-up of a day's reports below an area. The note that its office adds is its step."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import report_schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAY, PLACE, WORDS, parameter, spoken
from anlan.api.words import _
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.choices import areas_of
from anlan.org.roles import Permission
from anlan.reporting import rollup
from anlan.reporting.kinds import Axis
from anlan.reporting.models import Due, RollNote
from anlan.reporting.standing import Standing

router = Router(tags=["roll-ups"])
READ = AccessToken(TokenScope.READ, Permission.REPORT_READ)


@router.get(
    "",
    auth=READ,
    response=report_schemas.RollUp,
    operation_id="roll_ups_get",
    summary=_("The roll-up of a day"),
    description=_(
        "What the reports directly below an area say together: who is silent, the sums of those below, the note of "
        "this level. Without an area it is your own, without a day today."
    ),
    openapi_extra={
        "parameters": [PLACE[0], parameter("day", DAY), parameter("form", WORDS, "code of the form"),
                       parameter("turn", {"type": "integer", "minimum": 1}, "which report of the day")]
    },
)  # fmt: skip
def roll_up(request: ApiRequest) -> HttpResponse:
    query, scope, now = request.GET, request.auth.actor.scope, clock.now()
    areas = {area.code: area for area in areas_of(scope, deepest=9)}
    code = str(query.get("area") or next(iter(areas), ""))
    area = areas.get(code) or next((one for one in areas.values() if one.name == code), None)
    if area is None:
        raise Unknown("area.unknown", gettext("There is no such area in your scope."), field="area")
    day = parameters.day(query, "day") or clock.local_day(now)
    form, turn = str(query.get("form") or "daily")[:20], parameters.whole(query, "turn") or 1
    dues = Due.objects.within(scope).filter(day=day, form=form, turn=turn).select_related("organisation")
    children = list(dues.filter(above=area))
    found = rollup.lines(children, now)
    departments = rollup.lines(dues.filter(area=area, axis=Axis.DEPARTMENT), now)
    note = RollNote.objects.within(scope).filter(area=area, day=day, form=form, turn=turn).first()
    own = dues.filter(area=area, axis=Axis.AREA).first()
    return answer(
        {
            "area": area.code,
            "day": day,
            "form": form,
            "turn": turn,
            "total": _tally(found),
            "departments": _tally(departments),
            "is_complete": not any(line.is_silent for line in (*found, *departments)),
            "reports": [_told(line) for line in (*found, *departments)],
            "sums": [
                {"code": one.code, "own": one.own, "below": one.below, "is_smaller": one.is_smaller}
                for one in (rollup.sums(area, day, form, children, own) if children else ())
            ],
            "note": note.note if note else "",
            "note_id": note.pk if note else None,
            "note_due": note.due_count if note else None,
            "note_missing": note.missing_count if note else None,
        }
    )


def _tally(found: list[rollup.Line]) -> dict[str, int]:
    told = rollup.total(found)
    return {
        "due": told["all"],
        "sent": told["sent"],
        "zero": told[Standing.ZERO],
        "silent": told["silent"],
    }


def _told(line: rollup.Line) -> dict[str, Any]:
    due = line.due
    return {
        "id": due.pk,
        "number": due.number,
        "axis": spoken(Axis)[due.axis],
        "organisation": {"id": due.organisation_id, "name": due.organisation.label},
        "standing": spoken(Standing)[line.word],
        "received_at": due.received_at,
        "phone": due.phone,
        "below_due": due.below_due,
        "below_missing": due.below_missing,
        "less_than_below": bool(due.below_more),
    }
