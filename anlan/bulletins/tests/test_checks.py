"""What stands against signing: words that say too much, numbers that cannot all be true; and what is waived."""

from __future__ import annotations

import pytest
from django.test import Client

from anlan.bulletins import actions, checks, composing
from anlan.bulletins.models import State
from anlan.kernel.errors import Refused
from anlan.testing import TODAY, actor, many_hazards, many_visits, sign_in
from anlan.testing.issues import drafted_issue, fresh, signed_issue, step


@pytest.fixture
def issue(city):
    many_hazards(3)
    many_visits(4)
    return drafted_issue()


def found(issue, kind: str):
    issue = fresh(issue.pk)
    return [one for one in checks.obstacles(issue, composing.of_issue(issue)) if one.kind == kind]


def add(issue, text: str) -> None:
    step(issue, "add", by="editor1", after="hazards.loop-2", text=text)


def test_the_draft_of_the_section_files_has_nothing_against_it(issue):
    assert checks.obstacles(issue, composing.of_issue(issue)) == []


def test_an_untrue_word_is_found_with_the_facts_and_a_weaker_wording(issue):
    add(issue, "今年发现的隐患已全部整改到位。")

    (one,) = found(issue, "claim")

    assert one.blocks
    assert "3" in one.text
    assert one.todo.startswith("Write instead: ")
    assert one.words in "今年发现的隐患已全部整改到位。"


def test_a_true_word_is_no_obstacle(city):
    from anlan.testing import accepted_hazard

    accepted_hazard("shop")
    issue = drafted_issue()
    add(issue, "今年发现的隐患已全部整改到位。")

    assert found(issue, "claim") == []


def test_an_untrue_word_is_signed_only_with_a_granted_exception(issue):
    add(issue, "今年发现的隐患已全部整改到位。")
    (one,) = found(issue, "claim")
    step(issue, "ask_waiver", by="editor1", kind="claim", subject=one.subject, reason="沿用市委文件原话")
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")
    with pytest.raises(Refused, match="is not true"):
        actions.sign(fresh(issue.pk), by=actor("signer1"))

    step(issue, "decide_waiver", by="reviewer1", waiver=issue.waivers.get().pk, decision="grant")
    actions.sign(fresh(issue.pk), by=actor("signer1"))

    assert fresh(issue.pk).state == State.SIGNED
    (one,) = found(issue, "claim")
    assert (one.blocks, one.waiver.why, one.waiver.decided_by.username) == (
        False,
        "沿用市委文件原话",
        "reviewer1",
    )


def test_an_exception_is_named_as_a_reader_names_it_and_decided_on_the_page_by_others_only(issue):
    add(
        issue,
        "今年发现的隐患已全部整改到位，非煤矿山发现隐患{typed:32条|通报}、已整改隐患{typed:70条|通报}。",
    )
    step(issue, "submit", by="editor1")
    for kind in ("claim", "contradiction"):
        subject = found(issue, kind)[0].subject
        step(issue, "ask_waiver", by="reviewer1", kind=kind, subject=subject, reason="沿用通报原文")

    pages = {
        name: sign_in(Client(headers={"accept-language": "en"}), name).get(f"/bulletins/{issue.pk}/")
        for name in ("reviewer1", "signer1")
    }

    assert [one.about for one in issue.waivers.order_by("pk")] == ["已全部整改到位", "32条、70条"]
    assert pages["reviewer1"].content.count(b'value="grant"') == 0
    assert pages["signer1"].content.count(b'value="grant"') == 2


def test_typed_numbers_that_contradict_one_another_are_found(issue):
    """The published counter-example of the domain brief: 32 found, 70 rectified."""
    add(issue, "非煤矿山：发现一般隐患{typed:32条|承德县通报}、已整改隐患{typed:70条|承德县通报}。")

    assert found(issue, "contradiction")
    assert found(issue, "typed") == []


def test_a_typed_number_that_contradicts_a_figure_is_found(issue):
    add(issue, "今年以来全市发现隐患{typed:2条|口头汇报|hazards.found}。")

    (one,) = found(issue, "contradiction")

    assert "2条" in one.text


def test_a_year_to_date_that_falls_below_an_earlier_issue_is_found(issue):
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")
    actions.sign(fresh(issue.pk), by=actor("signer1"))

    next_issue = drafted_issue(title="第二期　再查")
    assert found(next_issue, "contradiction") == []
    step(
        next_issue,
        "ask_waiver",
        by="editor1",
        kind="figure",
        subject="hazards.found",
        text="1条",
        reason="只算本部门的",
    )
    step(next_issue, "decide_waiver", by="reviewer1", waiver=next_issue.waivers.get().pk, decision="grant")

    assert any("2022-1" in one.text for one in found(next_issue, "contradiction"))


def test_a_corrected_number_is_no_longer_held_against_later_issues(issue):
    step(issue, "submit", by="editor1")
    step(
        issue,
        "ask_waiver",
        by="editor1",
        kind="figure",
        subject="hazards.found",
        text="9条",
        reason="含未录入的",
    )
    step(issue, "decide_waiver", by="reviewer1", waiver=issue.waivers.get().pk, decision="grant")
    step(issue, "review", by="reviewer1")
    assert [one.kind for one in found(issue, "contradiction")]
    for number, one in enumerate(found(issue, "contradiction")):
        step(
            issue,
            "ask_waiver",
            by="editor1",
            kind="contradiction",
            subject=one.subject,
            reason=f"已核实 {number}",
        )
    for waiver in issue.waivers.filter(kind="contradiction"):
        step(issue, "decide_waiver", by="reviewer1", waiver=waiver.pk, decision="grant")
    actions.sign(fresh(issue.pk), by=actor("signer1"))
    actions.distribute(fresh(issue.pk), by=actor("editor1"))
    later = drafted_issue(title="第二期　再查")
    assert found(later, "contradiction")

    actions.correct(
        fresh(issue.pk),
        {"subject": "hazards.found", "old": "9条", "new": "3条", "reason": "含未录入的"},
        by=actor("editor1"),
    )

    assert found(later, "contradiction") == []


def test_numbers_of_different_days_in_one_paragraph_do_not_contradict_each_other(issue):
    add(issue, "当日发现{hazards.found@day}，本月发现{hazards.found@month}，全年发现{hazards.found@year}。")

    assert found(issue, "contradiction") == []


def test_the_same_issue_signed_twice_a_week_apart_is_consistent(city):
    many_hazards(3)
    signed_issue(on=TODAY.replace(day=17))

    assert checks.obstacles(fresh(drafted_issue().pk), composing.of_issue(drafted_issue())) == []
