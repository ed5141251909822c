"""Keeping series: opened, counted, given recipients, closed; every decision journalled, by editors of the area."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.bulletins import actions, keeping, numbering, series
from anlan.bulletins.models import Counter, Delivery, Group, Series, SeriesBook
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError
from anlan.org.models import Organisation, Post
from anlan.org.roles import Role
from anlan.testing import NOON, TODAY, actor, person, sign_in
from anlan.testing.issues import distributed_issue, drafted_issue, fresh, signed_issue, step, the_series

ENGLISH = {"accept-language": "en"}
NEW = {
    "name": "工作动态",
    "name_en": "Work Notes",
    "masthead": "安州安全工作动态",
    "cycle": "week",
    "sections": "none",
}


def opened(city: Any, **given: Any) -> Series:
    area = city.areas["city"]
    outcome = keeping.open_series(by=actor("editor1"), given={"area": area.pk, **NEW, **given})
    made = SeriesBook.objects.select_related("series__area", "series__issuer").get(pk=outcome.case_id).series
    assert made is not None
    return made


def keep(run: Series, act: str, /, *, by: str = "editor1", **given: Any) -> None:
    keeping.keep(run, act, by=actor(by), given=given)


def group_of(run: Series, **about: Any) -> Group:
    return Group.objects.select_related("series__area").get(series=run, **about)


def test_an_office_opens_a_series_and_sends_its_first_issue(city):
    run = opened(city, after=7)
    keep(run, "add_group", line="issue", name="各科室", selector="named", first_day="2022-10-01")
    group = group_of(run, name="各科室")
    keep(run, "join", group=group.pk, organisations="gas，消防救援支队", first_day="2022-10-01")

    issue = drafted_issue(run=run, title="动态一则")
    assert issue.passages == []  # written by hand
    step(issue, "add", by="editor1", text="各单位抓好岁末年初安全防范。")
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")
    actions.sign(fresh(issue.pk), by=actor("signer1"))
    actions.distribute(fresh(issue.pk), by=actor("editor1"))

    issue = fresh(issue.pk)
    assert (issue.series.code, issue.number, issue.state) == ("gongzuodongtai", 8, "distributed")
    assert issue.signed.composition["frame"]["masthead"] == "安州安全工作动态"
    assert "各科室" in issue.signed.composition["frame"]["issue_to"]
    assert {"gas", "fire"} <= set(
        Delivery.objects.filter(issue=issue).values_list("organisation__code", flat=True)
    )
    assert [entry.step for entry in Entry.objects.filter(case_id=run.book.pk).order_by("seq")] == [
        "open", "add_group", "join",
    ]  # fmt: skip


def test_a_series_that_was_there_before_gets_its_book_with_its_first_decision(city):
    run = the_series()

    keep(
        run,
        "amend",
        name="安州安全简报",
        name_en="Anzhou Brief",
        masthead="",
        cycle="year",
        sections="bulletin",
    )
    keep(run, "count", year=2022, after=48)

    run.refresh_from_db()
    assert run.name == "安州安全简报"
    assert numbering.upcoming(run, None, 2022) == (49, None)
    assert [entry.step for entry in Entry.objects.filter(case_id=run.book.pk).order_by("seq")] == [
        "enrol", "amend", "count",
    ]  # fmt: skip


def test_numbers_already_given_are_not_changed(city):
    issue = signed_issue()

    with pytest.raises(AnlanError, match="of 2022 is signed"):
        keep(issue.series, "count", year=2022, after=10)

    assert Counter.objects.get().last == 1
    keep(issue.series, "count", year=2023, after=10)  # another year's is free


@pytest.mark.parametrize("account", ["reviewer1", "office1", "county1", "leader1", "inspector1"])
def test_only_an_editor_of_the_area_keeps_its_series(city, account):
    run = the_series()

    with pytest.raises(AnlanError, match="Only an editor"):
        keep(run, "count", by=account, year=2022, after=3)

    assert not Counter.objects.exists()
    assert not SeriesBook.objects.exists()


@pytest.mark.parametrize(
    ("name", "given", "reason"),
    [
        ("join", {"organisations": "nowhere", "first_day": "2022-10-01"}, "no organisation “nowhere”"),
        ("leave", {"organisations": "gas", "last_day": "2022-10-01"}, "Not named in the group"),
        ("end_group", {"last_day": "2022-10-25"}, "when it has come"),
        ("amend_group", {"name": "x" * 121, "selector": "named"}, "at most 120"),
        ("amend_group", {"name": "各科室", "selector": "named", "mail": "nobody"}, "not one mail address"),
    ],
)
def test_a_wrong_change_of_a_group_says_what_is_wrong_and_writes_nothing(city, name, given, reason):
    run = the_series()
    group = Group.objects.filter(series=run, line="issue").order_by("pk")[0]
    before = Entry.objects.count()

    with pytest.raises(AnlanError, match=reason):
        keep(run, name, group=group.pk, **given)

    assert Entry.objects.count() == before


def test_a_group_of_another_series_is_not_changed_from_here(city):
    run, other = the_series(), the_series("weekly")
    foreign = Group.objects.filter(series=other)[0]

    with pytest.raises(AnlanError, match="belongs to another series"):
        keep(run, "end_group", group=foreign.pk, last_day="2022-10-23")


def test_members_count_from_their_first_to_their_last_day(city):
    run = opened(city)
    keep(run, "add_group", line="issue", name="各科室", selector="named", first_day="2022-10-01")
    group = group_of(run, name="各科室")
    keep(run, "join", group=group.pk, organisations=["gas", "fire"], first_day="2022-10-10")
    keep(run, "leave", group=group.pk, organisations="gas", last_day="2022-10-20")

    def codes(day: int) -> list[str]:
        return [body.code for body in series.members(group, TODAY.replace(day=day))]

    assert (codes(9), sorted(codes(10)), codes(21)) == ([], ["fire", "gas"], ["fire"])
    keep(run, "end_group", group=group.pk, last_day="2022-10-22")
    assert "各科室" not in series.lines(run, language="zh", on=TODAY).get("issue", "")


def test_a_special_series_counts_for_itself_from_where_it_was(city):
    run = the_series()
    keep(run, "open_special", name="百日攻坚专刊", first_on="2022-10-01", last_on="2022-12-31", after=31)
    special = run.specials.get()

    issue = signed_issue(special=special.pk)
    assert (issue.number, issue.special_number) == (1, 32)

    about = {"special": special.pk, "name": "百日攻坚专刊", "first_on": "2022-10-01"}
    with pytest.raises(AnlanError, match="its numbers go on from there"):
        keep(run, "amend_special", **about, after=3)
    with pytest.raises(AnlanError, match="lies before the first"):
        keep(run, "amend_special", **about, last_on="2022-09-01")


def test_a_series_is_closed_once_nothing_of_it_is_being_written(city):
    run = opened(city)
    issue = drafted_issue(run=run)
    with pytest.raises(AnlanError, match="are being written"):
        keep(run, "close", reason="并入简报")

    step(issue, "discard", by="editor1", reason="并入简报")
    keep(run, "close", reason="并入简报")

    with pytest.raises(AnlanError):
        drafted_issue(run=run)
    keep(run, "reopen")
    assert drafted_issue(run=run).series_id == run.pk


def test_the_pages_open_a_series_and_show_what_is_kept(city):
    client = sign_in(Client(headers=ENGLISH), "editor1")
    the_series()
    like = Series.objects.get(code="bulletin")

    sent = client.post("/bulletins/series/new/", {"act": "open", **NEW, "like": like.pk})
    page = client.get(sent.headers["Location"]).content.decode()
    listing = client.get("/bulletins/series/").content.decode()
    refused = client.post("/bulletins/series/new/", {"act": "open", **NEW})
    changed = client.post(f"/bulletins/series/{like.pk}/", {"act": "count", "year": "2022", "after": "-1"})

    assert "安州安全工作动态" in page
    assert "Fire and Rescue" in page  # the departments, as in the series that it is like
    assert "Work Notes" in listing
    assert (refused.status_code, changed.status_code) == (409, 422)
    assert "has this name already" in refused.content.decode()
    assert sign_in(Client(headers=ENGLISH), "county1").get(f"/bulletins/series/{like.pk}/").status_code in (
        403,
        404,
    )


def test_a_code_is_made_of_the_name_and_told_apart(city):
    assert [opened(city, name=name).code for name in ("安全快讯", "安全快讯二", "第3号")] == [
        "anquankuaixun", "anquankuaixuner", "di3hao",
    ]  # fmt: skip


def test_a_code_reads_a_city_as_those_who_live_there(city):
    assert opened(city, name="漯河工作动态").code == "luohegongzuodong"


def test_one_who_left_gets_the_issue_no_more_and_one_who_came_does(city):
    issue = distributed_issue()
    city.organisations["gas"].valid_to = (NOON - timedelta(days=1)).date()
    city.organisations["gas"].save()
    group = Group.objects.filter(series=issue.series, selector="departments").get()
    station = Organisation.objects.get(code="station-a1")
    keep(issue.series, "join", group=group.pk, organisations=[station.pk], first_day="2022-10-24")

    again = distributed_issue(title="第二期　再查")

    codes = set(Delivery.objects.filter(issue=again).values_list("organisation__code", flat=True))
    assert "station-a1" in codes
    assert "gas" not in codes


@pytest.mark.parametrize(
    ("sections", "cycle"), [("weekly", "year"), ("bulletin", "week"), ("notice", "month")]
)
def test_a_text_does_not_tell_of_other_days_than_its_figures_count(city, sections, cycle):
    with pytest.raises(AnlanError, match="tells of"):
        opened(city, sections=sections, cycle=cycle)
    run = opened(city)
    with pytest.raises(AnlanError, match="tells of"):
        keep(run, "amend", **{**NEW, "sections": sections, "cycle": cycle})

    assert Series.objects.get(pk=run.pk).sections == ""


def test_recipients_are_copied_from_a_series_that_one_keeps_and_the_issuer_is_of_the_area(city):
    county, like = city.areas["a"], the_series()
    Post.objects.filter(person=person("county1")).update(role=Role.EDITOR)
    given = {"area": county.pk, **NEW}

    with pytest.raises(AnlanError, match="keeps its series"):
        keeping.open_series(by=actor("county1"), given={**given, "like": like.pk})
    with pytest.raises(AnlanError, match="belongs to another area"):
        keeping.open_series(by=actor("county1"), given={**given, "issuer": like.issuer_id})

    assert not Series.objects.filter(area=county).exists()
