"""Writing in an issue: freely around figures, by several at once, nothing lost, with versions to read."""

from __future__ import annotations

import pytest
from django.test import Client

from anlan.bulletins.models import Version
from anlan.bulletins.tests.test_flow import give
from anlan.bulletins.views.versions import compared
from anlan.kernel.errors import AnlanError, Refused
from anlan.testing import many_hazards, person, sign_in
from anlan.testing.issues import drafted_issue, fresh, step

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def issue(city):
    many_hazards(3)
    return drafted_issue()


def keys(issue) -> list[str]:
    return [row["key"] for row in fresh(issue.pk).passages]


def text_of(issue, key: str) -> str:
    return next(str(row["text"]) for row in fresh(issue.pk).passages if row["key"] == key)


def test_a_draft_has_a_paragraph_for_each_of_its_sections_with_stable_keys(issue):
    assert keys(issue) == [
        "bulletins.lead-1",
        "hazards.loop-1",
        "hazards.loop-2",
        "hazards.loop-3",
        "hazards.loop-4",
    ]
    assert issue.passages[1]["first"] == "排查隐患，督促整改"


def test_an_editor_rewrites_adds_moves_and_removes(issue):
    step(
        issue,
        "write",
        by="editor1",
        paragraph="hazards.loop-2",
        seen=1,
        text="剩余{hazards.outstanding}，专人盯办。",
    )
    step(issue, "add", by="editor1", after="bulletins.lead-1", first="再加一章", text="一段话。")
    step(issue, "move", by="editor1", paragraph="p3", to="down")
    step(issue, "remove", by="editor1", paragraph="hazards.loop-3", seen=1)

    assert keys(issue) == [
        "bulletins.lead-1",
        "hazards.loop-1",
        "p3",
        "hazards.loop-2",
        "hazards.loop-4",
    ]
    assert text_of(issue, "hazards.loop-2") == "剩余{hazards.outstanding}，专人盯办。"
    assert [v.number for v in Version.objects.order_by("number")] == [1, 2, 3, 4, 5]


def test_the_head_is_changed(issue):
    step(issue, "head", by="editor1", title="另一个标题", on="2022-10-20")

    issue = fresh(issue.pk)
    assert (issue.title, issue.on.isoformat(), issue.version) == ("另一个标题", "2022-10-20", 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{hazards.nonsense}", "There is no figure “hazards.nonsense”"),
        ("{hazards.found", "cannot be read"),
        ("{% for x in y %}", "cannot be read"),
        ("{{ 7 * 7 }}", "cannot be read"),
        ("{include:/etc/passwd}", "cannot be read"),
        ("{hazards.found#other}", "does not lie within"),
        ("{table by area: hazards.overdue}", "cannot stand in a table"),
        ("{typed:3支|x|hazards.nonsense}", "There is no figure"),
        ("", "without text and heading"),
    ],
    ids=["unknown", "open", "loop", "expression", "file", "area outside", "table", "typed", "empty"],
)
def test_a_text_that_cannot_be_composed_is_refused_where_it_is_written(issue, text, reason):
    with pytest.raises(AnlanError, match=reason):
        step(issue, "write", by="editor1", paragraph="hazards.loop-2", seen=1, text=text)

    assert Version.objects.count() == 1


def test_an_area_within_the_documents_own_may_be_quoted(issue):
    step(issue, "add", by="editor1", after="", text="其中东江县{hazards.found#a}。")

    assert "p2" in keys(issue)


def test_a_county_editor_quotes_nothing_of_a_neighbour(city):
    """A figure out of the editor's scope: a token may name areas within the issue's own only."""
    from anlan.bulletins import series
    from anlan.org.models import Post

    Post.objects.create(
        person=person("county1"), organisation=city.organisations["gov-a"], role="editor", title="t",
        area=city.areas["a"], valid_from="2022-01-01",
    )  # fmt: skip
    run = next(s for s in series.found(city.areas["a"]) if s.code == "bulletin")
    issue = drafted_issue(by="county1", run=run)

    with pytest.raises(AnlanError, match="does not lie within Dongjiang"):
        step(issue, "add", by="county1", after="", text="{hazards.found#b}")


# -- two at once -----------------------------------------------------------------------------------------------


def test_two_in_different_paragraphs_do_not_disturb_each_other(issue):
    give("office1", "editor")
    step(issue, "write", by="editor1", paragraph="hazards.loop-2", seen=1, text="甲写。")

    step(issue, "write", by="office1", paragraph="hazards.loop-3", seen=1, text="乙写。")

    assert (text_of(issue, "hazards.loop-2"), text_of(issue, "hazards.loop-3")) == ("甲写。", "乙写。")


def test_two_in_one_paragraph_the_second_is_refused_and_nothing_is_overwritten(issue):
    give("office1", "editor")
    step(issue, "write", by="editor1", paragraph="hazards.loop-2", seen=1, text="甲写。")

    with pytest.raises(Refused, match="Somebody else wrote in this paragraph") as met:
        step(issue, "write", by="office1", paragraph="hazards.loop-2", seen=1, text="乙写。")

    assert met.value.code == "bulletin.conflict"
    assert text_of(issue, "hazards.loop-2") == "甲写。"


def test_the_conflict_page_shows_both_texts_and_saves_what_brings_them_together(issue):
    give("office1", "editor")
    step(issue, "write", by="editor1", paragraph="hazards.loop-3", seen=1, text="各县区情况见下列表格：")
    client = sign_in(Client(headers=ENGLISH), "office1")
    address = f"/bulletins/{issue.pk}/edit/write/"
    mine = {"paragraph": "hazards.loop-3", "seen": "1", "first": "", "second": "", "text": "各地情况如下："}

    shown = client.post(address, mine)

    page = shown.content.decode()
    assert shown.status_code == 409
    assert "<ins>" in page
    assert "各地情况如下：" in page
    assert "editor1 name" in page
    assert text_of(issue, "hazards.loop-3") == "各县区情况见下列表格："
    assert client.post(address, {**mine, "seen": "2", "text": "各地情况见下列表格："}).status_code == 302
    assert text_of(issue, "hazards.loop-3") == "各地情况见下列表格："


def test_a_paragraph_that_was_removed_meanwhile_is_told(issue):
    give("office1", "editor")
    step(issue, "remove", by="editor1", paragraph="hazards.loop-3", seen=1)

    with pytest.raises(Refused, match="somebody removed it"):
        step(issue, "write", by="office1", paragraph="hazards.loop-3", seen=1, text="乙写。")


def test_a_paragraph_that_somebody_wrote_in_is_not_removed_unseen(issue):
    give("office1", "editor")
    step(issue, "write", by="editor1", paragraph="hazards.loop-3", seen=1, text="新写的。")

    with pytest.raises(Refused, match="Somebody else wrote"):
        step(issue, "remove", by="office1", paragraph="hazards.loop-3", seen=1)


# -- pages -------------------------------------------------------------------------------------------------------


def test_the_editor_works_without_a_script(issue):
    client = sign_in(Client(headers=ENGLISH), "editor1")
    page = client.get(f"/bulletins/{issue.pk}/edit/").content.decode()
    assert "{hazards.outstanding}" in page
    assert 'name="text"' in page

    sent = client.post(
        f"/bulletins/{issue.pk}/edit/write/",
        {
            "paragraph": "hazards.loop-2",
            "seen": "1",
            "first": "",
            "second": "",
            "text": "剩余{hazards.outstanding}。",
        },
    )

    assert sent.status_code == 302
    assert "剩余<a" in client.get(f"/bulletins/{issue.pk}/edit/").content.decode()


def test_what_was_typed_is_kept_when_it_is_refused(issue):
    client = sign_in(Client(headers=ENGLISH), "editor1")

    sent = client.post(
        f"/bulletins/{issue.pk}/edit/write/",
        {
            "paragraph": "hazards.loop-2",
            "seen": "1",
            "first": "",
            "second": "",
            "text": "见{hazards.nonsense}。",
        },
    )

    page = sent.content.decode()
    assert sent.status_code == 409
    assert "见{hazards.nonsense}。" in page
    assert "There is no figure" in page


def test_the_preview_writes_nothing_and_shows_chips(issue):
    client = sign_in(Client(headers=ENGLISH), "editor1")

    page = client.post(
        f"/bulletins/{issue.pk}/edit/preview/", {"text": "共{hazards.found}，另有17处。"}
    ).content.decode()

    assert "3条" in page
    assert 'amiss-typed" title' in page
    assert 'data-token="{hazards.found}">3条<' in page
    assert Version.objects.count() == 1


def test_a_reviewer_has_no_editor(issue):
    client = sign_in(Client(headers=ENGLISH), "reviewer1")

    assert client.get(f"/bulletins/{issue.pk}/edit/").status_code == 403
    assert client.post(f"/bulletins/{issue.pk}/edit/write/", {}).status_code == 403


def test_what_changed_between_two_versions_is_shown_paragraph_by_paragraph(issue):
    step(issue, "write", by="editor1", paragraph="hazards.loop-3", seen=1, text="各县区、功能区情况如下表：")
    step(issue, "add", by="editor1", after="hazards.loop-3", text="新的一段。")
    step(issue, "remove", by="editor1", paragraph="hazards.loop-2", seen=1)
    old, new = Version.objects.get(number=1), Version.objects.get(number=4)

    changed = {row["key"]: row for row in compared(old, new) if row["changed"]}

    assert set(changed) == {"hazards.loop-2", "hazards.loop-3", "p3"}
    assert (changed["hazards.loop-2"]["what"], changed["p3"]["what"]) == ("removed", "added")
    assert [(c.kind, c.text) for c in changed["hazards.loop-3"]["changes"]] == [
        ("same", "各县区、功能区情况"), ("gone", "见"), ("new", "如"), ("same", "下表："),
    ]  # fmt: skip
    page = (
        sign_in(Client(headers=ENGLISH), "reviewer1")
        .get(f"/bulletins/{issue.pk}/versions/?from=1&to=4")
        .content.decode()
    )
    assert "<del>见</del><ins>如</ins>" in page
