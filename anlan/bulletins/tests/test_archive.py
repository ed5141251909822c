"""The archive: searched through the whole text of every signed issue, in the reader's scope, also among a thousand."""

from __future__ import annotations

import pytest
from django.test import Client

from anlan.bulletins.models import Issue
from anlan.search import indexing
from anlan.testing import NOON, TODAY, many_hazards, person, sign_in
from anlan.testing.issues import drafted_issue, fresh, signed_issue, step, the_series

ENGLISH = {"accept-language": "en"}


def found(text: str, by: str = "editor1", **more: str) -> list[int]:
    """Return the issues that the page lists for a search, in its order."""
    import re

    client = sign_in(Client(headers=ENGLISH), by)
    page = client.get("/bulletins/", {"q": text, **more}).content.decode()
    return list(dict.fromkeys(int(key) for key in re.findall(r'href="/bulletins/(\d+)/"', page)))


def with_words(title: str, words: str) -> Issue:
    issue = drafted_issue(title=title)
    step(issue, "add", by="editor1", after="", text=words)
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")
    from anlan.bulletins import actions
    from anlan.testing import actor

    actions.sign(fresh(issue.pk), by=actor("signer1"))
    return fresh(issue.pk)


def test_every_signed_issue_is_found_by_two_characters_of_its_text_before_and_after_indexing(city):
    many_hazards(2)
    first = with_words("第一期　动员", "各地抓好森林防火。")
    second = with_words("第二期　再查", "尾矿库头顶库逐一核查，森林火险等级升高。")
    drafted_issue(title="第三期　森林")  # not signed: its title is no text yet, those who make it see it

    for _indexed in (False, True):
        assert found("森林", state="signed") == [second.pk, first.pk]
        assert found("尾矿") == [second.pk]
        assert found("尾矿 森林") == [second.pk]
        assert found("水库大坝") == []
        assert found("森林", by="inspector1") == []  # a county's inspector was sent neither
        indexing.catch_up()


def test_a_search_without_a_hit_says_so(city):
    signed_issue()
    client = sign_in(Client(headers=ENGLISH), "editor1")

    page = client.get("/bulletins/", {"q": "尾矿"}).content.decode()

    assert "No issue fits" in page


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "；DROP", "a" * 60, "　", "矿"])
def test_any_signs_may_be_searched_for(city, text):
    signed_issue()

    assert sign_in(Client(headers=ENGLISH), "editor1").get("/bulletins/", {"q": text}).status_code == 200


def thousand(city) -> None:
    """Write a thousand signed issues straight into the table: a search asks nothing else of them."""
    run, area = the_series(), city.areas["city"]
    Issue.objects.bulk_create(
        Issue(
            id=n, state="signed", revision=1, last_hash=bytes(32), last_at=NOON, series=run, area=area,
            area_path=area.path, issuer=run.issuer, language="zh", title=f"第{n}期　排查整治", on=TODAY,
            opened_on=TODAY, version=1, editors=[person("editor1").pk], submitted_at=NOON,
            reviewed_by=person("reviewer1"), reviewed_at=NOON, signed_by=person("signer1"), signed_at=NOON,
            signed_on=TODAY, year=2022, number=n,
            text=f"第{n}期\n" + "各地各部门压实责任，深入排查整治。" * 60 + ("尾矿库核查。" if n == 500 else ""),
        )
        for n in range(1, 1_001)
    )  # fmt: skip


def test_among_a_thousand_issues_the_one_is_found_and_all_are_paged(city, django_assert_max_num_queries):
    thousand(city)
    indexing.catch_up()

    assert found("尾矿") == [500]
    assert found("水库") == []
    assert found("第777期") == [777]
    pages = found("压实责任")
    assert pages == list(range(1_000, 1_000 - len(pages), -1))
    assert len(pages) >= 25
    client = sign_in(Client(headers=ENGLISH), "editor1")
    with django_assert_max_num_queries(40):
        client.get("/bulletins/", {"q": "尾矿"})
