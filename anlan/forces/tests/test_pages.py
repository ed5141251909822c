"""Pages, files, ledgers and the API of rescue forces."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from anlan.forces.models import Alert, CallOut, RescueForce
from anlan.forces.rows import KINDS
from anlan.forces.tests.factories import alert, force, force_input, one_of_each
from anlan.forces.views.cases import OPENINGS
from anlan.incidents.tests.factories import call
from anlan.kernel import clock
from anlan.testing import NOON, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_case_of_every_kind_opens_with_its_list_file_and_form_and_strangers_see_none(
    city: Any, client: Any
) -> None:
    found = one_of_each()

    for kind, case in found.items():
        address = reverse("forces:case", args=[kind, case.pk])
        sign_in(client, "county1")
        assert case.number in text(client.get(address)), kind
        assert case.number in text(client.get(reverse(f"forces:{kind}"))), kind
        for step, _permission in OPENINGS[kind]:
            text(client.get(reverse(f"forces:{kind}-{step}")))
        code = f"forces-{kind.replace('_', '-')}"
        text(client.get(reverse("listings:export", args=[code])))
        sign_in(client, "county2")
        assert client.get(address).status_code == 404, kind
    assert found.keys() == KINDS.keys()
    sign_in(client, "business1")
    assert client.get(reverse("forces:calls")).status_code == 403


def test_forces_are_called_out_from_the_incident_and_every_screen_shows_it(
    city: Any, client: Any, django_assert_max_num_queries: Any
) -> None:
    teams = [force("甲队"), force("乙队", lat="34.60", lon="115.90")]
    incident = call()
    sign_in(client, "office1")
    client.post(
        reverse("forces:alert-begin"),
        {
            "incident": incident.pk,
            "task": "灭火",
            "skills": "消防、危险化学品",
            "lat": "34.4",
            "lon": "115.6",
        },
    )
    running = Alert.objects.get()
    page = text(client.get(reverse("forces:case", args=["alert", running.pk])))
    key = page.split('name="key" value="')[1].split('"')[0]
    sent = {"force": [team.pk for team in teams], "key": key}

    first = text(client.post(reverse("forces:order", args=[running.pk]), sent, follow=True))
    client.post(reverse("forces:order", args=[running.pk]), sent)  # sent again: nobody is called twice
    called = CallOut.objects.order_by("pk")[0]
    client.post(
        reverse("forces:take", args=["call_out", called.pk, "receive"]), {"revision": called.revision}
    )
    screens = [
        text(client.get(reverse(name, args=args)))
        for name, args in (
            ("forces:live", [running.pk]),
            ("forces:report", [running.pk]),
            ("forces:of-incident", [incident.pk]),
            ("forces:panel", []),
            ("forces:calls", []),
        )
    ]

    assert "已调用2支救援力量" in first
    assert [one.force_id for one in CallOut.objects.order_by("pk")] == [team.pk for team in teams]
    assert all("甲队" in told and "乙队" in told for told in screens)
    assert reverse("forces:of-incident", args=[incident.pk]) in text(
        client.get(reverse("incidents:detail", args=[incident.pk]))
    )
    assert reverse("forces:panel") in text(client.get(reverse("duty:night")))
    with django_assert_max_num_queries(30):
        client.get(reverse("forces:case", args=["alert", running.pk]))
    client.post(reverse("forces:take", args=["alert", running.pk, "stand_down"]), {"reason": "处置完毕"})
    assert {one.state for one in CallOut.objects.all()} == {"released"}


def test_a_refused_form_keeps_what_was_typed(city: Any, client: Any) -> None:
    sign_in(client, "office1")
    given = force_input("丙队", lat="", lon="115.6") | {"organisation": city.organisations["office"].pk}

    answer = client.post(reverse("forces:force-enter"), given)

    assert answer.status_code == 409
    assert "经度、纬度要么都填" in answer.content.decode()
    assert "丙队" in answer.content.decode()
    assert not RescueForce.objects.exists()


def test_an_alert_page_names_why_a_force_stands_where_it_does(city: Any, client: Any) -> None:
    force("近队", lat="34.40", lon="115.61")
    force("水队", skills="water")
    running = alert()
    sign_in(client, "office1")

    told = text(client.get(reverse("forces:case", args=["alert", running.pk])))

    assert told.index("近队") < told.index("水队")
    assert "直线距离0.9公里" in told
    assert "不具备：消防" in told
