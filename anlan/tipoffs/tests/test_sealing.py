"""The seal: what lies in the database and in the journal tells nobody who informed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from anlan.access.models import Look
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError, Refused
from anlan.lifecycle import door
from anlan.org.models import Person, Post
from anlan.org.roles import Role
from anlan.org.scope import SYSTEM
from anlan.testing import actor, person, sign_in
from anlan.tipoffs import sealing
from anlan.tipoffs.exports import teller
from anlan.tipoffs.flow import TIP_FLOW
from anlan.tipoffs.models import TipMessage, TipOff
from anlan.tipoffs.tests.factories import TEXT, assigned, take, told

pytestmark = pytest.mark.usefixtures("city")
NAME, CONTACT = "李举报", "13912345678"
OPEN = {"purpose": "reward", "reason": "发放奖励需联系本人"}


def named(**changes: Any) -> tuple[Any, str]:
    return told(name=NAME, contact=CONTACT, **changes)


def everything() -> str:
    """Return all text of the database that a stolen copy of it would show."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows.append(str(cursor.fetchall()))
    return "\n".join(rows)


def test_no_table_holds_who_informed_nor_the_receipt_code():
    tip, code = named()
    door.apply(TIP_FLOW, tip.pk, "add", by=SYSTEM, input={"text": "我家就在隔壁"})

    stolen = everything()

    assert tip.is_named
    assert not any(word in stolen for word in (NAME, CONTACT, code, code.replace("-", "")))
    assert "我家就在隔壁" in TipMessage.objects.get().text


def test_the_journal_holds_digests_of_what_was_confided_and_no_word_of_it():
    tip, _code = named()

    told_ = "".join(str(entry.__dict__) for entry in Entry.objects.filter(case_id=tip.pk))

    assert not any(word in told_ for word in (TEXT, NAME, CONTACT, "老街惠民超市"))
    assert sealing.mark(TEXT) in told_


def test_a_seal_belongs_to_its_row_and_to_its_key(tmp_path, settings):
    one, _ = named()
    other, _ = told()

    with pytest.raises(Refused):
        sealing.unseal(one.sealed, of=other.receipt)
    settings.HOME = tmp_path
    with pytest.raises(Refused, match=sealing.NAME):
        sealing.unseal(one.sealed, of=one.receipt)
    made = (tmp_path / sealing.NAME).exists()
    (tmp_path / sealing.NAME).write_text("A" * 43 + "=")
    with pytest.raises(Refused, match="another key"):
        sealing.unseal(one.sealed, of=one.receipt)

    assert not made  # a new key would never open what was sealed before


def test_the_first_key_is_its_owners_only(tmp_path, settings):
    settings.HOME = tmp_path

    assert len(sealing.key()) == 32
    assert (tmp_path / sealing.NAME).stat().st_mode & 0o077 == 0


def test_each_reading_has_a_reason_is_counted_and_stands_in_journal_and_looks(client):
    tip, _code = named()
    sign_in(client, "office1")
    address = f"/tip-offs/{tip.pk}/identity/"

    page = client.post(address, {**OPEN, "key": "reading-0001"}).content.decode()
    again = client.post(address, {**OPEN, "key": "reading-0001"})
    without = client.post(address, {"purpose": "reward", "reason": ""})
    later = client.get(f"/tip-offs/{tip.pk}/").content.decode()

    tip.refresh_from_db()
    entry = Entry.objects.get(case_id=tip.pk, step="open")
    assert NAME in page
    assert CONTACT in page
    assert (again.status_code, without.status_code) == (409, 422)
    assert NAME not in again.content.decode() + without.content.decode() + later
    assert tip.openings == 1
    assert OPEN["reason"] in entry.input
    assert list(Look.objects.values_list("kind", "key")) == [("tip_off.identity", tip.pk)]


@pytest.mark.parametrize(
    ("who", "status"),
    [("county1", 403), ("dept1", 403), ("auditor1", 403), ("leader1", 403), ("business1", 403)],
)
def test_nobody_else_reads_it_not_even_who_looks_into_it(client, who, status):
    tip = assigned(name=NAME, contact=CONTACT)
    sign_in(client, who)

    answer = client.post(f"/tip-offs/{tip.pk}/identity/", OPEN)

    assert answer.status_code == status
    assert NAME not in answer.content.decode()
    assert not Entry.objects.filter(step="open").exists()


def give_post(account: str, role: str, organisation: str, area: str, city) -> None:
    Post.objects.create(
        person=person(account),
        organisation=city.organisations[organisation],
        role=role,
        title="兼",
        area=city.areas[area],
        valid_from=city.areas[area].valid_from,
    )


@pytest.mark.parametrize(
    ("role", "organisation", "area", "code"),
    [
        (Role.TOWNSHIP, "station-a1", "a1", "tip.chain"),
        (Role.DEPARTMENT, "fire", "city", "tip.chain"),
        (Role.TOWNSHIP, "station-b1", "b1", ""),
    ],
)
def test_one_who_also_belongs_to_the_chain_of_the_place_does_not_read_it(
    city, role, organisation, area, code
):
    tip = assigned(name=NAME)
    give_post("office1", role, organisation, area, city)

    try:
        door.apply(TIP_FLOW, tip.pk, "open", by=actor("office1"), input=OPEN)
        found = ""
    except AnlanError as no:
        found = no.code

    assert found == code


def test_whoever_is_named_in_it_does_nothing_with_it():
    Person.objects.filter(username="office1").update(name="赵主任")
    tip, _code = told(name=NAME, text="赵主任收了好处不管，仓库每晚都在违规充电")

    for step, given in (("open", OPEN), ("say", {"text": "请说明"})):
        with pytest.raises(AnlanError) as no:
            take(tip, step, **given)
        assert no.value.code == "tip.named"

    assert TipOff.objects.get(pk=tip.pk).openings == 0


def test_api_and_file_do_not_know_it(client):
    tip, _code = named()
    sign_in(client, "office1")

    ((_key, cells),) = teller()([tip.pk])
    page = client.get("/tip-offs/").content.decode() + client.get(f"/tip-offs/{tip.pk}/").content.decode()

    assert NAME not in json.dumps([str(cell) for cell in cells], ensure_ascii=False) + page
