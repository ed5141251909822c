"""An empty installation becomes a city's: once, whole, journalled, with nothing of the demo in it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from anlan.administration import setup_code
from anlan.administration.flow import REORGANISATION_FLOW
from anlan.administration.founding import found
from anlan.administration.models import Account, Appointment, Reorganisation
from anlan.journal.models import Entry
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle import door
from anlan.org import profile
from anlan.org.actors import actor_for
from anlan.org.models import Area, CityProfile, Organisation, Person, Post
from anlan.org.roles import Permission
from anlan.org.scope import SYSTEM_ID
from anlan.testing import actor
from anlan.web.views.session import demo_accounts

GIVEN = {
    "name": "海东市",
    "short_name": "海东",
    "name_en": "Haidong",
    "code": "630200",
    "system_admin": "王强",
    "security_admin": "李娜",
    "auditor": "王强强",
    "dispatcher": "陈静",
}


@pytest.fixture(autouse=True)
def _folder(db, settings, tmp_path):
    settings.HOME = tmp_path
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    profile.forget()
    with translation.override("en"):
        yield
    profile.forget()


def test_the_city_its_office_and_four_people_stand_afterwards():
    founded = found(GIVEN)

    root = Area.objects.get()
    assert (root.name, root.code, root.official_code, root.valid_from) == (
        "海东市", "630200", "630200", date(2020, 1, 1),
    )  # fmt: skip
    assert Organisation.objects.get().name == "海东市安全生产委员会办公室"
    assert profile.city().office == "海东市安全生产委员会办公室"
    assert [secret.person.username for secret in founded.secrets] == [
        "wangqiang", "lina", "wangqiangqiang", "chenjing",
    ]  # fmt: skip
    assert all(secret.person.check_password(secret.password) for secret in founded.secrets)
    assert set(Person.objects.values_list("must_change_password", flat=True)) == {True}


def test_the_administrators_may_what_theirs_is_and_nothing_else():
    people = {secret.person.username: secret.person for secret in found(GIVEN).secrets}

    may = {name: actor_for(person, at=clock.now()).permissions for name, person in people.items()}
    assert Permission.ORG_MANAGE in may["wangqiang"]
    assert Permission.PEOPLE_MANAGE not in may["wangqiang"]
    assert Permission.PEOPLE_MANAGE in may["lina"]
    assert Permission.AUDIT_READ in may["wangqiangqiang"]
    assert Permission.HAZARD_RULE in may["chenjing"]


def test_every_act_is_in_the_journal_without_a_post_and_the_journal_is_sound():
    found(GIVEN)

    taken = list(Entry.objects.order_by("seq").values_list("kind", "step", "actor_id", "post_id"))
    assert taken[0] == ("reorganisation", "found", SYSTEM_ID, None)
    assert {(kind, step) for kind, step, _actor, _post in taken[1:]} == {
        ("account", "create"),
        ("appointment", "appoint"),
    }
    assert len(taken) == 9
    assert verify().faults == []


def test_a_password_stands_nowhere_in_the_journal():
    passwords = [secret.password or "?" for secret in found(GIVEN).secrets]

    texts = " ".join(Entry.objects.values_list("input", flat=True))
    assert not any(password in texts for password in passwords)


def test_a_city_is_founded_once():
    found(GIVEN)

    with pytest.raises(Refused, match="set up already"):
        found(GIVEN | {"name": "another"})

    assert Area.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"code": "6302"}, "code"),
        ({"code": "６３０２００"}, "code"),
        ({"auditor": "李娜"}, "auditor"),
        ({"dispatcher": "王强"}, "dispatcher"),
        ({"since": "2022-13-01"}, "since"),
        ({"since": "2090-01-01"}, "since"),
        ({"system_admin": "长" * 41}, "system_admin"),
    ],
)
def test_what_cannot_be_accepted_writes_nothing_and_names_the_field(changed, field):
    with pytest.raises(Invalid) as caught:
        found(GIVEN | changed)

    assert field in caught.value.details["errors"]
    assert not Area.objects.exists()
    assert not Person.objects.exists()
    assert not Entry.objects.exists()


def test_a_folder_whose_clock_is_a_demos_is_refused(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("ANLAN_HOME", str(tmp_path))
    clock.write_shift(clock.now(), running=False)
    try:
        with pytest.raises(Refused, match="clock is shifted"):
            found(GIVEN)
    finally:
        (tmp_path / "clock.json").unlink()


def test_nobody_but_the_system_founds_a_city(city):
    given = {"area": city.areas["city"], "name": "x", "code": "1", "office": "y", "since": date(2020, 1, 1)}

    with pytest.raises(Refused, match="Only the command line"):
        door.open_case(REORGANISATION_FLOW, "found", by=actor("system1"), input=given)


def test_a_second_profile_is_refused_by_the_database():
    found(GIVEN)
    row = CityProfile.objects.get()

    with pytest.raises(Exception, match=r"(?i)unique|duplicate|check"), transaction.atomic():
        CityProfile(area=row.area, office=row.office, founded_at=row.founded_at).save(force_insert=True)


def test_the_cases_lie_in_the_root_area():
    root = found(GIVEN).area

    assert set(Account.objects.values_list("area_id", flat=True)) == {root.pk}
    assert set(Appointment.objects.values_list("area_path", flat=True)) == {root.path}
    assert Reorganisation.objects.get().new_organisation == CityProfile.objects.get().office


# -- the code of the set-up page -----------------------------------------------------------------------------


def test_a_code_opens_until_another_is_issued_or_the_city_stands(tmp_path):
    first = setup_code.issue()
    second = setup_code.issue()

    assert not setup_code.matches(first)
    assert setup_code.matches(f" {second} ")
    assert not setup_code.matches("")
    assert second not in (tmp_path / "setup-code.sha256").read_text()
    found(GIVEN)
    assert not setup_code.matches(second)


def test_without_an_issued_code_nothing_matches():
    assert not setup_code.matches("")


# -- the page ------------------------------------------------------------------------------------------------


def page(language: str = "zh-hans") -> Client:
    return Client(headers={"accept-language": language})


def test_whoever_opens_an_empty_installation_is_sent_to_the_set_up_page():
    response = page().get("/", follow=True)

    assert response.redirect_chain[-1][0] == "/set-up/"
    assert "一次性口令" in response.content.decode()


def test_the_form_opens_with_the_code_only_and_sets_the_city_up_once():
    code, client = setup_code.issue(), page()

    refused = client.post("/set-up/", {"set_up_code": "guess", **GIVEN})
    form = client.post("/set-up/", {"set_up_code": code})
    done = client.post("/set-up/", {"set_up_code": code, **GIVEN})
    after = client.get("/set-up/"), client.post("/set-up/", {"set_up_code": code, **GIVEN})

    assert refused.status_code == 403
    assert 'name="system_admin"' not in refused.content.decode()
    assert 'name="system_admin"' in form.content.decode()
    assert Person.objects.get(username="lina").check_password(
        done.content.decode().split("<code>lina</code>")[1].split("<code>")[1].split("</code>")[0]
    )
    assert "no-store" in done["Cache-Control"]
    assert [response.status_code for response in after] == [404, 404]
    assert Area.objects.count() == 1


def test_a_fault_keeps_what_was_typed_and_stands_at_its_field():
    code = setup_code.issue()

    response = page("en").post("/set-up/", {"set_up_code": code, **GIVEN, "code": "63"})

    told = response.content.decode()
    assert response.status_code == 422
    assert "six digits" in told
    assert 'value="海东市"' in told
    assert not Area.objects.exists()


def test_nothing_of_the_demo_stands_on_the_pages_of_a_fresh_city(settings):
    founded = found(GIVEN)
    dispatcher, client = founded.secrets[3].person, page()
    outside = [client.get(address) for address in ("/sign-in/", "/set-up/")]
    Person.objects.update(must_change_password=False)
    addresses = {
        0: ("/", "/administration/areas/", "/administration/sectors/", "/administration/readiness/"),
        1: ("/", "/administration/people/", "/administration/readiness/"),
        3: (
            "/",
            "/hazards/",
            "/premises/",
            "/visits/",
            "/figures/",
            "/bulletins/",
            "/administration/readiness/",
        ),
    }
    inside = []
    for number, opened in addresses.items():
        client.force_login(founded.secrets[number].person, "django.contrib.auth.backends.ModelBackend")
        inside += [client.get(address) for address in opened]

    assert dispatcher.name == "陈静"
    assert {response.status_code for response in inside} == {200}
    for response in [*outside, *inside]:
        told = response.content.decode()
        for word in ("漯河", "Luohe", "源汇", "演示", "demo", "Demonstration"):
            assert word not in told, f"{word} on {response.request['PATH_INFO']}"
        assert "海东" in told or response.status_code == 404
    assert demo_accounts() == []
    assert not clock.is_shifted()


def test_a_posts_holder_and_the_citys_name_stand_in_every_title():
    founded, client = found(GIVEN), page("en")
    Person.objects.update(must_change_password=False)
    client.force_login(founded.secrets[3].person, "django.contrib.auth.backends.ModelBackend")

    told = client.get("/hazards/").content.decode()

    assert "Haidong anlan</title>" in told
    assert Post.objects.filter(person__username="chenjing").exists()
