"""Numbers: given at signing, in turn, never twice, also when two sign at the same instant."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection

from anlan.bulletins import actions, numbering
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.freeze import freeze
from anlan.bulletins.models import Counter, Issue
from anlan.kernel.errors import AnlanError, Invalid
from anlan.lifecycle import door
from anlan.testing import TODAY, actor, many_hazards
from anlan.testing.issues import drafted_issue, fresh, reviewed_issue, signed_issue, the_series


def test_numbers_follow_one_another_in_their_series_and_year(city):
    numbers = [(issue.year, issue.number) for issue in (signed_issue(), signed_issue(), signed_issue())]

    assert numbers == [(2022, 1), (2022, 2), (2022, 3)]


def test_each_series_counts_for_itself(city):
    signed_issue()

    assert signed_issue(run=the_series("weekly")).number == 1


def test_a_special_series_counts_beside_its_series(city):
    run = the_series()
    special = run.specials.create(name="专刊", name_en="Special", first_on=TODAY)
    numbering.begin(run, year=2022, after=48)
    numbering.begin(run, year=0, after=31, special=special)

    issues = [signed_issue(special=special.pk), signed_issue(), signed_issue(special=special.pk)]

    assert [(issue.number, issue.special_number) for issue in issues] == [(49, 32), (50, None), (51, 33)]


def test_a_refused_signature_takes_no_number(city, monkeypatch):
    issue = reviewed_issue()
    stale = freeze(issue)
    door.apply(
        BULLETIN_FLOW, issue.pk, "ask_waiver", by=actor("editor1"),
        input={"kind": "claim", "subject": "x", "reason": "for the test"},
    )  # fmt: skip

    with pytest.raises(AnlanError, match="changed while it was made ready"):
        door.apply(BULLETIN_FLOW, issue.pk, "sign", by=actor("signer1"), input={"frozen": stale})

    assert not Counter.objects.exists()
    actions.sign(fresh(issue.pk), by=actor("signer1"))
    assert fresh(issue.pk).number == 1


def test_a_counter_in_use_does_not_begin_anew(city):
    issue = signed_issue()

    with pytest.raises(Invalid, match="signed under this counter"):
        numbering.begin(issue.series, year=2022, after=10)


def test_the_next_numbers_are_told_without_taking_them(city):
    run = the_series()
    numbering.begin(run, year=2022, after=48)

    assert numbering.upcoming(run, None, 2022) == (49, None)
    assert numbering.upcoming(run, None, 2022) == (49, None)
    assert signed_issue().number == 49


def test_no_number_is_missing(city):
    issue = signed_issue()
    signed_issue()

    assert numbering.gaps(issue.series, 2022) == []


def test_two_who_sign_at_the_same_instant_get_two_numbers_in_a_row(settled):
    """Several threads with their own connections, released together: unique and gapless on both engines."""
    many_hazards(2)
    run = the_series()
    special = run.specials.create(name="专刊", name_en="Special", first_on=TODAY.replace(year=2020))
    issues = [_reviewed(run, special.pk) for _n in range(6)]
    ready = [(issue.pk, freeze(issue)) for issue in issues]
    start, faults = Barrier(len(ready)), []

    def sign(key: int, frozen) -> None:
        try:
            start.wait(20)
            door.apply(BULLETIN_FLOW, key, "sign", by=actor("signer1"), input={"frozen": frozen})
        except Exception as error:  # noqa: BLE001 -- told by the assertion below
            faults.append(error)
        finally:
            connection.close()

    threads = [Thread(target=sign, args=one) for one in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert faults == []
    given = sorted(Issue.objects.values_list("number", "special_number"))
    assert given == [(n, n) for n in range(1, 7)]
    assert Counter.objects.get(series=run, special=None).last == 6


def _reviewed(run, special: int) -> Issue:
    from anlan.kernel import clock
    from anlan.testing.issues import step

    issue = drafted_issue(run=run, special=special, on=clock.today())
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")
    return fresh(issue.pk)
