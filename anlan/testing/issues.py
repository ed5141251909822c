"""Issues of bulletins in the small city, through the door, by its editor, reviewer and signer."""

from __future__ import annotations

from datetime import date
from typing import Any

from anlan.bulletins import actions, series, templates
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.models import Issue, Series, Template
from anlan.bulletins.templates import TEMPLATE_FLOW
from anlan.documents.templates.sample import sample
from anlan.figures.cut import find_area
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.testing.cases import actor
from anlan.testing.small_city import TODAY, SmallCity

TITLE = "查隐患　保平安"


def the_series(code: str = "bulletin") -> Series:
    series.found(find_area(None))
    return series.find(code)


def drafted_issue(*, by: str = "editor1", on: date = TODAY, run: Series | None = None, **given: Any) -> Issue:
    """Draft an issue of the city's series."""
    whole = {"series": (run or the_series()).pk, "on": on, "title": TITLE, "language": "zh", **given}
    outcome = door.open_case(BULLETIN_FLOW, "draft", by=actor(by), input=whole)
    return fresh(outcome.case_id)


def kept_template(
    city: SmallCity, *, by: str = "editor1", name: str = "红头", content: bytes = b""
) -> Template:
    """Keep a template of the city's own; the sample, unless another is given."""
    area = city.areas["city"]
    file = templates.read_file("own.docx", content or sample("zh"), area)
    outcome = door.open_case(
        TEMPLATE_FLOW, "upload", by=actor(by), input={"area": area, "name": name, "file": file}
    )
    return Template.objects.get(pk=outcome.case_id)


def fresh(key: int) -> Issue:
    rows = Issue.objects.select_related("series__area", "series__issuer", "special", "area")
    return rows.get(pk=key)


def step(issue: Issue, name: str, *, by: str, **given: Any) -> Outcome:
    """Take an issue one step on through the door."""
    return door.apply(BULLETIN_FLOW, issue.pk, name, by=actor(by), input=given)


def reviewed_issue(**given: Any) -> Issue:
    """An issue that was submitted and passed the review."""
    issue = drafted_issue(**given)
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")
    return fresh(issue.pk)


def signed_issue(**given: Any) -> Issue:
    issue = reviewed_issue(**given)
    actions.sign(issue, by=actor("signer1"))
    return fresh(issue.pk)


def distributed_issue(**given: Any) -> Issue:
    issue = signed_issue(**given)
    actions.distribute(issue, by=actor("editor1"))
    return fresh(issue.pk)
