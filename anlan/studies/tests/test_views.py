"""A study from its page to its report: prepared, held, a finding told by a department, warned and assigned by form."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.advisories.models import Advisory
from anlan.assignments.models import AssignedTask
from anlan.studies.models import Finding, RiskRating, RiskStudy
from anlan.studies.tests.factories import area, found, held, meeting, prepared, task_input
from anlan.testing import sign_in

pytestmark = pytest.mark.django_db


def test_a_study_goes_from_page_to_page(city) -> None:
    office, fire = sign_in(Client(), "office1"), sign_in(Client(), "dept1")
    given = {
        "title": "研判", "area": area("city"), "planned_on": "2022-10-24", "first_day": "2022-10-25",
        "last_day": "2022-11-05",
        "asked": [city.organisations["fire"].pk], "sectors": [city.sectors["fire"].pk], "key": "prepare-1",
    }  # fmt: skip
    assert office.post(reverse("studies:risk_study-prepare"), given).status_code == 302
    study = RiskStudy.objects.get()
    told = {"sector": city.sectors["fire"].pk, "area": area("a"), "weakness": "安全出口锁闭", "likelihood": "4",
            "consequence": "5", "key": "finding-1", "study": study.pk}  # fmt: skip
    assert fire.post(reverse("studies:find", args=[study.pk]), told).status_code == 302
    hold = {name: getattr(value, "pk", value) for name, value in meeting(study).items()}
    hold |= {"held_at": "2022-10-24T09:00", "attendance": "fire", "key": "hold-page-1"}
    assert office.post(reverse("studies:hold", args=[study.pk]), hold).status_code == 302

    page = office.get(reverse("studies:case", args=["risk_study", study.pk])).content.decode()

    assert "安全出口锁闭" in page
    assert "重大风险（红）" in page
    assert office.get(reverse("studies:hold", args=[study.pk])).status_code == 409
    assert fire.get(reverse("studies:risk_study-prepare")).status_code == 403


def test_a_finding_is_warned_assigned_and_rated_by_form_and_both_sides_link(city) -> None:
    office, study = sign_in(Client(), "office1"), held()
    one, other = found(study), found(study, weakness="软管超期")
    start = office.get(reverse("studies:warn", args=[one.pk])).content.decode()
    assert one.weakness in start
    given = {
        "kind": "warning", "category": "fire", "level": "2", "title": "火灾风险预警", "area": area("a"),
        "starts_at": "2022-10-24T12:00", "ends_at": "2022-10-30T18:00", "matters": one.weakness, "measures": "立即打开",
        "to_offices": "yes",
        "ack_minutes": 30, "key": "warn-page-1",
    }  # fmt: skip

    wrong = office.post(reverse("studies:warn", args=[one.pk]), {**given, "level": "", "key": "warn-page-0"})
    right = office.post(reverse("studies:warn", args=[one.pk]), given)
    task = office.post(
        reverse("studies:assign", args=[other.pk]),
        {**task_input(meeting=study.meeting_id), "key": "task-page-1"},
    )
    level = office.post(
        reverse("studies:risk_rating-rate") + f"?finding={one.pk}",
        {
            "area": area("a"),
            "likelihood": "4",
            "consequence": "4",
            "reason": "研判",
            "finding": one.pk,
            "key": "rate-page-1",
        },
    )

    assert (wrong.status_code, right.status_code, task.status_code, level.status_code) == (409, 302, 302, 302)
    advisory, assigned = Advisory.objects.get(), AssignedTask.objects.get()
    assert {end.advisory_id or end.task_id for end in Finding.objects.all()} == {advisory.pk, assigned.pk}
    assert RiskRating.objects.get().finding_id == one.pk
    for kind, key in (("advisory", advisory.pk), ("task", assigned.pk)):
        assert "FX2022" in office.get(reverse("studies:of-end", args=[kind, key])).content.decode()
    stranger = sign_in(Client(), "county2")
    assert (
        "FX2022"
        not in stranger.get(reverse("studies:of-end", args=["advisory", advisory.pk])).content.decode()
    )


def test_a_stranger_sees_no_study_of_another_county_but_the_body_asked_does(city) -> None:
    study = prepared(by="county1", where="a", asked=("gov-b",))
    pages = {name: sign_in(Client(), name).get(reverse("studies:case", args=["risk_study", study.pk])).status_code
             for name in ("county1", "county2", "zone1", "business1", "auditor1")}  # fmt: skip

    assert pages == {"county1": 200, "county2": 200, "zone1": 404, "business1": 403, "auditor1": 403}
