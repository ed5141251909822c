"""The record of a bulk run: what became of every case, for who ran it and for auditors, never changed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from anlan.inspections.flow import VISIT_FLOW
from anlan.kernel.errors import Conflict, Refused
from anlan.lifecycle.door import Outcome
from anlan.listings import batches
from anlan.listings.batches import KINDS, BatchKind
from anlan.listings.models import Batch, BatchLine
from anlan.testing import NOON, actor, sign_in


@pytest.fixture(autouse=True)
def kind(monkeypatch) -> None:
    """Let the report speak of visits, with the list of visits in the place of a bulk page."""
    monkeypatch.setitem(KINDS, "visit", None)
    BatchKind(
        "visit",
        VISIT_FLOW.name,
        lambda name: VISIT_FLOW.steps[name].label,
        lambda keys: {key: f"JC2022-{key:07d}" for key in keys},
        "inspections:detail",
        "inspections:list",
    )


def run(**changes) -> Batch:
    results = [
        (11, Outcome(11, 901, "recorded", 2, NOON)),
        (12, Refused("denied", "You have no right here", http=403)),
        (13, Outcome(13, 902, "recorded", 2, NOON)),
        (14, Conflict("state.wrong", "Somebody was first")),
    ]
    given = {"by": actor("county1"), "at": NOON, "input": {"due_at": NOON, "note": "x"}, "results": results}
    return batches.record("visit", "record", **{**given, **changes})


def page(name: str, address: str) -> tuple[int, str]:
    client = sign_in(Client(), name)
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


def test_a_run_keeps_what_was_asked_and_what_became_of_it(city):
    batch = run()

    assert (batch.asked, batch.done, batch.refused) == (4, 2, 2)
    assert batch.given == {"due_at": str(NOON), "note": "x"}
    assert list(batch.lines.order_by("position").values_list("case_id", "seq", "code", "message")) == [
        (11, 901, "", ""),
        (12, None, "denied", "You have no right here"),
        (13, 902, "", ""),
        (14, None, "state.wrong", "Somebody was first"),
    ]


def test_the_report_shows_the_refused_first_with_reason_and_links(city):
    status, text = page("county1", reverse("listings:batch", args=[run().pk]))
    table = text.partition("<tbody>")[2]

    assert status == 200
    assert [table.index(f"JC2022-00000{key}") for key in (12, 14, 11, 13)] == sorted(
        table.index(f"JC2022-00000{key}") for key in (11, 12, 13, 14)
    )
    assert "You have no right here" in table
    assert 'href="/visits/12/"' in table


def test_the_refused_can_be_tried_again_by_who_ran_it(city):
    batch = run()
    address = reverse("listings:batch", args=[batch.pk])

    own, auditor = page("county1", address)[1], page("auditor1", address)[1]

    assert [f'name="case" value="{key}"' in own for key in (11, 12, 13, 14)] == [False, True, False, True]
    assert f'name="former" value="{batch.pk}"' in own
    assert "Try the refused again" in own
    assert "Try the refused again" not in auditor


def test_a_run_without_a_refusal_offers_no_second_try(city):
    batch = run(results=[(11, Outcome(11, 901, "recorded", 2, NOON))])

    assert "Try the refused again" not in page("county1", reverse("listings:batch", args=[batch.pk]))[1]


@pytest.mark.parametrize(
    ("reader", "status", "listed"),
    [("county1", 200, True), ("auditor1", 200, True), ("office1", 404, False), ("county2", 404, False)],
)
def test_a_report_is_for_who_ran_it_and_for_auditors(city, reader, status, listed):
    batch = run()
    address = reverse("listings:batch", args=[batch.pk])

    assert page(reader, address)[0] == status
    assert (address in page(reader, reverse("listings:batches"))[1]) is listed


def test_a_second_try_names_the_first(city):
    first = run()
    second = run(former=first)

    assert (
        reverse("listings:batch", args=[first.pk])
        in page("county1", reverse("listings:batch", args=[second.pk]))[1]
    )


def test_a_kind_without_words_of_its_own_is_reported_all_the_same(city):
    batch = batches.record("unknown", "some_step", by=actor("county1"), at=NOON, input={}, results=[])

    status, text = page("county1", reverse("listings:batch", args=[batch.pk]))

    assert status == 200
    assert "some_step" in text


@pytest.mark.parametrize("model", [Batch, BatchLine])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_a_run(city, model, verb):
    run()
    rows = model.objects.order_by("-pk")[:1]
    row = model.objects.filter(pk=rows[0].pk)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        row.update(
            **({"asked": 9, "done": 7} if model is Batch else {"message": "x"})
        ) if verb == "update" else (row._raw_delete("default"))
