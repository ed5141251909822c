"""Permanent addresses of values: one for each question, read as people type, true for ever, within one's posts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from anlan.figures import quoting
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.figures.models import Quote
from anlan.figures.registry import REGISTRY
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.testing import NOON, TODAY, claimed_hazard, found_hazard, record_hazard, scratch, sign_in, take

YEAR = Period.year_to(TODAY)


def ask(city, code: str = "hazards.outstanding", area: str = "city", **cut):
    return evaluate(code, cut=Cut.of(city.areas[area], **cut), period=YEAR)


def open_as(username: str, code: str, *, language: str = "en", **options):
    client = sign_in(Client(), username)
    client.cookies["django_language"] = language
    return client.get(reverse("short:value", args=[code]), **options)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7K3M-9QXD", "7K3M9QXD"),
        (" 7k3m 9qxd ", "7K3M9QXD"),
        ("O1IL-0000", "01110000"),
        ("7K3M—9QXD5", "7K3M9QXD5"),
        ("7K3M-9QX", ""),
        ("7K3M-9QXU", ""),
        ("7K3M-9QXD-7K3M-9QXD", ""),
        ("整改率", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_as_people_write_it(typed, read):
    assert quoting.read(typed) == read


def test_the_same_question_has_the_same_code_and_another_has_another(city):
    found_hazard()
    value = ask(city)

    first, again = quoting.quote(value, at=NOON), quoting.quote(value, at=NOON + timedelta(days=1))
    others = [
        quoting.quote(other, at=NOON)
        for other in (
            ask(city, "hazards.found"),
            ask(city, area="a"),
            ask(city, grade="major"),
            ask(city, sectors=(city.sectors["gas"],)),
        )
    ]

    assert again == first
    assert len({first.code, *(other.code for other in others)}) == 5
    assert len(first.code) == quoting.SHORTEST
    assert quoting.read(quoting.written(first.code)) == first.code


def test_a_code_that_is_taken_grows_by_a_sign(city):
    value = ask(city)
    whole = list(quoting._codes(quoting.question_of(value)))
    mine = quoting.quote(ask(city, "hazards.found"), at=NOON)
    with scratch():
        Quote.objects.create(
            **{
                field.name: getattr(mine, field.name)
                for field in Quote._meta.fields
                if field.name not in ("id", "code", "question")
            },
            code=whole[0],
            question=b"another",
        )

        assert quoting.quote(value, at=NOON).code == whole[1]


def test_a_quote_is_never_changed(city):
    found = quoting.quote(ask(city), at=NOON)

    for act in (lambda: Quote.objects.update(count=7), lambda: Quote.objects.filter(pk=found.pk).delete()):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            act()


def test_a_quoted_value_stands_and_what_came_since_is_told(city):
    hazard = claimed_hazard()
    found = quoting.quote(ask(city), at=clock.now())
    with clock.at(NOON + timedelta(hours=2)):
        take(hazard, "accept")
        record_hazard(at=NOON - timedelta(days=3))
        record_hazard(at=NOON - timedelta(days=2))

        told = quoting.recount(found)

    assert told.stands
    assert told.moved
    assert told.then is not None
    assert told.now is not None
    assert (told.then.count, told.now.count) == (1, 2)


def test_a_quote_of_a_figure_that_is_no_more_keeps_what_was_said(city, monkeypatch):
    found_hazard()
    found = quoting.quote(ask(city), at=NOON)
    monkeypatch.delitem(REGISTRY._figures, "hazards.outstanding")

    page = open_as("office1", found.code, follow=True)

    assert page.status_code == 200
    assert "is not defined any more" in page.content.decode()


def test_a_code_is_opened_within_ones_posts_alone(city):
    found_hazard("shop")
    code = quoting.written(quoting.quote(ask(city, area="a"), at=NOON).code)

    statuses = {
        name: open_as(name, code).status_code
        for name in ("office1", "leader1", "county1", "county2", "dept1", "station1", "business1", "auditor1")
    }

    assert statuses == {
        "office1": 200, "leader1": 200, "county1": 200, "county2": 403, "dept1": 403, "station1": 403,
        "business1": 403, "auditor1": 403,
    }  # fmt: skip
    refusal = open_as("county2", code).content.decode()
    assert "a value of Dongjiang, which your posts do not reach" in refusal
    assert "stands for 1" not in refusal


def test_a_value_of_ones_own_sectors_is_opened_by_whoever_has_them(city):
    found_hazard("shop")
    code = quoting.written(quoting.quote(ask(city, sectors=(city.sectors["fire"],)), at=NOON).code)

    assert open_as("dept1", code).status_code == 200
    assert open_as("dept2", code).status_code == 403


def test_an_unknown_code_says_what_to_do(city):
    page = open_as("office1", "7K3M-9QXD")

    assert page.status_code == 404
    assert "Compare it with the paper, sign by sign" in page.content.decode()


def test_a_code_is_made_on_the_page_as_seen_and_found_by_typing_it(city):
    hazard = claimed_hazard()
    client = sign_in(Client(), "office1")
    client.cookies["django_language"] = "en"
    seen = Known.now().at
    with clock.at(NOON + timedelta(hours=1)):
        take(hazard, "accept")
        form = {"area": "a", "to": TODAY.isoformat(), "known_at": seen.isoformat()}
        made = client.post(reverse("figures:quote", args=["hazards.outstanding"]), form)

        page = client.get(made["Location"])
        typed = client.get(reverse("figures:list"), {"q": made["Location"].split("/")[2].lower()})

    assert made.status_code == 302
    assert Quote.objects.get().count == 1
    assert "Counted again with what was known then, it is what was said." in page.content.decode()
    assert typed["Location"] == made["Location"]


def test_a_code_is_not_made_for_a_strangers_area(city):
    client = sign_in(Client(), "county2")

    answer = client.post(reverse("figures:quote", args=["hazards.found"]), {"area": "a"})

    assert answer.status_code == 403
    assert not Quote.objects.exists()
