"""A problem in a daily report becomes a task, linked both ways."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.assignments.models import AssignedTask
from anlan.assignments.tests.factories import issue, unit
from anlan.kernel import clock
from anlan.reporting.tests.factories import REPORTED, a_day, at, take
from anlan.testing import person

pytestmark = pytest.mark.usefixtures("city")
PROBLEM = "缺少危化品专家，请市里派人指导"


@pytest.fixture
def due():
    owed = a_day()["gov-a"]
    take(owed, "report", now=at(15), **REPORTED, help_wanted=PROBLEM)
    with clock.at(at(15, 30)):
        yield owed


@pytest.fixture
def signed_in(client):
    def sign_in(account):
        client.force_login(person(account))
        return client

    return sign_in


def test_the_office_makes_a_task_of_a_reported_problem_and_both_pages_lead_to_the_other(signed_in, due):
    client, panel = signed_in("office1"), reverse("assignments:arisen", args=["report", due.pk])
    assert panel in client.get(reverse("reporting:detail", args=[due.pk])).text
    assert f"origin=report-{due.pk}" in client.get(panel).text
    form = client.get(reverse("assignments:issue"), {"origin": f"report-{due.pk}"}).text

    given = {
        "source": "report", "title": PROBLEM, "content": PROBLEM, "standard": "专家到场指导", "lead": unit("fire").pk,
        "due_on": "2022-11-04", "cycle": "none", "is_safety": "yes", "origin": f"report-{due.pk}",
    }  # fmt: skip
    answer = client.post(reverse("assignments:issue"), given)

    task = AssignedTask.objects.get()
    assert PROBLEM in form
    assert answer.status_code == 302
    assert (task.origin_kind, task.origin_id, task.source) == ("report", due.pk, "report")
    assert (
        reverse("reporting:detail", args=[due.pk])
        in client.get(reverse("assignments:task", args=[task.pk])).text
    )
    after = client.get(panel).text
    assert task.told_number in after
    assert f"origin=report-{due.pk}" not in after  # once an office


def test_who_sees_the_task_but_not_the_report_meets_no_link_to_it(signed_in, due):
    task = issue(origin=f"report-{due.pk}", lead="fire")

    page = signed_in("dept1").get(reverse("assignments:task", args=[task.pk])).text

    assert reverse("reporting:detail", args=[due.pk]) not in page
    assert PROBLEM not in signed_in("dept1").get(reverse("assignments:arisen", args=["report", due.pk])).text


@pytest.mark.parametrize(
    ("kind", "who"), [("report", "county2"), ("hazard", "office1"), ("report", "station3")]
)
def test_a_stranger_meets_nothing(signed_in, due, kind, who):
    assert signed_in(who).get(reverse("assignments:arisen", args=[kind, due.pk])).status_code == 404


def test_a_report_without_a_problem_makes_no_task(signed_in, due):
    other = a_day()["gov-b"]
    take(other, "report", now=at(15), **REPORTED)

    page = signed_in("office1").get(reverse("reporting:detail", args=[other.pk])).text

    assert reverse("assignments:arisen", args=["report", other.pk]) not in page
