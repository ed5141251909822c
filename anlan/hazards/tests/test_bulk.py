"""One step on many hazards: each by itself, one report, the same form only once."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from anlan.hazards.models import Hazard
from anlan.hazards.views.bulk import IN_BULK
from anlan.journal.models import Entry
from anlan.listings.models import Batch, BatchLine
from anlan.testing import (
    accepted_hazard,
    claimed_hazard,
    found_hazard,
    many_hazards,
    record_hazard,
    sign_in,
    take,
    written,
)

BULK = reverse("hazards:bulk")
DUE = "2022-10-31T12:00"


def reader(who: str, language: str = "en") -> Client:
    return sign_in(Client(headers={"accept-language": language}), who)


def words(response) -> str:
    return html.unescape(response.content.decode())


def run(client: Client, step: str, keys: list[int], **given):
    sent = {"key": "0123456789abcdef", "step": step, "case": [str(key) for key in keys], **given}
    return client.post(BULK, sent)


def test_the_form_asks_once_for_all_of_them(city):
    keys = many_hazards(3)

    page = words(reader("dept1").post(BULK, {"step": "assign", "case": keys}))

    assert "“Assign” on 3 hazards" in page
    assert page.count('name="case"') == 3
    assert 'name="due_at"' in page
    assert not Batch.objects.exists()


def test_some_are_done_some_refused_and_one_report_says_which_and_why(city):
    mine, own, done = claimed_hazard(), record_hazard(by="county1"), accepted_hazard()
    for step in ("assign", "claim"):
        take(own, step)

    answer = run(reader("county1"), "accept", [mine.pk, own.pk, done.pk], acceptance="Seen", mode="on_site")

    batch = Batch.objects.get()
    assert answer["Location"] == reverse("listings:batch", args=[batch.pk])
    assert (batch.asked, batch.done, batch.refused) == (3, 1, 2)
    codes = dict(BatchLine.objects.values_list("case_id", "code"))
    assert codes == {mine.pk: "", own.pk: "hazard.own_finding", done.pk: "state.wrong"}
    page = words(reader("county1").get(answer["Location"]))
    assert "a second person does" in page
    assert set(Hazard.objects.filter(state="accepted").values_list("pk", flat=True)) == {mine.pk, done.pk}


def test_the_report_is_in_the_language_of_who_ran_it(city):
    hazard = claimed_hazard()

    answer = run(reader("dept1", "zh-hans"), "accept", [hazard.pk], acceptance="已现场核实", mode="on_site")

    assert answer.status_code == 302
    assert re.search("[一-鿿]{4}", BatchLine.objects.get().message)


def test_the_same_form_sent_twice_acts_once(city):
    keys = many_hazards(5)
    client = reader("dept1")

    run(client, "assign", keys, due_at=DUE)
    before = written()
    answer = run(client, "assign", keys, due_at=DUE)

    assert written() == before
    assert Entry.objects.filter(step="assign").count() == 5
    report = Batch.objects.get()
    assert answer["Location"] == reverse("listings:batch", args=[report.pk])
    assert (report.done, report.refused) == (5, 0)


def test_the_same_case_chosen_twice_acts_once(city):
    hazard = found_hazard()

    run(reader("dept1"), "assign", [hazard.pk, hazard.pk], due_at=DUE)

    assert Batch.objects.get().asked == 1


def test_more_than_a_thousand_are_refused(city):
    hazard = found_hazard()
    client = reader("dept1")
    before = written()

    answer = run(client, "assign", [hazard.pk, *range(10**6, 10**6 + 1_000)], due_at=DUE)

    assert answer.status_code == 422
    assert "At most 1000 hazards at once" in words(answer)
    assert (written(), Batch.objects.count()) == (before, 0)
    thousand = run(client, "assign", [hazard.pk, *range(10**6, 10**6 + 999)], due_at=DUE)
    assert thousand.status_code == 302


def test_what_the_reader_does_not_see_is_no_part_of_it(city):
    mine, strange = found_hazard(), found_hazard("depot")

    run(reader("dept1"), "assign", [mine.pk, strange.pk], due_at=DUE)

    assert list(BatchLine.objects.values_list("case_id", flat=True)) == [mine.pk]
    assert Hazard.objects.get(pk=strange.pk).state == "found"


@pytest.mark.parametrize("keys", [[], ["x"], ["-1"], ["9" * 30], ["²"]])
def test_nothing_chosen_is_said(city, keys):
    answer = reader("dept1").post(BULK, {"step": "assign", "case": keys})

    assert answer.status_code == 422
    assert "Choose at least one hazard" in words(answer)


def test_only_strange_ones_chosen_is_nothing_chosen(city):
    answer = run(reader("dept1"), "assign", [found_hazard("depot").pk], due_at=DUE)

    assert answer.status_code == 422
    assert not Batch.objects.exists()


@pytest.mark.parametrize("step", ["", "claim", "merge", "explode", "record"])
def test_a_step_that_needs_its_own_words_is_not_taken_in_bulk(city, step):
    hazard = found_hazard()

    assert reader("dept1").post(BULK, {"step": step, "case": hazard.pk}).status_code == 404


def test_a_fault_of_the_form_runs_nothing_and_keeps_what_was_typed(city):
    keys = many_hazards(2)

    answer = run(reader("dept1"), "assign", keys, due_at="soon", requirement="Clear all exits")

    assert answer.status_code == 422
    assert "Clear all exits</textarea>" in words(answer)
    assert words(answer).count('name="case"') == 2
    assert not Batch.objects.exists()


@pytest.mark.parametrize("former", ["x", "-1", "0", "9" * 30, "9" * 5_000, "１", "²", ""])
def test_a_former_run_that_is_none_is_left_out(city, former):
    answer = run(reader("dept1"), "assign", [found_hazard().pk], due_at=DUE, former=former)

    assert answer.status_code == 302
    assert Batch.objects.get().former is None


@pytest.mark.parametrize("key", ["", "x", "with space", "ß", "x" * 500])
def test_whatever_key_is_sent_the_report_tells_what_became_of_it(city, key):
    hazard = found_hazard()

    answer = run(reader("dept1"), "assign", [hazard.pk], due_at=DUE, key=key)

    assert answer.status_code == 302
    done = Batch.objects.get().done
    assert (Hazard.objects.get(pk=hazard.pk).state == "assigned") is bool(done)


def test_the_refused_are_tried_again_and_name_the_first_run(city):
    hazard = claimed_hazard()
    client = reader("dept1")
    run(client, "accept", [hazard.pk], acceptance="Seen", mode="on_site")
    first = Batch.objects.get()

    run(client, "send_back", [hazard.pk], reason="Blocked again", former=first.pk, key="another-key-01")

    assert Batch.objects.order_by("-pk")[0].former == first


@pytest.mark.parametrize(
    ("who", "steps"),
    [
        ("county1", ["assign", "accept", "send_back", "look_back", "close_out"]),
        ("inspector1", ["accept", "send_back", "look_back"]),
        ("business1", ["sign_for"]),
        ("leader1", []),
    ],
)
def test_the_list_offers_what_the_reader_has_a_right_to(city, who, steps):
    found_hazard()

    page = words(reader(who).get(reverse("hazards:list")))

    bar = page.split('id="bulk"')[1].split("</form>")[0] if 'id="bulk"' in page else ""
    offered = [name for name, _right in IN_BULK if f'value="{name}"' in bar]
    assert offered == steps


def test_whoever_has_no_right_runs_it_in_vain(city):
    hazard = found_hazard()

    run(reader("leader1"), "assign", [hazard.pk], due_at=DUE)

    assert BatchLine.objects.get().code == "hazard.assign"
    assert Hazard.objects.get(pk=hazard.pk).state == "found"


def test_a_run_over_several_transactions_keeps_the_order(city):
    keys = many_hazards(230)

    run(reader("dept1"), "assign", list(reversed(keys)), due_at=DUE)

    assert list(BatchLine.objects.order_by("position").values_list("case_id", flat=True)) == keys[::-1]
    assert Batch.objects.get().done == 230
