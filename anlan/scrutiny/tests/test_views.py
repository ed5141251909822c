"""Pages and API of photo flags: who sees what of which photograph, who decides, what stands in the journal."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.evidence.tests.factories import scene
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError
from anlan.obligations.inbox import waiting_for
from anlan.scrutiny.exports import columns, teller
from anlan.scrutiny.models import PhotoFlag
from anlan.scrutiny.rules import may_decide
from anlan.scrutiny.tests.factories import claimed, decide, flags_of, picture, used_twice
from anlan.testing import actor, sign_in

GIVEN = {"decision": "confirmed", "reason": "The calendar on the wall is of last year"}


def page(who: str, flag: PhotoFlag) -> str:
    return sign_in(Client(), who).get(reverse("scrutiny:detail", args=[flag.pk])).content.decode()


@pytest.mark.parametrize(
    ("who", "sees", "decides"),
    [
        ("county1", True, True),
        ("office1", True, True),
        ("inspector1", True, True),
        ("leader1", True, False),
        ("dept1", True, False),
        ("county2", False, False),
        ("business1", False, False),
        ("nobody1", False, False),
    ],
    ids=["superior", "city", "inspector", "leader", "who attached", "stranger", "business", "nobody"],
)
def test_who_sees_a_flag_and_who_decides_on_it(city, who, sees, decides):
    flag = used_twice()
    flag.attached_by = actor("dept1").person_id  # the rule reads the columns alone

    assert PhotoFlag.objects.within(actor(who).scope).filter(pk=flag.pk).exists() is sees
    assert bool(may_decide(actor(who), flag)) is decides


def test_whoever_attached_either_photograph_does_not_decide(city):
    flag = used_twice()
    flag.attached_by, flag.other_by = actor("county1").person_id, actor("inspector1").person_id

    assert may_decide(actor("county1"), flag).code == "photo_flag.own"
    assert may_decide(actor("inspector1"), flag).code == "photo_flag.own_other"


def test_a_decision_has_its_reason_and_its_entry_and_may_be_taken_up_again(city):
    flag = used_twice()
    client = sign_in(Client(), "county1")
    address = reverse("scrutiny:take", args=[flag.pk, "decide"])

    refused = client.post(address, {**GIVEN, "reason": "no"})
    taken = client.post(address, GIVEN)
    decided = page("leader1", flag)
    client.post(
        reverse("scrutiny:take", args=[flag.pk, "reopen"]), {"reason": "The inspector was asked again"}
    )

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert GIVEN["reason"] in decided
    entries = Entry.objects.filter(case_id=flag.pk).order_by("seq").values_list("step", "input")
    assert [step for step, _input in entries] == ["raise", "decide", "reopen"]
    assert json.loads(entries[1][1]) == GIVEN
    assert PhotoFlag.objects.get(pk=flag.pk).state == "open"


def test_without_another_photograph_there_is_nothing_to_tell_apart(city):
    flag = flags_of(claimed(picture(scene(1), kind="PNG"), premises="shop"))
    assert flag == {}
    alone = flags_of(claimed(picture(scene(2, (1080, 2400)))))["screen"]

    with pytest.raises(AnlanError, match="no other photograph"):
        decide(alone, "apart")
    assert decide(alone, "explained").state == "explained"


def test_a_match_of_another_area_is_told_to_exist_and_no_more(city):
    flag = used_twice(premises="shop", other="depot")  # the depot lies in the other county
    numbered = f"/hazard/{flag.other_id}/"

    near, above = page("county1", flag), page("office1", flag)

    assert f"/evidence/hazard/{flag.case_id}/" in near
    assert numbered not in near
    assert "photo-none" in near
    assert numbered in above
    token_free = sign_in(Client(), "county1").get(f"/evidence/hazard/{flag.other_id}/{flag.other_file_id}/")
    assert token_free.status_code == 404


def test_the_hazard_tells_its_flags_to_the_authority_and_not_to_the_business(city):
    flag = used_twice()
    address = reverse("hazards:detail", args=[flag.case_id])

    shown = sign_in(Client(), "county1").get(address).content.decode()
    hidden = sign_in(Client(), "business1").get(address).content.decode()
    decide(flag)
    after = sign_in(Client(), "county1").get(address).content.decode()

    link = reverse("scrutiny:detail", args=[flag.pk])
    assert link in shown
    assert "notice-warn" in shown
    assert link not in hidden
    assert link in after


def test_the_list_filters_searches_counts_and_costs_a_fixed_number_of_queries(
    city, django_assert_max_num_queries
):
    flag = used_twice()
    client = sign_in(Client(), "county1")
    address = reverse("scrutiny:list")
    client.get(address)

    for query, found in (
        ("", True),
        ("?state=open&reason=same_bytes&kind=hazard&area=a", True),
        ("?state=confirmed", False),
        ("?reason=place", False),
        (f"?q={flag.number}", True),
        ("?from=2030-01-01", False),
    ):
        with django_assert_max_num_queries(22):
            shown = client.get(address + query).content.decode()
        assert (flag.number in shown) is found, query
    assert sign_in(Client(), "county2").get(address).content.decode().count(flag.number) == 0


def test_what_waits_stands_on_the_to_do_page_of_who_may_decide(city):
    used_twice()

    def told(who: str) -> bool:
        return any("photo-flags" in line.href for line in waiting_for(actor(who)))

    assert [told(who) for who in ("county1", "county2", "leader1", "business1")] == [
        True,
        False,
        False,
        False,
    ]


def test_the_interface_lists_tells_and_decides_as_the_pages_do(city):
    flag = used_twice(other="depot")
    county = caller("county1")

    row = county.get("/photo-flags?state=open&reason=same_bytes&count=1")["rows"][0]
    told = county.get(f"/photo-flags/{flag.pk}")
    assert (row["id"], row["number"], row["reason"]["code"]) == (flag.pk, flag.number, "same_bytes")
    assert told["other"] == {"visible": False, "case_kind": "", "case": None, "photograph": ""}
    assert caller("office1").get(f"/photo-flags/{flag.pk}")["other"]["case"] == flag.other_id
    assert caller("county2").get(f"/photo-flags/{flag.pk}")["code"] == "case.unknown"
    assert caller("business1").get("/photo-flags")["code"] == "page.denied"

    taken = county.post(f"/photo-flags/{flag.pk}/decide", {"input": GIVEN}, key="decide-photo-1")
    assert (county.status, taken["state"]) == (200, "confirmed")
    assert county.get(f"/photo-flags/{flag.pk}")["decision"] == GIVEN["reason"]


def test_the_export_names_no_case_of_another_area(city):
    flag = used_twice(other="depot")
    tell = teller()

    [(_pk, line)] = list(tell([flag.pk]))

    assert len(line) == len(columns())
    assert flag.number in line
    assert not any(f"{flag.other_id:07d}" in str(cell) for cell in line)
