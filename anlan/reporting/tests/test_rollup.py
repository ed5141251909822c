"""Township → county → city: sums, the silent, what is less than those below, and each level's note."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.lifecycle import door
from anlan.reporting import rollup
from anlan.reporting.flow import NOTE_FLOW
from anlan.reporting.models import Due, RollNote
from anlan.reporting.tests.demands import lay_down, made
from anlan.reporting.tests.factories import CLERK, SAFE, at, fresh, take
from anlan.testing import TODAY, actor, record_hazard, sign_in

pytestmark = pytest.mark.django_db
TOWNS = {"station-a1": "station1", "station-b1": "station3"}


@pytest.fixture
def dues(city: Any) -> dict[str, Due]:
    CLERK.update(TOWNS)
    lay_down(city)
    lay_down(city, name="departments", group="departments")
    lay_down(city, name="townships", group="townships")
    made()
    return {due.organisation.code: due for due in Due.objects.select_related("organisation")}


def test_what_is_sent_while_somebody_below_is_silent_says_so(dues: dict[str, Due]) -> None:
    take(dues["station-a1"], "report", now=at(14))

    for step in ("report", "zero"):
        with pytest.raises(Refused, match="1 of 2 units below"):
            take(dues["gov-a"], step, now=at(15))
    assert fresh(dues["gov-a"]).received_at is None
    take(dues["gov-a"], "report", now=at(15), silent="said")
    take(dues["gov-zone"], "zero", now=at(15))  # nothing stands below it

    due = fresh(dues["gov-a"])
    assert (due.below_due, due.below_missing) == (2, 1)
    assert (fresh(dues["gov-zone"]).below_due, fresh(dues["fire"]).below_due) == (0, 0)


def test_once_all_below_have_reported_or_are_excused_nothing_has_to_be_said(dues: dict[str, Due]) -> None:
    take(dues["station-a1"], "zero", now=at(14))
    take(dues["station-a2"], "excuse", by="county1", now=at(14))

    take(dues["gov-a"], "zero", now=at(15))

    due = fresh(dues["gov-a"])
    assert (due.below_due, due.below_missing) == (1, 0)


def test_a_county_calls_and_excuses_its_townships_but_not_itself(dues: dict[str, Due]) -> None:
    take(dues["station-a2"], "call", by="county1", now=at(16, 1))
    for due, who in (
        (dues["gov-a"], "county1"),
        (dues["station-b1"], "county1"),
        (dues["station-a1"], "station1"),
    ):
        with pytest.raises(Refused, match="Only the office"):
            take(due, "excuse", by=who, now=at(16, 1))


def test_a_total_never_pretends_completeness(dues: dict[str, Due]) -> None:
    take(dues["station-a1"], "zero", now=at(14))

    told = rollup.total(rollup.lines(rollup.below(dues["gov-a"]), at(15)))

    assert (told["all"], told["sent"], told["zero_reported"], told["silent"]) == (2, 1, 1, 1)
    later = rollup.total(rollup.lines(rollup.below(dues["gov-a"]), at(17)))
    assert (later["missing"], later["silent"]) == (1, 1)


def difference(value: int) -> dict[str, Any]:
    return {"differences": {"found": {"value": value, "reason": "漏录"}}}


def test_numbers_smaller_than_those_below_are_flagged_and_taken(dues: dict[str, Due]) -> None:
    record_hazard("shop", at=at(8))
    take(dues["station-a1"], "report", now=at(14), **difference(4))
    take(dues["station-a2"], "excuse", by="county1", now=at(14))

    take(dues["gov-a"], "report", now=at(15))
    take(dues["gov-b"], "report", now=at(15), silent="said", **difference(0))

    assert rollup.from_text(fresh(dues["gov-a"]).below_more) == [("found", 1, 4)]
    assert fresh(dues["gov-b"]).below_more == ""
    take(dues["gov-a"], "amend", now=at(15, 30), **difference(5))
    assert fresh(dues["gov-a"]).below_more == ""


def test_sums_come_from_the_records_and_from_what_units_state(city: Any, dues: dict[str, Due]) -> None:
    record_hazard("shop", at=at(8))
    record_hazard("mill", at=at(8))
    take(dues["station-a1"], "report", now=at(14), **difference(3))

    with clock.at(at(15)):
        children = list(rollup.below(dues["gov-a"]))
        (found,) = rollup.sums(city.areas["a"], TODAY, "daily", children, None, ["found"])

    assert (found.own, found.below, found.is_smaller) == (2, 4, True)
    assert found.parts == {city.areas["a1"].pk: 3, city.areas["a2"].pk: 1}


def test_each_level_adds_its_note_and_says_how_many_are_missing(city: Any, dues: dict[str, Due]) -> None:
    take(dues["fire"], "zero", now=at(14))
    given = {"area": city.areas["city"].pk, "day": TODAY.isoformat(), "form": "daily", "note": "总体平稳"}

    with clock.at(at(16, 30)):
        with pytest.raises(Refused, match="4 of 5 units below"):
            door.open_case(NOTE_FLOW, "note", by=actor("office1"), input=given)
        done = door.open_case(NOTE_FLOW, "note", by=actor("office1"), input={**given, "silent": "said"})
        with pytest.raises(Refused, match="already"):
            door.open_case(NOTE_FLOW, "note", by=actor("office1"), input={**given, "silent": "said"})
        with pytest.raises(Refused, match="no right"):
            door.open_case(NOTE_FLOW, "note", by=actor("county1"), input={**given, "silent": "said"})
        with pytest.raises(Refused, match="ahead"):
            door.open_case(
                NOTE_FLOW, "note", by=actor("office1"), input={**given, "day": "2022-10-25", "silent": "said"}
            )

    note = RollNote.objects.get(pk=done.case_id)
    assert (note.due_count, note.missing_count) == (5, 4)


def test_the_page_shows_the_silent_with_their_numbers_and_takes_the_note(
    client: Any, city: Any, dues: dict[str, Due]
) -> None:
    take(dues["station-a1"], "report", now=at(14))
    take(dues["gov-a"], "report", now=at(15), silent="said")
    sign_in(client, "office1")

    with clock.at(at(17)):
        shown = client.get(reverse("reporting:roll-up"))
        county = client.get(reverse("reporting:roll-up"), {"area": "a"})
        address = reverse("reporting:note") + f"?area=city&day={TODAY}"
        refused = client.post(address, {"note": "已催报"})
        done = client.post(address, {"note": "已催报", "silent": "said"}, follow=True)
        own = client.get(reverse("reporting:detail", args=[dues["gov-a"].pk]))

    assert (shown.status_code, county.status_code, done.status_code) == (200, 200, 200)
    assert dues["gov-a"].organisation.name in shown.content.decode()
    assert dues["station-a2"].organisation.name in county.content.decode()
    assert refused.status_code >= 400
    assert "已催报" in refused.content.decode()
    assert "已催报" in done.content.decode()
    assert dues["station-a2"].organisation.name in own.content.decode()


def test_only_who_has_somebody_below_is_asked_about_the_silent(client: Any, dues: dict[str, Due]) -> None:
    with clock.at(at(15)):
        of_county = sign_in(client, "county1").get(reverse("reporting:detail", args=[dues["gov-a"].pk]))
        of_zone = sign_in(client, "zone1").get(reverse("reporting:detail", args=[dues["gov-zone"].pk]))
        sent = client.post(
            reverse("reporting:take", args=[dues["gov-zone"].pk, "zero"]),
            {**SAFE, "key": "a-key-of-the-zone"},
        )

    assert 'id="f-report-silent"' in of_county.content.decode()
    assert 'id="f-zero-silent"' in of_county.content.decode()
    assert 'name="silent"' not in of_zone.content.decode()
    assert sent.status_code == 302


@pytest.mark.parametrize(
    ("who", "code"), [("office1", 200), ("county1", 200), ("leader1", 200), ("station1", 403), ("dept1", 403)]
)
def test_who_opens_the_roll_up(client: Any, dues: dict[str, Due], who: str, code: int) -> None:
    with clock.at(at(15)):
        assert sign_in(client, who).get(reverse("reporting:roll-up")).status_code == code
