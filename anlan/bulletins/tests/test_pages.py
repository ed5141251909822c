"""Pages of issues: what leads an issue on stands first and open; the list speaks its reader's language."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from anlan.bulletins.models import Issue
from anlan.testing import sign_in
from anlan.testing.issues import drafted_issue, reviewed_issue, step


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
