"""The numbers of a composed document, its tables too, go together; one that is changed does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anlan.documents.collected import collected, parts_of
from anlan.documents.compose import Composed, compose
from anlan.documents.consistency import check
from anlan.documents.sections import sections
from anlan.kernel.period import Period
from anlan.testing import TODAY, accepted_hazard, many_hazards, many_visits


@pytest.fixture(params=["zh", "en"])
def document(city, request) -> Composed:
    accepted_hazard("shop")
    many_hazards(3, "kitchen")
    many_hazards(2, "plant")
    many_visits(5, "mill")
    parts = sections("bulletin", request.param)
    return compose(parts, area=city.areas["city"], period=Period.year_to(TODAY), language=request.param)


def test_a_composed_document_is_consistent(city, document):
    numbers = collected(document)

    assert {one.area_code for one in numbers} > {city.areas["city"].code}
    assert {"hazards.found", "hazards.outstanding", "hazards.rectification_rate"} <= {
        one.code for one in numbers
    }
    assert check(numbers, areas=parts_of(city.areas["city"])) == []


def test_a_number_of_its_table_that_is_changed_is_found(city, document):
    numbers = collected(document)
    cell = next(
        one for one in numbers if one.code == "hazards.found" and one.area_code == city.areas["a"].code
    )
    changed = [replace(one, low=one.low + 1, high=one.high + 1) if one is cell else one for one in numbers]

    (found, *_more) = check(changed, areas=parts_of(city.areas["city"]))

    assert found.printed
    assert found.reasons
