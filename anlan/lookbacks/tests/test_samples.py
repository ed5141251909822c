"""A week's sample: its pool, its lots, owed work for a fourth person, and what an answer does to the hazard."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.cli import main
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.tests.factories import owed
from anlan.journal.models import Head
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.lifecycle.pages import trail
from anlan.lookbacks.flow import SAMPLE_FLOW
from anlan.lookbacks.handing import hand_out
from anlan.lookbacks.jobs import hand_out_left, prepare_samples
from anlan.lookbacks.lots import result_of
from anlan.lookbacks.models import LookBack, Sample, Seen
from anlan.lookbacks.tests.factories import DAY, PUBLIC, answer, closed, draw, prepare, set_rates
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import SYSTEM
from anlan.testing import NOON, TODAY, actor, sign_in, take

YEAR = Period.year_to(TODAY)


def value(city, code: str, **more) -> tuple[int, int | None]:
    found = evaluate(code, cut=Cut.of(city.areas["city"]), period=YEAR, **more)
    return found.count, found.base


def test_the_pool_is_what_was_closed_in_its_week_and_still_is(city):
    kept = [closed(), closed("depot")]
    closed(at=NOON - 13 * DAY)  # too fresh: it is in the pool of a later week
    again = closed()
    take(again, "reopen")

    sample = prepare()

    assert [line.split("\t")[0] for line in sample.pool.splitlines()] == sorted(h.number for h in kept)
    assert {line.split("\t")[1] for line in sample.pool.splitlines()} == {"general-a", "general-b"}
    assert set(Obligation.objects.filter(case_id=sample.pk).values_list("kind", flat=True)) == {
        Kind.DRAW_SAMPLE
    }


def test_anybody_draws_the_same_again_by_the_command_line(city, client, tmp_path, capsys):
    for place in ("shop", "shop", "kitchen", "mill", "depot"):
        closed(place)
    set_rates(general_per_mille=400)
    sample = draw()
    sign_in(client, "office1")
    pool = tmp_path / "pool.csv"
    pool.write_bytes(client.get(reverse("lookbacks:file", args=[sample.pk, "pool"])).content)
    counts = [
        part for line in sample.quotas.splitlines() for part in ("--of", "{0}={2}".format(*line.split("\t")))
    ]

    assert main(["draw", str(pool), "--by", "group", "--seed", sample.seed, *counts, "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    by_lot = [one.number for one in result_of(sample.result) if one.reason == "random"]
    assert [one["key"] for one in told["drawn"]] == by_lot
    assert told["pool_digest"] == sample.pool_digest
    assert len(by_lot) == sample.wanted == 3  # 2 of 4 in county a (400 of 1000, rounded up), 1 of 1 in b
    assert sample.seed == f"{sample.nonce} {PUBLIC}"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"commitment": "0" * 64}, "draw.digest"),
        ({"public_text": "一\x1f二三四"}, "input.character"),
        ({"by": "county1"}, "lookback.keep"),
    ],
    ids=["another secret", "no line", "a county"],
)
def test_a_draw_is_refused_and_leaves_no_trace(city, changes, code):
    closed()
    sample = prepare()

    with pytest.raises((Refused, Invalid)) as caught:
        draw(sample, **changes)

    assert caught.value.code == code
    assert (Sample.objects.get().seed, LookBack.objects.count()) == ("", 0)


def test_what_is_drawn_is_owed_by_somebody_who_took_no_part(city):
    hazard = closed()
    sample = draw()

    look = LookBack.objects.select_related("owner", "person").get(hazard=hazard)
    took_part = {hazard.found_by_id, hazard.rectified_by_id, hazard.accepted_by_id, hazard.closed_by_id}

    assert look.person_id not in took_part
    assert look.owner.code == "office"  # the fire department's hazard: the office above it
    assert owed(hazard) == {Kind.LOOK_BACK}
    assert (look.sample_id, look.stratum, look.reason) == (sample.pk, "general-a", "random")
    told = dict(trail(HAZARD_FLOW, hazard)[0]["details"])
    assert sample.number in told[HAZARD_FLOW.steps["sample"].form.inputs[0].label]
    assert "general-a" not in str(list(map(str, told.values())))
    assert not LookBack.objects.within(actor("business1").scope).exists()
    assert LookBack.objects.within(actor("county1").scope).exists()
    assert not LookBack.objects.within(actor("county2").scope).exists()


@pytest.mark.parametrize(
    ("result", "seen", "state"),
    [
        ("cleared", Seen.HELD, "closed"),
        ("still", Seen.RELAPSED, "assigned"),
        ("false", Seen.FALSE, "assigned"),
    ],
)
def test_an_answer_stands_on_the_look_and_opens_what_did_not_hold_under_its_number(city, result, seen, state):
    hazard = closed()
    draw()

    look = answer(LookBack.objects.get(), result)

    number = hazard.number
    hazard.refresh_from_db()
    assert (look.seen, hazard.state, hazard.number) == (seen, state, number)
    assert hazard.sampled_in is None
    assert hazard.is_reopened is (state == "assigned")
    assert value(city, "hazards.outstanding") == (int(state == "assigned"), None)
    assert value(city, f"lookbacks.{seen}") == (1, None)
    assert value(city, "lookbacks.waiting") == (0, None)
    assert verify().sound


def test_a_drawn_one_is_answered_with_a_photograph_and_not_by_one_of_the_three(city):
    closed()
    draw()
    look = LookBack.objects.get()

    with pytest.raises(Refused) as bare:
        answer(look, document=[])
    with pytest.raises(Refused) as own:
        answer(look, by="county1")  # who accepted it

    assert (bare.value.code, own.value.code) == ("hazard.evidence", "hazard.own_case")
    assert LookBack.objects.waiting().count() == 1


def test_what_is_reopened_before_somebody_looks_is_overtaken(city):
    hazard = closed()
    draw()

    take(hazard, "reopen")

    look = LookBack.objects.get()
    assert (look.seen, look.overtaken_at is not None) == ("", True)
    assert value(city, "lookbacks.overtaken") == (1, None)
    assert Kind.LOOK_BACK not in owed(hazard)


def test_nobody_chooses_by_hand_what_is_looked_back_at(city):
    hazard = closed()
    given = {"sample": 1, "stratum": "general-a", "reason": "random", "owner": 1, "days": 10}
    given["owner"] = city.organisations["office"].pk

    with pytest.raises(Refused) as caught:
        door.apply(HAZARD_FLOW, hazard.pk, "sample", by=actor("office1"), input=given)

    assert caught.value.code == "hazard.sample"


def test_a_risk_is_looked_at_beside_the_sample_with_its_reason(city):
    with clock.at(NOON - 7 * DAY):
        closed("shop", at=NOON - 27 * DAY)
        draw()
        answer(LookBack.objects.get(), "still")
    for _n in range(3):
        closed("shop")
    set_rates(general_per_mille=1, top_up=1)

    sample = draw()

    chosen = result_of(sample.result)
    assert [(one.reason, one.risk) for one in chosen] == [("random", ""), ("risk", "place")]
    assert value(city, "lookbacks.drawn") == (3, None)


def test_the_clock_prepares_once_a_week_and_hands_out_what_was_left(city):
    closed()

    assert str(prepare_samples()).endswith("prepared")
    assert prepare_samples() == "prepared before"
    sample = Sample.objects.get()
    given = {"public_text": PUBLIC, "witness": "王某", "commitment": sample.commitment}
    door.apply(SAMPLE_FLOW, sample.pk, "draw", by=actor("office1"), input=given)

    assert hand_out_left() == "1 look-backs handed out"
    assert hand_out_left() == "0 look-backs handed out"
    assert hand_out(Sample.objects.get()) == 0
    assert LookBack.objects.count() == 1


def test_a_week_without_closed_hazards_has_no_sample(city):
    assert prepare_samples() == "lookback.empty"


def test_who_prepared_does_not_draw(city):
    closed()
    sample = prepare(by=actor("office1"))

    with pytest.raises(Refused) as caught:
        draw(sample)

    assert caught.value.code == "draw.own"


def test_figures_of_a_past_moment_stay_what_they_were(city):
    closed()
    draw()
    before = Head.objects.get().recorded_at
    with clock.at(NOON + 2 * DAY):
        answer(LookBack.objects.get(), "false")

        now = [value(city, f"lookbacks.{name}") for name in ("answered", "false", "waiting", "false_rate")]
        of_the_day = [value(city, f"lookbacks.{name}") for name in ("answered", "waiting")]
        known = [value(city, f"lookbacks.{name}", known_at=before) for name in ("answered", "waiting")]
        late = evaluate(
            "lookbacks.answered", cut=Cut.of(city.areas["city"]), period=Period(TODAY, TODAY + 2 * DAY)
        )

    assert now == [(0, None), (0, None), (1, None), (0, 0)]  # YEAR ends on the day of the draw
    assert of_the_day == known == [(0, None), (1, None)]
    assert late.count == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first_day": "2022-10-23"}, "lookback.past"),
        ({"general_per_mille": 0, "major_per_mille": 0}, "lookback.nothing"),
        ({"general_per_mille": 1_001}, "input.whole"),
        ({"by": "county1"}, "lookback.keep"),
    ],
)
def test_rates_are_refused(city, changes, code):
    with pytest.raises((Refused, Invalid)) as caught:
        set_rates(**changes)

    assert caught.value.code == code


def test_rates_hold_from_their_day_on(city):
    for _n in range(4):
        closed()
    set_rates(first_day="2022-10-31", general_per_mille=750, wait_days=21)

    assert prepare().wanted == 1
    with clock.at(NOON + timedelta(days=7)):
        later = prepare()
    assert (later.pool_size, later.wanted) == (4, 3)


def test_the_system_alone_hands_out(city):
    closed()
    sample = prepare()
    given = {"public_text": PUBLIC, "witness": "王某", "commitment": sample.commitment}
    door.apply(SAMPLE_FLOW, sample.pk, "draw", by=actor("office1"), input=given)

    with pytest.raises(Refused) as caught:
        door.apply(SAMPLE_FLOW, sample.pk, "hand_out", by=actor("office1"), input={})

    assert caught.value.code == "lookback.clock"
    assert door.apply(SAMPLE_FLOW, sample.pk, "hand_out", by=SYSTEM, input={}).state == "drawn"
