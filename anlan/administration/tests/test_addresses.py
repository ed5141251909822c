"""Mail addresses of organisations: on the page, in ledgers, by editors too, inherited by a successor."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.administration import actions
from anlan.imports.kinds import KINDS, Row, Run
from anlan.journal.models import Entry
from anlan.org.models import Organisation
from anlan.org.scope import SYSTEM
from anlan.testing import NOON, actor, sign_in

ENGLISH = {"accept-language": "en"}


def body(code: str) -> Organisation:
    return Organisation.objects.get(code=code, valid_to=None)


def taken_in(*cells: tuple[str, str]) -> list[Row]:
    """Take rows of the address book through what the ledger does with each."""
    kind = KINDS["addresses"]
    run = Run(SYSTEM, NOON, 7)
    rows = [
        Row(n, {"organisation": name, "mail": kind.columns[1].input.clean(mail)})
        for n, (name, mail) in enumerate(cells, start=2)
    ]
    for row in rows:
        row.key = kind.natural(row.values)
    kind.resolve(rows, run)
    kind.write([row for row in rows if row.sound], run)
    return rows


def test_the_page_changes_an_address_and_the_journal_keeps_it(city):
    client = sign_in(Client(headers=ENGLISH), "system1")
    where = reverse("administration:organisation", args=[body("gas").pk])

    sent = client.post(where, {"act": "address_body", "mail": "gas@example.cn"})
    page = client.get(where).content.decode()
    wrong = client.post(where, {"act": "address_body", "mail": "gas@"})

    assert sent.status_code == 302
    assert body("gas").mail == "gas@example.cn"
    assert "gas@example.cn" in page
    assert "changed its mail address" in page
    assert wrong.status_code == 422
    assert "is not one mail address" in wrong.content.decode()


def test_the_address_book_is_taken_in_by_code_or_name_and_says_what_is_wrong(city):
    rows = taken_in(
        ("gas", "gas@example.cn"), ("消防救援支队", "fire@example.cn"), ("nowhere", "x@example.cn"),
        ("gas", "other@example.cn"),
    )  # fmt: skip

    assert [(row.sound, [fault.code for fault in row.faults]) for row in rows] == [
        (True, []), (True, []), (False, ["reference.unknown"]), (False, ["address.twice"]),
    ]  # fmt: skip
    assert (body("gas").mail, body("fire").mail) == ("gas@example.cn", "fire@example.cn")
    assert KINDS["addresses"].existing([rows[0].key, rows[2].key]) == {rows[0].key: body("gas").pk}
    assert Entry.objects.filter(step="address_body").count() == 2


def test_a_successor_inherits_the_address(city):
    Organisation.objects.filter(code="gas").update(mail="gas@example.cn")

    actions.reorganise(
        "succeed_body", by=actor("system1"),
        given={"organisation": body("gas").pk, "name": "住建局", "effective_on": "2022-10-24",
               "document": "安〔2022〕1号", "reason": "更名"},
    )  # fmt: skip

    assert (body("gas").name, body("gas").mail) == ("住建局", "gas@example.cn")


@pytest.mark.parametrize("account", ["dept1", "office1", "county1"])
def test_others_keep_no_addresses(city, account):
    from anlan.kernel.errors import Refused

    with pytest.raises(Refused, match="keeps mail addresses"):
        actions.reorganise(
            "address_body", by=actor(account), given={"organisation": body("gas").pk, "mail": "a@example.cn"}
        )
