"""What an enterprise sees and does of its major hazard installations behind its code, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.enterprise.tests.factories import given, inside
from anlan.enterprise.tests.test_page import picture
from anlan.installations.kinds import Role
from anlan.installations.tests.factories import alarm, installation, post, source, tasks
from anlan.kernel import clock
from anlan.testing import NOON, TODAY, place, sign_in

ROOT = "/enterprise/installations/"


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def test_duties_posts_and_alarms_are_done_behind_the_code(city: Any, client: Any) -> None:
    one = installation()
    alarmed = alarm(one, source())
    weekly = next(task for task in tasks(TODAY) if task.duty == "weekly_check")
    browser = inside(given()[1])
    term = {
        "holder": "张三",
        "title": "总经理",
        "phone": "0370-1",
        "from_day": "2022-10-01",
        "key": "key-0001",
    }
    principal = post(one, Role.PRINCIPAL)

    assert ROOT in browser.get("/enterprise/").content.decode()
    assert one.name in browser.get(ROOT).content.decode()
    assert browser.get(f"{ROOT}installation/{one.pk}/").status_code == 200
    assert browser.get(f"{ROOT}{one.pk}/notice.pdf").content.startswith(b"%PDF")
    browser.post(f"{ROOT}guarantee_post/{principal.pk}/appoint/", term)
    browser.post(f"{ROOT}guarantee_post/{principal.pk}/acknowledge/", {"key": "key-0002"})
    done = {"result": "罐区巡查，未见异常", "evidence": picture(), "key": "key-0003"}
    browser.post(f"{ROOT}guarantee_task/{weekly.pk}/perform/", done)
    browser.post(
        f"{ROOT}plant_alarm/{alarmed.pk}/check/", {"finding": "false", "cause": "仪表", "key": "key-0004"}
    )

    for case in (principal, weekly, alarmed):
        case.refresh_from_db()
    assert (principal.state, weekly.state, alarmed.state) == ("acknowledged", "done", "checked")
    shown = browser.get(f"{ROOT}guarantee_task/{weekly.pk}/").content.decode()
    assert "/enterprise/pictures/guarantee_task/" in shown
    sign_in(client, "county1")
    staff = client.get(f"/installations/case/guarantee_task/{weekly.pk}/").content.decode()
    address = staff.split(f"/evidence/guarantee_task/{weekly.pk}/")[1].split("/")[0]
    assert client.get(f"/evidence/guarantee_task/{weekly.pk}/{address}/").status_code == 200
    sign_in(client, "county2")
    assert client.get(f"/evidence/guarantee_task/{weekly.pk}/{address}/").status_code == 404


def test_what_is_the_governments_or_another_places_is_not_there(city: Any) -> None:
    one = installation()
    cadre = post(one, Role.CADRE)
    browser, other = inside(given()[1]), inside(given("depot")[1])

    page = browser.get(f"{ROOT}guarantee_post/{cadre.pk}/").content.decode()
    browser.post(f"{ROOT}guarantee_post/{cadre.pk}/appoint/", {"holder": "李四", "title": "局长", "phone": "0370-1",
                 "from_day": "2022-10-01", "key": "key-0001"})  # fmt: skip
    browser.post(f"{ROOT}installation/{one.pk}/void/", {"reason": "不该有的", "key": "key-0002"})

    assert "step-appoint" not in page
    cadre.refresh_from_db()
    one.refresh_from_db()
    assert (cadre.state, one.state) == ("vacant", "identified")
    assert other.get(f"{ROOT}installation/{one.pk}/").status_code == 404
    assert ROOT not in other.get("/enterprise/").content.decode()
    assert place("shop").pk == one.premises_id
