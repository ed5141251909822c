"""Differences between two texts, told in reading order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.documents.diff import Change, differ


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("情况见下表", "情况如下表", [("same", "情况"), ("gone", "见"), ("new", "如"), ("same", "下表")]),
        (
            "the old word",
            "the new word",
            [("same", "the "), ("gone", "old"), ("new", "new"), ("same", " word")],
        ),
        ("共{a.b}条", "共{a.c}条", [("same", "共"), ("gone", "{a.b}"), ("new", "{a.c}"), ("same", "条")]),
        ("", "新", [("new", "新")]),
        ("同", "同", [("same", "同")]),
    ],
)
def test_changes(old, new, changes):
    assert differ(old, new) == [Change(*one) for one in changes]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_the_changes(old, new):
    changes = differ(old, new)

    assert "".join(c.text for c in changes if c.kind != "new") == old
    assert "".join(c.text for c in changes if c.kind != "gone") == new
