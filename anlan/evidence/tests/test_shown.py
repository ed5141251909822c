"""Pictures on a page: pairs of before and after, a form that loses nothing, a flag for whoever accepts."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.test import Client
from django.urls import reverse

from anlan.evidence import shown
from anlan.evidence.models import File
from anlan.evidence.tests.factories import attach, camera_data, photograph
from anlan.evidence.tests.test_reuse import entry
from anlan.testing import NOON, actor, sign_in


def rendered(source: str, **values: object) -> str:
    head = '{% from "evidence/_macros.html" import photo_field, before_after, gallery, reuse_notice %}'
    backend = cast(Jinja2, engines["jinja2"])
    return backend.env.from_string(head + source).render(values)


@pytest.fixture
def case(city) -> list[File]:
    """Return the files of a case: found with two, claimed with one, sent back, claimed again with two others."""
    files = [photograph(seed, exif=camera_data()) for seed in range(1, 6)]
    for seq in (1, 2, 3):
        entry(seq, 7)
    attach(files[0], 7, seq=1, role="before")
    attach(files[1], 7, seq=1, role="before", position=1)
    attach(files[2], 7, seq=2)
    attach(files[3], 7, seq=3)
    attach(files[4], 7, seq=3, position=1)
    return files


def test_the_pictures_of_a_case_come_in_two_queries_in_their_order(case, django_assert_num_queries):
    with django_assert_num_queries(2):
        pictures = shown.of_case("hazard", 7)

    assert [picture.file for picture in pictures] == case
    assert pictures[0].at == NOON + timedelta(hours=1)
    assert pictures[0].alt == "Before rectification, photograph 1"
    assert pictures[0].src == reverse("evidence:show", args=["hazard", 7, case[0].pk])
    assert shown.of_case("hazard", 8) == []


def test_pairs_put_the_last_claim_beside_what_was_found(case):
    pairs = shown.pairs(shown.of_case("hazard", 7))

    told = [tuple(side.file if side else None for side in (pair["before"], pair["after"])) for pair in pairs]
    assert told == [(case[0], case[3]), (case[1], case[4])]


def test_a_side_without_a_picture_says_so(case):
    pictures = shown.of_case("hazard", 7)

    page = rendered("{{ before_after(pairs) }}", pairs=shown.pairs([pictures[0]]))

    assert "No photograph from afterwards" in page
    assert f'src="{pictures[0].thumb}"' in page
    assert "Camera time" in page
    assert shown.pairs([]) == []


def test_a_refused_form_shows_again_what_was_uploaded(city):
    file = photograph(by="business1")
    kept = shown.kept([file], by=actor("business1"))

    page = rendered(
        '{{ photo_field("after", "After", kept=kept, required=true, error="<b>bad</b>") }}', kept=kept
    )

    assert f'name="after" value="{file.sha256}" checked' in page
    assert 'type="file"' in page
    assert " required" not in page
    assert "&lt;b&gt;bad" in page
    assert sign_in(Client(), "business1").get(kept[0]["thumb"]).status_code == 200


def test_an_empty_field_asks_for_a_picture_where_one_is_needed(city):
    assert " required" in rendered('{{ photo_field("after", "After", required=true) }}')
    assert "(optional)" in rendered('{{ photo_field("after", "After") }}')


def test_the_flag_names_the_other_case_only_to_whoever_may_see_it(city):
    uses = [
        {"label": "YH2022-0000007", "href": "/hazards/7/", "at": NOON, "exact": True},
        {"label": "another case", "at": NOON, "exact": False},
    ]

    page = rendered("{{ reuse_notice(uses) }}", uses=uses)

    assert '<a href="/hazards/7/">YH2022-0000007</a>' in page
    assert "The very same photograph:" in page
    assert "A photograph that looks alike:" in page
    assert rendered("{{ reuse_notice([]) }}").strip() == ""
