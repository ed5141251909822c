"""The feed of changes: scoped, in order, from a number on, the same as what webhooks bring."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.api.openapi import document
from anlan.api.telling import LISTED_ONLY, readable
from anlan.api.tests.callers import caller
from anlan.hooks import events
from anlan.hooks.kinds import NEVER_TOLD, tellable
from anlan.lifecycle.flow import FLOWS
from anlan.testing import actor
from anlan.testing.cases import found_hazard, record_visit

pytestmark = pytest.mark.django_db


def test_the_feed_gives_every_event_once_in_order_and_only_what_the_account_sees(city: Any) -> None:
    found_hazard("shop")
    record_visit("depot")
    found_hazard("kitchen")
    county = caller("county1", "read")

    seen, since = [], 0
    while True:
        page = county.get(f"/changes?since={since}&limit=1")
        assert county.status == 200, page
        seen += [one["event"] for one in page["events"]]
        since = page["next"]
        if since >= page["head"]:
            break

    assert seen == ["visit.record", "hazard.record"] * 2
    assert county.get(f"/changes?since={since}")["events"] == []
    assert [one["event"] for one in county.get("/changes?kinds=hazard")["events"]] == ["hazard.record"] * 2
    assert county.get("/changes?kinds=account")["code"] == "parameter.kinds"


def test_a_reader_of_a_small_area_is_told_how_far_the_feed_has_come(city: Any) -> None:
    for _n in range(3):
        record_visit("depot")
    record_visit("shop")

    first = events.changes(actor("county1"), readable(), since=0, scanned=2)
    rest = events.changes(actor("county1"), readable(), since=first.next, scanned=2)

    assert (list(first.events), first.next < first.head) == ([], True)
    assert [one["event"] for one in rest.events] == ["visit.record"]
    assert rest.next == rest.head


def test_every_kind_that_the_api_offers_can_be_told_and_no_other() -> None:
    assert set(tellable()) == set(readable())
    assert not NEVER_TOLD - set(FLOWS)
    paths = {path for path, one in document()["paths"].items() if "get" in one}
    for kind, one in readable().items():
        assert (one.address == "") or one.address.format("{id}") in paths, kind
    assert not {f"/api/v1/{path}/{{id}}" for path in LISTED_ONLY} & paths
