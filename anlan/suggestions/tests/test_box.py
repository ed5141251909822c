"""The suggestion box: from any page to the office, its answer in the sender's to-do; limits, scope, what is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.suggestions.exports import rows, teller
from anlan.suggestions.flow import LIMITS, SUGGESTION_FLOW
from anlan.suggestions.models import Suggestion, SuggestionState
from anlan.testing import NOON, actor, person

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def signed_in(client):
    def sign_in(account: str) -> Any:
        client.force_login(person(account))
        return client

    return sign_in


def send(by: str = "station1", at: Any = None, **given: Any) -> Suggestion:
    raw = {"text": "列表里希望能看到电话", "page": "/hazards/", **given}
    outcome = door.open_case(SUGGESTION_FLOW, "send", by=actor(by), input=raw, at=at)
    return Suggestion.objects.get(pk=outcome.case_id)


def answer(one: Suggestion, by: str = "office1") -> None:
    door.apply(SUGGESTION_FLOW, one.pk, "answer", by=actor(by), input={"answer": "下一版加上，谢谢。"})


def test_every_page_leads_to_the_box_and_brings_its_own_path_along(signed_in):
    page = signed_in("station1").get("/todo/?list=own").text

    assert "/suggestions/send/?page=/todo/" in page
    form = signed_in("station1").get("/suggestions/send/?page=/todo/").text
    assert 'value="/todo/"' in form


def test_a_suggestion_keeps_page_and_role_and_the_answer_meets_the_sender_in_the_to_do(signed_in):
    address = reverse("suggestions:send")
    signed_in("station1").post(address, {"text": "希望能看到电话", "page": "/hazards/?q=张三"})
    one = Suggestion.objects.get()
    waits = signed_in("office1").get("/todo/").text
    signed_in("office1").post(
        reverse("suggestions:take", args=[one.pk, "answer"]), {"answer": "下一版加上。"}
    )

    told = signed_in("station1").get("/todo/").text
    signed_in("station1").post(reverse("suggestions:take", args=[one.pk, "note"]), {})
    after = signed_in("station1").get("/todo/").text

    assert (one.page, one.role, one.area.code) == ("/hazards/", "township", "city")
    assert "1条建议" in waits or "1 suggestion" in waits
    assert "下一版加上。" in told
    assert "下一版加上。" not in after
    assert "下一版加上。" in signed_in("station1").get(reverse("suggestions:own")).text
    assert list(Entry.objects.filter(case_id=one.pk).order_by("n").values_list("step", flat=True)) == [
        "send", "answer", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("/assignments/12/", "/assignments/12/"),
        ("/figures/?from=2022-01-01#top", "/figures/"),
        ("https://elsewhere.example/x", ""),
        ("//elsewhere.example/x", ""),
        ("javascript:alert(1)", ""),
        ("/" + "x" * 400, "/" + "x" * 299),
        ("", ""),
    ],
)
def test_only_a_path_of_this_site_is_kept(page, kept):
    assert send(page=page).page == kept


def test_the_list_is_the_offices_and_the_rest_is_the_senders_own(signed_in):
    one = send()
    address = reverse("suggestions:detail", args=[one.pk])

    seen = {
        who: signed_in(who).get(address).status_code for who in ("station1", "office1", "station2", "county1")
    }
    listed = {
        who: signed_in(who).get("/suggestions/").status_code for who in ("office1", "county1", "station1")
    }

    assert seen == {"station1": 200, "office1": 200, "station2": 404, "county1": 404}
    assert listed == {"office1": 200, "county1": 403, "station1": 403}
    assert one.number in signed_in("office1").get("/suggestions/").text


@pytest.mark.parametrize(
    ("step", "by", "code"),
    [("answer", "station1", "suggestion.answer"), ("answer", "county1", "suggestion.answer"),
     ("note", "office1", "suggestion.sender"), ("note", "station2", "suggestion.sender")],
)  # fmt: skip
def test_answering_is_the_offices_and_reading_the_senders(step, by, code):
    one = send()
    if step == "note":
        answer(one)

    with pytest.raises(AnlanError) as no:
        door.apply(
            SUGGESTION_FLOW, one.pk, step, by=actor(by), input={"answer": "好的"} if step == "answer" else {}
        )

    assert no.value.code == code


def test_nobody_fills_the_box_alone_and_a_refusal_writes_nothing():
    span, most = LIMITS[0]
    for _number in range(most):
        send()

    with pytest.raises(AnlanError) as no:
        send()
    send(by="station2")
    with clock.at(NOON + span + timedelta(seconds=1)):
        send()

    assert no.value.code == "suggestion.many"
    assert "13:00" in str(no.value)
    assert Suggestion.objects.filter(sender=person("station1")).count() == most + 1


@pytest.mark.parametrize("text", ["", "短", "长" * 1_001, "带\x00号的话"])
def test_words_too_few_too_many_or_damaged_are_refused_at_the_field(signed_in, text):
    told = signed_in("station1").post(reverse("suggestions:send"), {"text": text, "page": "/todo/"})

    assert told.status_code == 422
    assert not Suggestion.objects.exists()


def test_a_suggestion_is_answered_once():
    one = send()
    answer(one)

    with pytest.raises(AnlanError) as no:
        answer(one)

    one.refresh_from_db()
    assert (no.value.code, one.state) == ("state.wrong", SuggestionState.ANSWERED)


def test_the_file_tells_nobodys_name_and_the_filters_of_the_list_hold(django_assert_max_num_queries):
    answer(send())
    send(by="business1", text="看不懂这一页")

    found = list(rows(actor("office1"), {"state": "sent"}))
    with django_assert_max_num_queries(1):
        lines = [cells for _key, cells in teller()([one.pk for one in found])]

    assert [one.role for one in found] == ["business"]
    assert not any("business1" in str(cell) for cell in lines[0])
    assert list(rows(actor("county1"), {})) == []


def test_the_api_sends_lists_and_answers():
    sent = caller("station1").step("/suggestions/send", text="希望能看到电话", page="/todo/")
    office = caller("office1")

    listed = office.get("/suggestions", state="sent")["rows"]
    office.step(f"/suggestions/{sent['case']}/answer", answer="已安排。")

    assert [(row["id"], row["role"]["code"]) for row in listed] == [(sent["case"], "township")]
    assert Suggestion.objects.get().state == SuggestionState.ANSWERED
    assert caller("county1").get("/suggestions")["code"] == "page.denied"
