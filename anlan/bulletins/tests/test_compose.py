"""The bulletin's draft: composed for a day, unsigned, every printed number proven in its annex."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.translation import get_language

from anlan.bulletins.compose import as_text, draft, traces
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate, trace
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.period import Period
from anlan.testing import NOON, TODAY, accepted_hazard, many_hazards, record_hazard, take

DAY = timedelta(days=1)
ANNEX = re.compile(
    r"^(?P<code>[a-z_.]+) = (?P<value>\S+)[（ ].*?(?P<rows>\d+) (?:行|rows)[，,] ?SHA-256 (?P<digest>[0-9a-f]{64})$",
    re.MULTILINE,
)


@pytest.mark.parametrize(
    ("language", "masthead", "issuer"),
    [
        ("zh", "安州安全生产简报", "安州市安委办"),
        ("en", "Anzhou Work Safety Bulletin", "Anzhou Work Safety Office"),
    ],
)
def test_a_draft_names_its_paper_and_its_issuer(city, language, masthead, issuer):
    issue = draft(on=TODAY, language=language)

    assert (issue.masthead, issue.issuer, issue.on) == (masthead, issuer, TODAY)
    assert issue.document.period == Period.year_to(TODAY)


def test_the_readers_language_is_as_before(city):
    draft(on=TODAY, language="zh")

    assert get_language() == "en"


def test_a_day_to_come_is_refused(city):
    with pytest.raises(Invalid) as met:
        draft(on=TODAY + DAY)

    assert (met.value.code, met.value.field, met.value.status) == ("bulletin.future", "on", 422)


def test_today_is_the_day_in_shanghai(city):
    with clock.at(clock.day_end(TODAY)):
        assert draft(on=TODAY + DAY).on == TODAY + DAY
    with clock.at(clock.day_end(TODAY) - timedelta(microseconds=1)), pytest.raises(Invalid):
        draft(on=TODAY + DAY)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_annex_proves_every_printed_figure(city, language):
    accepted_hazard()
    many_hazards(3, "depot")

    text = as_text(draft(on=TODAY, language=language))

    found = {hit["code"]: hit for hit in ANNEX.finditer(text)}
    assert set(found) == {
        "inspections.visits",
        "hazards.found",
        "hazards.rectification_rate",
        "hazards.outstanding",
    }
    for code, hit in found.items():
        value = evaluate(code, cut=Cut.of(city.areas["city"]), period=Period.year_to(TODAY))
        proof = trace(value)
        assert (hit["value"], int(hit["rows"]), hit["digest"]) == (
            str(value.number),
            proof.rows,
            proof.digest,
        )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("未签发，未编号", "2022年10月24日", "数据截至 2022-10-24 12:00:00")),
        ("en", ("not signed", "24 October 2022")),
    ],
)
def test_a_draft_says_that_it_is_one_and_when_its_numbers_were_known(city, language, words):
    text = as_text(draft(on=TODAY, language=language))

    for word in words:
        assert word in text


def test_a_past_day_is_told_as_it_stood_at_its_end_and_as_it_is_known_now(city):
    hazard = record_hazard(at=NOON - 9 * DAY)
    for n, step in enumerate(("assign", "claim", "accept")):
        take(hazard, step, at=NOON - (8 - n) * DAY)

    then, now = (traces(draft(on=day).document) for day in (TODAY - 9 * DAY, TODAY))

    assert {v.figure.code: v.number for v, _proof in then}["hazards.outstanding"] == 1
    assert "hazards.outstanding" not in {v.figure.code for v, _proof in now}
    assert {v.figure.code: v.number for v, _proof in now}["hazards.rectification_rate"] == 100


def test_a_county_has_a_bulletin_of_its_own(city):
    many_hazards(3, "depot")
    many_hazards(2, "shop")

    issue = draft(on=TODAY, language="zh", area=city.areas["b"])

    assert {v.figure.code: v.count for v, _proof in traces(issue.document)}["hazards.found"] == 3
    assert issue.issuer == "西山区"


def test_without_a_city_there_is_no_bulletin(db):
    with clock.at(NOON), pytest.raises(Unknown):
        draft(on=TODAY)
