"""The page and what it is told: nobody's data in the shell, a day within the scope, every word in both languages."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from anlan.field import words
from anlan.field.tests.factories import Phone
from anlan.field.views.shell import MODULES, STATIC
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.identity import uuid7
from anlan.testing import NOON, assigned_hazard, record_hazard, sign_in

ROOT = Path(__file__).resolve().parents[3]


def test_the_words_are_those_that_the_modules_ask_for():
    script = runpy.run_path(str(ROOT / "scripts/field_words.py"))

    assert tuple(script["texts"]()) == words.TEXTS


def test_a_module_names_others_by_their_files_and_nothing_from_elsewhere():
    for path in STATIC.glob("*.js"):
        named = re.findall(r'from "([^"]+)"', path.read_text("utf-8"))
        assert all(one.removeprefix("./").removesuffix(".js") in MODULES for one in named), path
        assert not re.search(r"https?://", path.read_text("utf-8")), path
        assert len(path.read_text("utf-8").splitlines()) < 300


@pytest.mark.django_db
def test_the_page_opens_for_anybody_and_holds_nobodys_data(city, client):
    for path in ("", "sw.js", "manifest.webmanifest"):
        assert client.get(f"/field/{path}").status_code == 200
    shell = client.get("/field/")
    assert "惠民超市" not in shell.content.decode()
    assert "blob:" in shell["Content-Security-Policy"]
    assert "unsafe-inline" not in shell["Content-Security-Policy"]
    assert client.get("/field/authority.crt").status_code == 404
    assert '"page": "/field/"' in client.get("/field/sw.js").content.decode()


@pytest.mark.django_db
def test_a_day_is_the_persons_own_nearest_due_first_and_without_telephone_numbers(
    city, django_assert_max_num_queries
):
    with clock.at(NOON):
        mine, other = assigned_hazard("shop"), record_hazard("depot", by="dept2")
        business, dept = Phone("business1"), Phone("dept1")

        with django_assert_max_num_queries(45):
            day = dept.get("/field/day/").json()
        claims = business.get("/field/day/").json()

    assert [one["name"] for one in day["places"]] == [mine.premises.name]
    assert "phone" not in json.dumps(day["places"])
    assert claims["places"][0]["hazards"][0]["may"] == ["sign_for", "claim"]
    assert other.number not in json.dumps([day, claims])
    assert dept.get("/field/places/?q=燃气").json() == {"places": []}


@pytest.mark.django_db
def test_phones_are_the_owners_and_whoever_manages_people_sees_all(city):
    with clock.at(NOON):
        Phone("dept1")
    shown = {
        who: "/revoke/" in sign_in(Client(), who).get("/field/phones/").content.decode()
        for who in ("dept1", "county1", "security1")
    }

    assert shown == {"dept1": True, "county1": False, "security1": True}


@pytest.mark.django_db
def test_a_position_is_told_with_its_purpose_to_whoever_sees_the_record_and_nobody_else(city):
    with clock.at(NOON):
        phone, key = Phone("dept1"), uuid7()
        phone.visit(key, position={"lat": 33.58123, "lon": 114.01234, "accuracy": 12})
        visit = Visit.objects.get()
        address = f"/field/positions/visit/{visit.pk}/"

        own = phone.client.get(address).content.decode()
        assert "33.58123, 114.01234" in own
        assert "12" in own
        assert "field:positions" not in own
        assert address in phone.client.get(reverse("inspections:detail", args=[visit.pk])).content.decode()
        part = sign_in(Client(), "county1").get(address, headers={"HX-Request": "true"})
        assert part.content.decode().lstrip().startswith("<section")
        assert sign_in(Client(), "dept2").get(address).status_code == 404
        assert phone.client.get(f"/field/positions/paper/{visit.pk}/").status_code == 404
        assert Client().get(address).status_code == 302
