from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from anlan.notifications.models import Route
from anlan.testing import person, sign_in

GIVEN = {"owner": "me", "via": "sms", "target": "13900000001"}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def add(client: Any, who: str = "county1", **changes: Any) -> Any:
    return sign_in(client, who).post(reverse("notices:add"), {**GIVEN, **changes})


def test_somebody_adds_a_way_for_oneself_and_switches_it_off(city: Any, client: Any) -> None:
    assert add(client, quiet_from="22", quiet_to="7", is_digest="1").status_code == 302

    route = Route.objects.get()
    assert (route.person, route.organisation, route.is_on, route.is_digest) == (
        person("county1"),
        None,
        True,
        True,
    )
    client.post(reverse("notices:switch", args=[route.pk]), {"on": "0"})
    route.refresh_from_db()
    assert route.is_on is False


def test_a_unit_has_ways_of_its_own_and_all_its_people_see_them(city: Any, client: Any) -> None:
    add(client, owner=str(city.organisations["gov-a"].pk))

    assert Route.objects.get().organisation == city.organisations["gov-a"]
    assert "13900000001" in client.get(reverse("notices:routes")).content.decode()
    assert "13900000001" not in sign_in(client, "county2").get(reverse("notices:routes")).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"owner": "1"}, "请选择本人或您任职的单位"),
        ({"owner": ""}, "请选择本人或您任职的单位"),
        ({"via": "pigeon"}, "请选择通知的发送方式"),
        ({"target": "12"}, "7至20位数字"),
        ({"target": "https://chat.example/secret"}, "7至20位数字"),
        ({"via": "mail", "target": "nobody"}, "邮箱地址不正确"),
        ({"via": "chat", "chat": "unknown"}, "运维人员已为本系统配置"),
        ({"quiet_from": "22"}, "同时填写开始和结束"),
        ({"quiet_from": "22", "quiet_to": "24"}, "同时填写开始和结束"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_writes_nothing(
    city: Any, client: Any, changes: dict[str, str], words: str
) -> None:
    answer = add(client, **changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Route.objects.exists()


def test_the_same_way_twice_is_refused(city: Any, client: Any) -> None:
    add(client)

    assert add(client).status_code == 409
    assert Route.objects.count() == 1


def test_a_strangers_way_cannot_be_switched(city: Any, client: Any) -> None:
    add(client)
    route = Route.objects.get()

    answer = sign_in(client, "county2").post(reverse("notices:switch", args=[route.pk]), {"on": "0"})

    assert answer.status_code == 404
    route.refresh_from_db()
    assert route.is_on
