"""Pages of issues: what leads an issue on stands first and open; the list speaks its reader's language."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from anlan.bulletins import checks, composing
from anlan.bulletins.models import Issue
from anlan.testing import many_hazards, sign_in
from anlan.testing.issues import drafted_issue, fresh, reviewed_issue, step


def first_step(username: str, issue: Issue) -> str:
    """Return the step that a reader meets first, and see that it is not folded."""
    page = sign_in(Client(), username).get(reverse("bulletins:detail", args=[issue.pk])).content.decode()
    section = re.search(r'<section class="step" id="step-(\w+)">(.*?)</section>', page, re.DOTALL)
    assert section is not None
    assert "<details" not in section[2]
    return section[1]


def test_each_of_the_three_meets_the_step_that_leads_on_first(city):
    draft = drafted_issue()
    waiting = drafted_issue()
    step(waiting, "submit", by="editor1")
    reviewed = reviewed_issue()

    met = [
        first_step("editor1", draft),
        first_step("reviewer1", waiting),
        first_step("signer1", reviewed),
    ]

    assert met == ["submit", "review", "sign"]


def test_the_list_has_chinese_headings_on_a_chinese_page(city):
    drafted_issue()
    client = sign_in(Client(), "editor1")
    client.cookies["django_language"] = "zh-hans"

    page = client.get(reverse("bulletins:list")).content.decode()

    assert re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)[:2] == ["期号", "标题"]


def test_a_refused_exception_is_shown_again_beside_its_problem_with_what_was_typed(city):
    many_hazards(2)
    issue = drafted_issue()
    step(issue, "add", by="editor1", after="", text="隐患已全部整改到位。")
    client = sign_in(Client(headers={"accept-language": "en"}), "editor1")
    (one,) = checks.obstacles(fresh(issue.pk), composing.of_issue(fresh(issue.pk)))
    address = reverse("bulletins:take", args=[issue.pk, "ask_waiver"])

    short = client.post(address, {"kind": "claim", "subject": one.subject, "reason": "no"})
    gone = client.post(
        address, {"kind": "claim", "subject": "nothing:here", "reason": "a reason that is long enough"}
    )

    page = short.content.decode()
    assert (short.status_code, gone.status_code) == (422, 409)
    assert re.search(r'<details class="fold" open>\s*<summary>Ask for an exception', page)
    assert 'value="no"' in page
    assert "The issue has no such problem any more" in gone.content.decode()
    assert 'name="kind" type="text"' not in page
    assert not issue.waivers.exists()


def test_a_figure_to_be_printed_otherwise_is_chosen_from_those_of_the_text(city):
    many_hazards(2)
    issue = drafted_issue()
    client = sign_in(Client(headers={"accept-language": "en"}), "editor1")
    address = reverse("bulletins:take", args=[issue.pk, "ask_waiver"])

    page = client.get(reverse("bulletins:detail", args=[issue.pk])).content.decode()
    refused = client.post(
        address, {"kind": "figure", "subject": "hazards.found", "text": "", "reason": "long enough"}
    )
    asked = client.post(
        address,
        {"kind": "figure", "subject": "hazards.found", "text": "2条（含移交）", "reason": "long enough"},
    )

    assert '<option value="hazards.found"' in page
    assert '<option value="hazards.reopened"' not in page
    assert 'id="override" open' in refused.content.decode()
    assert asked.status_code == 302
    granting = sign_in(Client(headers={"accept-language": "en"}), "reviewer1")
    shown = granting.get(reverse("bulletins:detail", args=[issue.pk])).content.decode()
    assert shown.count('value="grant"') == 1  # beside the problem


def test_the_editors_list_keeps_the_order_of_the_figures(city):
    page = (
        sign_in(Client(), "editor1")
        .get(reverse("bulletins:edit", args=[drafted_issue().pk]))
        .content.decode()
    )

    codes = re.findall(r'data-token="\{(hazards\.aged_[^}]+)\}"', page)
    assert codes == [f"hazards.aged_{band}" for band in ("0_7", "8_15", "16_30", "31_90", "91_up")]
