"""Sectors are opened by the system administrator of the whole tree, with their first row of the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.administration import actions
from anlan.administration.jobs import lead_departments
from anlan.administration.models import Reorganisation
from anlan.administration.tests.deeds import body, reorganise, rule
from anlan.administration.tests.test_pages import client, text
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle.door import Outcome
from anlan.org.models import Responsibility, Sector
from anlan.org.responsibility import found_matrix, responsible
from anlan.testing import SINCE, TODAY, actor

DAY = timedelta(days=1)
NEW = {"code": "ski-slopes", "name": "滑雪场", "name_en": "Ski slopes"}


@pytest.fixture(autouse=True)
def _noon(city):
    with clock.at(clock.day_start(TODAY) + timedelta(hours=12)):
        found_matrix(since=SINCE)
        yield


def open_sector(**changes: Any) -> Outcome:
    return reorganise("open_sector", **({"department": body("fire"), **NEW} | changes))


def amend(code: str, **changes: Any) -> Outcome:
    given = {
        "sector": Sector.objects.get(code=code),
        "name": "燃气安全",
        "effective_on": None,
        "document": None,
    }
    given = {name: value for name, value in (given | changes).items() if value is not None}

    return actions.reorganise("amend_sector", by=actor("system1"), given={"reason": "Renamed", **given})


def test_a_new_sector_stands_last_and_its_department_answers_everywhere(city):
    outcome = open_sector()

    sector = Sector.objects.get(code="ski-slopes")
    assert (sector.position, sector.lead.code) == (2, "fire")
    assert responsible(sector.pk, city.areas["a1"].path, on=TODAY) == body("fire").pk
    assert Responsibility.objects.get(sector=sector).ruling_seq == outcome.seq
    assert Reorganisation.objects.get(pk=outcome.case_id).sector == sector


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "fire"}, "code exists"),
        ({"name": "消防"}, "name exists"),
        ({"code": "Ski slopes"}, "small letters"),
        ({"code": "滑雪"}, "small letters"),
        ({"effective_on": TODAY + DAY}, "into force, or later"),
        ({"effective_on": SINCE - DAY}, "did not exist yet"),
    ],
)
def test_a_sector_that_cannot_be_is_refused_and_nothing_is_written(changes, said):
    with pytest.raises(Refused, match=said):
        open_sector(**changes)

    assert Sector.objects.count() == 2


def test_a_business_leads_no_sector():
    with pytest.raises(Invalid):
        open_sector(department=body("shop").pk)


def test_a_name_may_be_mended_and_the_code_stays():
    amend("gas", name="城镇燃气", position="0")

    sector = Sector.objects.get(code="gas")
    assert (sector.name, sector.name_en, sector.position) == ("城镇燃气", "城镇燃气", 0)
    with pytest.raises(Refused, match="name exists"):
        amend("gas", name="消防")


@pytest.mark.parametrize("who", ["security1", "office1", "auditor1", "county1"])
def test_only_the_system_administrator_keeps_sectors(who):
    with pytest.raises(Refused, match="system administrator"):
        open_sector(by=who)


def test_the_lead_follows_what_is_ruled_for_the_whole_tree_on_its_day():
    rule("fire", "city", "gas")
    assert Sector.objects.get(code="fire").lead.code == "gas"

    rule("gas", "city", "fire", first_day=TODAY + DAY)
    assert Sector.objects.get(code="gas").lead.code == "gas"
    with clock.at(clock.day_start(TODAY + DAY) + timedelta(minutes=1)):
        assert lead_departments() == "1 sectors"
    assert Sector.objects.get(code="gas").lead.code == "fire"


def test_a_ruling_for_one_county_leaves_the_lead_alone():
    rule("fire", "a", "gas")

    assert Sector.objects.get(code="fire").lead.code == "fire"


def test_the_page_opens_a_sector_and_shows_who_leads_it():
    admin = client("system1")
    sent = {
        "act": "open_sector", "department": body("gas").pk, "effective_on": TODAY.isoformat(), "document": "12号",
        "reason": "New", "position": "", **NEW,
    }  # fmt: skip

    response = admin.post("/administration/sectors/", sent)
    again = admin.post("/administration/sectors/", sent)

    assert response.status_code == 302
    assert "Ski slopes" in text(admin.get("/administration/sectors/"))
    assert again.status_code == 409
    assert 'value="滑雪场"' in text(again)
    told = text(admin.get("/administration/sectors/ski-slopes/"))
    assert "opened the sector" in told
    assert "Housing and Construction" in told


def test_a_sector_is_renamed_by_its_page():
    admin = client("system1")
    sent = {"name": "消防安全", "name_en": "Fire", "position": "7", "reason": "Renamed"}

    assert admin.post("/administration/sectors/fire/", sent).status_code == 302
    assert Sector.objects.get(code="fire").position == 7
    assert admin.get("/administration/sectors/none/").status_code == 404
    assert admin.post("/administration/sectors/fire/", sent | {"position": "-1"}).status_code == 422
