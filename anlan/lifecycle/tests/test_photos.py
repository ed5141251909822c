"""Photographs as the input of a step: counted, found by digest, journalled by what proves them."""

from __future__ import annotations

import pytest

from anlan.evidence.tests.factories import photograph
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical
from anlan.lifecycle.inputs import Form
from anlan.lifecycle.photos import Photos

AFTER = Photos(name="after", label="After rectification", role="after", least=1, most=3)
BEFORE = Photos(name="before", label="Before", role="before")


@pytest.fixture(autouse=True)
def evidence_folder(settings, tmp_path):
    settings.HOME = tmp_path


def test_files_and_digests_in_every_form_are_one_thing(city):
    one, other = photograph(1), photograph(2)

    for raw in (
        (one, other),
        [one.sha256, other.sha256],
        [one.picture_sha256.upper(), other],
        f"{one.sha256},{other.sha256}",
        f" {one.sha256}, {other.sha256} ,",
        [one.sha256, one.picture_sha256, other.sha256],
    ):
        assert AFTER.clean(raw) == (one, other)
    assert AFTER.clean(one) == (one,)


def test_digests_cost_one_query_and_files_none(city, django_assert_num_queries):
    files = [photograph(seed) for seed in (1, 2, 3)]

    with django_assert_num_queries(1):
        AFTER.clean([file.sha256 for file in files])
    with django_assert_num_queries(0):
        AFTER.clean(files)


@pytest.mark.parametrize("raw", [None, "", " ", [], (), [""], ","])
def test_a_missing_photograph_is_asked_for(city, raw):
    with pytest.raises(Invalid, match="photograph for “After rectification” is missing") as refused:
        AFTER.clean(raw)

    assert (refused.value.code, refused.value.field) == ("input.photos", "after")
    assert BEFORE.clean(raw) == ()


def test_it_is_required_where_one_is_needed():
    assert AFTER.required
    assert not BEFORE.required


def test_there_may_be_too_many_or_too_few(city):
    files = [photograph(seed) for seed in range(1, 5)]

    with pytest.raises(Invalid, match="at most 3"):
        AFTER.clean(files)
    with pytest.raises(Invalid, match="at least 2"):
        Photos(name="after", label="After", role="after", least=2).clean(files[:1])


def test_a_number_opens_nobody_s_picture(city):
    file = photograph()

    for raw in (str(file.pk), [str(file.pk)], "f" * 64):
        with pytest.raises(Invalid, match="no longer there"):
            AFTER.clean(raw)


@pytest.mark.parametrize("raw", [7, [7], {"a": 1}, [None], ["x" * 65], object(), True, b"bytes", [["a"]]])
def test_anything_else_is_the_wrong_type(city, raw):
    with pytest.raises(Invalid) as refused:
        AFTER.clean(raw)

    assert refused.value.code == "input.type"


def test_the_journal_keeps_the_digests_of_the_kept_pictures_in_order(city):
    one, other = photograph(1), photograph(2)
    form = Form((AFTER, BEFORE))

    kept = form.journal(form.clean({"after": [other, one]}))

    assert kept == {"after": [other.picture_sha256, one.picture_sha256]}
    assert canonical(kept)


def test_a_retry_compares_equal_however_it_names_the_pictures(city):
    one, other = photograph(1), photograph(2)
    form = Form((AFTER, BEFORE))
    taken = form.journal(form.clean({"after": [one, other], "before": ""}))

    assert form.as_journaled({"after": f"{one.sha256},{other.sha256}"}) == taken
    assert form.as_journaled({"after": [one.picture_sha256, other.picture_sha256], "before": []}) == taken
    assert form.as_journaled({"after": [other, one]}) != taken
    assert form.as_journaled({"after": [one]}) != taken
