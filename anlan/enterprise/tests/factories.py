"""Codes, and browsers that came in by one, in the small city."""

from __future__ import annotations

from typing import Any

from django.test import Client

from anlan.enterprise import codes
from anlan.enterprise.flow import CHECK_FLOW
from anlan.enterprise.models import Admission, Holder, SelfCheck
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.org.actors import actor_for
from anlan.premises.models import Premises
from anlan.testing import LEAD, PLACES, TODAY, actor


def given(place: str = "shop", *, by: str = "", days: int = 30, key: str | None = None) -> tuple[Any, str]:
    """Return a place's admission and its code."""
    premises = Premises.objects.get(code=place)
    by = by or LEAD[PLACES[place]]
    raw = {"premises": premises.pk, "holder": "王负责", "days": days}
    there = Admission.objects.filter(premises=premises).first()
    if there:
        raw.pop("premises")
        one = codes.give("renew", raw, by=actor(by), key=key, case_id=there.pk)
    else:
        one = codes.give("give", raw, by=actor(by), key=key)
    return Admission.objects.get(pk=one.outcome.case_id), one.code


def holder(admission: Admission) -> Any:
    """Return whom the code stands for, as an actor."""
    person = Holder.objects.filter(admission=admission).order_by("-seq").select_related("person")[0].person
    return actor_for(person, at=clock.now())


def inside(code: str) -> Client:
    """Return a browser that came in by a code."""
    client = Client(headers={"Accept-Language": "en"})
    answer = client.post("/enterprise/sign-in/", {"code": code})
    assert answer.status_code == 302, answer.content.decode()
    return client


def found(place: str = "shop", **changes: Any) -> Any:
    """Return a hazard that the enterprise of a place found itself."""
    there = Admission.objects.filter(premises__code=place).first() or given(place)[0]
    whole = {
        "premises": there.premises_id,
        "description": "配电箱门缺失，线头外露",
        "category": "electrical",
        "grade": "general",
        "due_on": TODAY,
        **changes,
    }
    outcome = door.open_case(CHECK_FLOW, "report", by=holder(there), input=whole)
    return SelfCheck.objects.get(pk=outcome.case_id)
