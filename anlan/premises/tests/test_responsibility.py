"""The responsibility matrix on premises: the nearest area upwards answers, once; every ruling has its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.org.models import Area, Organisation, Responsibility, Sector
from anlan.org.responsibility import Matrix, found_matrix, responsible
from anlan.org.scope import EVERYTHING
from anlan.premises.actions import reclassify
from anlan.premises.models import Premises
from anlan.premises.responsibility import project
from anlan.testing import PLACES, SINCE, TODAY, actor, place, scratch

DAY = timedelta(days=1)


def row(sector: str, area: str, department: str, first: date = SINCE, last: date | None = None) -> None:
    Responsibility.objects.create(
        sector=Sector.objects.get(code=sector),
        area=Area.objects.get(code=area),
        department=Organisation.objects.get(code=department),
        valid_from=first,
        valid_to=last,
    )


def answers(on: date = TODAY) -> dict[str, str | None]:
    project(on=on)
    return dict(Premises.objects.order_by("pk").values_list("code", "department__code"))


def test_the_matrix_begins_with_the_lead_department_of_each_sector_for_the_whole_city(city):
    assert found_matrix(since=SINCE) == 2
    assert found_matrix(since=SINCE) == 0

    assert answers() == PLACES


def test_without_a_row_nobody_answers(city):
    assert answers() == dict.fromkeys(PLACES)


def test_the_nearest_area_upwards_answers(city):
    row("fire", "city", "fire")
    row("fire", "a", "gov-a")
    row("fire", "a2", "gas")

    found = answers()

    assert {code: found[code] for code in ("shop", "mill", "plant")} == {
        "shop": "gov-a",
        "mill": "gas",
        "plant": "fire",
    }


def test_two_claims_at_the_nearest_area_are_no_answer_even_when_a_higher_one_is_clear(city):
    row("fire", "city", "fire")
    row("fire", "a", "gov-a")
    row("fire", "a", "gas")

    found = answers()
    claims = Matrix.on(TODAY).claims(city.sectors["fire"].pk, city.areas["a1"].path)

    assert (found["shop"], found["plant"]) == (None, "fire")
    assert (len(claims.department_ids), claims.area_id) == (2, city.areas["a"].pk)


def test_a_question_about_yesterday_gets_yesterdays_department(city):
    row("fire", "city", "fire", SINCE, TODAY - DAY)
    row("fire", "city", "gas", TODAY)
    sector, path = city.sectors["fire"].pk, city.areas["a1"].path
    fire, gas = city.organisations["fire"].pk, city.organisations["gas"].pk

    assert responsible(sector, path, on=TODAY - DAY) == fire
    assert responsible(sector, path, on=TODAY) == gas
    assert responsible(sector, path, on=SINCE - DAY) is None
    assert answers(TODAY - DAY)["shop"] == "fire"
    assert answers(TODAY)["shop"] == "gas"


def test_premises_that_change_their_sector_or_area_change_their_department(city):
    found_matrix(since=SINCE)
    row("gas", "b", "gov-b")
    project(on=TODAY)
    shop = place("shop")

    reclassify(shop, on=TODAY, sector=city.sectors["gas"])
    assert shop.department == city.organisations["gas"]

    reclassify(shop, on=TODAY, reporting_area=city.areas["b1"])
    assert shop.department == city.organisations["gov-b"]
    assert Premises.objects.get(code="shop").area_path == city.areas["b1"].path


def test_only_the_premises_named_are_written(city):
    found_matrix(since=SINCE)

    changed = project(Premises.objects.filter(code__in=["shop", "kitchen"]), on=TODAY)

    assert changed == 2
    assert set(Premises.objects.exclude(department=None).values_list("code", flat=True)) == {
        "shop",
        "kitchen",
    }


def test_writing_it_again_changes_nothing(city):
    found_matrix(since=SINCE)
    project(on=TODAY)

    assert project(on=TODAY) == 0


def test_the_number_of_statements_does_not_grow_with_the_premises(city):
    found_matrix(since=SINCE)
    operator = city.organisations["shop"]
    Premises.objects.bulk_create(
        Premises(
            code=f"many{n}",
            name=f"many {n}",
            operator=operator,
            area=operator.area,
            reporting_area=operator.area,
            area_path=operator.area.path,
            sector=city.sectors["fire"],
            kind="shop",
            address="-",
        )
        for n in range(500)
    )

    with CaptureQueriesContext(connection) as asked:
        project(on=TODAY)

    assert len(asked) == 3
    assert not Premises.objects.filter(department=None).exists()


def test_the_list_without_a_regulator_is_live_and_keeps_to_the_readers_scope(city):
    found_matrix(since=SINCE)
    Responsibility.objects.filter(sector__code="fire").delete()
    project(on=TODAY)

    def listed(account: str) -> set[str]:
        found = Premises.objects.without_regulator(actor(account).scope)
        return set(found.values_list("code", flat=True))

    assert listed("office1") == listed("system1") == {"shop", "mill", "plant"}
    assert listed("county1") == {"shop", "mill"}
    assert listed("dept2") == listed("business1") == listed("security1") == set()
    row("fire", "a", "gov-a")
    project(on=TODAY)
    assert listed("office1") == {"plant"}


def test_the_database_refuses_days_that_run_backwards_and_the_same_row_twice(city):
    with pytest.raises(IntegrityError, match="responsibility_dates_in_order"), transaction.atomic():
        row("fire", "city", "fire", TODAY, TODAY - DAY)
    row("fire", "city", "fire")
    with pytest.raises(IntegrityError), transaction.atomic():
        row("fire", "city", "fire")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["fire", "gas"]),
            st.sampled_from(["city", "a", "b", "zone", "a1", "a2", "b1"]),
            st.sampled_from(["fire", "gas", "gov-a"]),
        ),
        unique=True,
        max_size=8,
    )
)
def test_whatever_the_matrix_says_each_axis_adds_up_to_all_premises_once(city, rows):
    with scratch():
        for sector, area, department in rows:
            row(sector, area, department)
        project(on=TODAY)
        held = Premises.objects.exclude(department=None).count()

        by_department = sum(
            Premises.objects.filter(department=body).count() for body in city.organisations.values()
        )
        by_area = sum(
            Premises.objects.exclude(department=None).filter(reporting_area=area).count()
            for area in city.areas.values()
        )

        unclear = Premises.objects.without_regulator(EVERYTHING).count()
        assert by_department == by_area == held
        assert held + unclear == len(PLACES)
        matrix = Matrix.on(TODAY)
        for found in Premises.objects.all():
            assert found.department_id == matrix.claims(found.sector_id, found.area_path).department_id
