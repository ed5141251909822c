"""What is missing is counted live, over the reader's areas, and each line leads to the work."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.administration.readiness import CHECKS, lines
from anlan.administration.tests.deeds import appoint, area, end, reorganise
from anlan.administration.tests.test_pages import client, text
from anlan.cli import main
from anlan.jobs.models import Run
from anlan.kernel import clock
from anlan.org.models import Person
from anlan.org.responsibility import found_matrix
from anlan.org.roles import Permission
from anlan.org.scope import EVERYTHING, Scope
from anlan.premises.models import Premises
from anlan.premises.responsibility import project
from anlan.testing import SINCE, TODAY, actor, person


@pytest.fixture(autouse=True)
def _noon(city, settings, tmp_path):
    settings.HOME = tmp_path
    with clock.at(clock.day_start(TODAY) + timedelta(hours=12)):
        found_matrix(since=SINCE)
        project(on=TODAY)
        yield


def missing(scope: Scope = EVERYTHING) -> dict[str, int]:
    return {line.check.code: line.answer.count for line in lines(scope, at=clock.now()) if not line.ready}


def test_a_city_at_work_lacks_little():
    assert missing() == {
        "posts.township": 1, "people.post": 1, "people.password": 24, "worker": 1, "backup": 1,
    }  # fmt: skip


def test_each_line_goes_when_its_work_is_done(settings):
    Run.objects.create(job="x", slot_at=clock.now(), state="done", finished_at=clock.now())
    (settings.HOME / "last-backup.json").write_text(json.dumps({"at": clock.real_now().isoformat()}))
    appoint("nobody1", role="area_office")
    reorganise("close_area", area=area("a2"), into=area("a1"))
    Person.objects.update(password="argon2$x")

    assert missing() == {}


def test_an_old_backup_is_told(settings):
    old = clock.real_now() - timedelta(days=8)
    (settings.HOME / "last-backup.json").write_text(json.dumps({"at": old.isoformat()}))
    assert "backup" in missing()

    (settings.HOME / "last-backup.json").write_text("{")
    assert "backup" in missing()


def test_who_leaves_is_missed_at_once(city):
    end("county2")
    Premises.objects.filter(code="mill").update(department=None)

    found = {line.check.code: line.answer for line in lines(EVERYTHING, at=clock.now())}
    assert found["posts.area"].names == ("Xishan",)
    assert found["people.post"].count == 2
    assert found["premises.department"].names == ("柳林面粉厂",)


def test_a_sector_that_nobody_leads_and_its_cells_are_counted(city):
    city.sectors["gas"].responsibilities.all().delete()

    found = missing()

    assert found["sectors.lead"] == 1
    assert found["matrix"] == 4  # a1, a2, b1 and the zone


def test_a_county_counts_its_own_only(city):
    """The permission is the city's today; the count goes by the post's area all the same."""
    county = actor("county1")

    held = tuple(
        replace(post, permissions=post.permissions | {Permission.READINESS_READ}) for post in county.posts
    )
    end("county2")
    Premises.objects.filter(code__in=["mill", "depot"]).update(department=None)

    found = missing(Scope(held))

    assert "posts.area" not in found
    assert found["premises.department"] == 1
    assert found["posts.township"] == 1
    assert "areas" not in found


def test_the_page_shows_only_links_that_the_reader_may_open():
    system, security = client("system1"), client("security1")

    told = text(system.get("/administration/readiness/"))
    other = text(security.get("/administration/readiness/"))

    assert "Background worker" in told
    assert 'href="/administration/people/">Open' not in told
    assert "Security administrator" in told
    assert 'href="/administration/people/">Open' in other
    assert client("office1").get("/administration/readiness/").status_code == 200


@pytest.mark.parametrize("who", ["county1", "auditor1", "leader1", "business1", "nobody1"])
def test_others_are_not_shown_it(who):
    assert client(who).get("/administration/readiness/").status_code == 403


def test_the_command_tells_the_same_and_ends_with_1(capsys, monkeypatch):
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    status = main(["ready"])
    words = capsys.readouterr().out
    main(["ready", "--json"])
    data = json.loads(capsys.readouterr().out)

    assert status == 1
    assert "! Background worker" in words
    assert "15 of 20 are ready." in words
    assert [line["code"] for line in data] == [check.code for check in CHECKS]
    assert {line["code"] for line in data if not line["ready"]} == set(missing())
    assert person("nobody1").name in words


def test_the_page_costs_the_same_in_a_large_city(django_assert_max_num_queries):
    admin = client("system1")
    admin.get("/administration/readiness/")

    with django_assert_max_num_queries(60):
        admin.get("/administration/readiness/")
