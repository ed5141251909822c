"""Accounts, posts, responsibility and the tree through the API: the acts of the pages, behind a scope of their own."""

from __future__ import annotations

import pytest

from anlan.access import tokens
from anlan.access.models import TokenKind
from anlan.administration.models import Account
from anlan.api.tests.callers import Caller, caller, token_of
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.org.models import Area, Person, Post, Responsibility, Sector
from anlan.testing import person

EVERY = ("read", "act", "administer")
NEWCOMER = {"name": "张小三", "username": "zhangxiaosan", "phone": ""}


@pytest.fixture
def security(city) -> Caller:
    return caller("security1", *EVERY)


@pytest.fixture
def system(city) -> Caller:
    return caller("system1", *EVERY)


def post_of(username: str) -> Post:
    return Post.objects.get(person__username=username)


def test_an_account_is_opened_and_its_password_told_once(security):
    told = security.step("/accounts/create", key="open-zhang-1", **NEWCOMER)

    assert security.status == 200
    who = Person.objects.get(username="zhangxiaosan")
    assert who.check_password(told["one_time_password"])
    assert who.must_change_password
    assert Account.objects.get(pk=told["case"]).username == "zhangxiaosan"
    again = security.step("/accounts/create", key="open-zhang-1", **NEWCOMER)
    assert (again["replayed"], again["one_time_password"]) == (True, None)
    other = security.step("/accounts/create", key="open-zhang-1", **{**NEWCOMER, "name": "李四"})
    assert (security.status, other["code"]) == (422, "key.reused")


def test_a_person_gets_a_post_and_loses_it(security, city):
    station = post_of("station1")
    given = {
        "person": person("nobody1").pk,
        "organisation": station.organisation_id,
        "role": "township",
        "title": "安监员",
        "area": station.area_id,
        "sectors": [],
        "first_day": f"{clock.today()}",
        "reason": "新任命",
    }

    made = security.step("/posts/appoint", **given)

    assert security.status == 200, made
    shown = security.get(f"/people/{person('nobody1').pk}")
    assert [post["role"] for post in shown["posts"]] == ["township"]
    ended = security.step(f"/posts/{shown['posts'][0]['id']}/end", reason="调离本岗")
    assert (security.status, ended["state"]) == (200, "ended")


def test_everybody_lends_the_own_post_to_a_colleague(city):
    own, colleague = post_of("dept1"), Person.objects.create(username="dept9", name="同事")
    Post.objects.create(
        person=colleague,
        role=own.role,
        title="科员",
        organisation=own.organisation,
        area=own.area,
        valid_from=own.valid_from,
    )
    dept = caller("dept1", *EVERY)
    today = clock.today().isoformat()

    told = dept.step(
        f"/posts/{own.pk}/deputise", person=colleague.pk, first_day=today, last_day=today, reason="出差"
    )

    assert dept.status == 200, told
    lent = Post.objects.get(acting_for=own)
    assert dept.step(f"/posts/{lent.pk}/withdraw", reason="提前返回")["state"] == "ended"


def test_a_strangers_post_is_not_there(city):
    dept = caller("dept1", *EVERY)

    told = dept.step(f"/posts/{post_of('dept2').pk}/withdraw", reason="any reason")

    assert (dept.status, told["code"]) == (404, "post.unknown")


def test_the_office_rules_on_a_cell(city):
    office = caller("office1", *EVERY)
    department = post_of("dept2").organisation_id
    area = city.areas["a1"]

    told = office.step(
        f"/responsibility/fire/{area.pk}/rule",
        department=department,
        first_day=clock.today().isoformat(),
        decided_by="市安委会",
        document="安委办〔2022〕12号",
        basis="责任分工",
    )

    assert office.status == 200, told
    row = Responsibility.objects.get(area=area, sector__code="fire", valid_to=None)
    assert row.department_id == department
    listed = office.get("/responsibility", area="a1", sector="fire")["rows"]
    assert [(one["department"], one["entry"]) for one in listed] == [(department, told["seq"])]


def test_the_tree_is_changed_by_who_keeps_it(system, city):
    given = {
        "area": city.areas["a"].pk,
        "code": "a9",
        "name": "新镇",
        "kind": "township",
        "effective_on": clock.today().isoformat(),
        "document": "安委办〔2022〕12号",
        "reason": "区划调整",
    }

    told = system.step("/reorganisations/open_area", **given)

    assert system.status == 200, told
    assert Area.objects.get(code="a9").parent == city.areas["a"]
    assert verify().sound


def test_a_sector_gets_another_name(system, city):
    sector = Sector.objects.get(code="fire")

    told = system.step(
        "/reorganisations/amend_sector", sector=sector.pk, name="消防安全", name_en="", reason="改称"
    )

    assert system.status == 200, told
    sector.refresh_from_db()
    assert sector.name == "消防安全"


def test_a_token_without_the_scope_decides_nothing(city):
    security = caller("security1", "read", "act")

    told = security.step("/accounts/create", **NEWCOMER)

    assert (security.status, told["code"]) == (403, "token.scope")
    assert not Person.objects.filter(username="zhangxiaosan").exists()


def test_no_machine_decides_on_people(city):
    with pytest.raises(Refused) as met:
        tokens.make(
            person("dept1"),
            kind=TokenKind.MACHINE,
            by=None,
            purpose="test",
            scopes=["read", "administer"],
            days=1,
            at=clock.real_now(),
        )

    assert met.value.code == "token.administer"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ["a"], "username": "zhang"}, "name"),
        ({"name": "张三", "username": 7}, "username"),
        ({"name": "张三", "username": "zhang", "is_superuser": True}, "is_superuser"),
        ({}, "name"),
    ],
)
def test_input_of_the_wrong_type_is_told_by_field(security, given, field):
    told = security.post("/accounts/create", {"input": given})

    assert security.status == 422
    assert field in told["errors"]


@pytest.mark.parametrize("sectors", [5, [5], {"fire": 1}, ["fire", None]])
def test_sectors_that_are_no_codes_never_mean_all_of_them(security, city, sectors):
    station = post_of("station1")
    told = security.step(
        "/posts/appoint",
        person=person("nobody1").pk,
        organisation=station.organisation_id,
        role="township",
        title="安监员",
        area=station.area_id,
        sectors=sectors,
        first_day=clock.today().isoformat(),
        reason="新任命",
    )

    assert security.status == 422
    assert "sectors" in told["errors"]
    assert not Post.objects.filter(person__username="nobody1").exists()


def test_people_are_shown_to_their_administrator_only(security, city):
    assert "dept1" in {row["username"] for row in security.get("/people", q="dept")["rows"]}
    dept = Caller(token_of("dept1", *EVERY))
    assert dept.get("/people")["code"] == "page.denied"
