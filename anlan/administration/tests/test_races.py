"""Two administrators at the same moment: the second one sees what the first has done, on real commits."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection

from anlan.administration import actions
from anlan.administration.founding import found
from anlan.administration.tests.deeds import appoint, area, body, deputise, rule
from anlan.kernel.errors import Refused
from anlan.org.models import Area, Person, Post, Responsibility
from anlan.org.models.people import ADMINISTRATORS
from anlan.testing import actor, person, small_city


def at_once(*deeds: Any) -> list[Any]:
    """Do these in threads of their own that start together; return outcome or refusal of each, in order."""
    answers: list[Any] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(position: int) -> None:
        try:
            start.wait()
            answers[position] = deeds[position]()
        except Refused as refusal:
            answers[position] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def refused(answers: list[Any]) -> list[Refused]:
    return [answer for answer in answers if isinstance(answer, Refused)]


def test_two_administrators_roles_given_at_the_same_moment_end_up_with_one(own_database):
    small_city()
    office = {"organisation": body("office"), "area": area("city"), "last_day": "2099-01-01"}

    answers = at_once(
        lambda: appoint("nobody1", role="system_admin", **office),
        lambda: appoint("nobody1", role="auditor", **office),
    )

    assert len(refused(answers)) == 1
    assert Post.objects.filter(person=person("nobody1"), role__in=ADMINISTRATORS).count() == 1


def test_two_first_rulings_on_one_cell_leave_one_of_them(own_database):
    small_city()

    answers = at_once(lambda: rule("fire", "a", "gov-a"), lambda: rule("fire", "a", "gas"))

    rows = Responsibility.objects.filter(area=area("a"))
    assert None not in answers
    assert rows.count() == 1
    assert len(refused(answers)) in (
        0,
        1,
    )  # the second may also have come just after, as a ruling in its turn


def test_a_post_ended_twice_at_the_same_moment_is_ended_once(own_database):
    small_city()
    post = Post.objects.get(person__username="county1")

    def end() -> Any:
        fresh = Post.objects.select_related("area").get(pk=post.pk)
        return actions.take_post(fresh, "end", by=actor("security1"), given={"reason": "-", "last_day": ""})

    answers = at_once(end, end)

    assert len(refused(answers)) == 1
    assert Post.objects.get(pk=post.pk).ended_at is not None


def test_two_deputies_named_at_the_same_moment_leave_one(own_database):
    small_city()

    answers = at_once(
        lambda: deputise("county1", "station2", by="security1"),
        lambda: deputise("county1", "station3", by="security1"),
    )

    assert len(refused(answers)) == 1
    assert Post.objects.filter(acting_for__person__username="county1").count() == 1


def test_two_who_set_an_installation_up_at_the_same_moment_found_one_city(own_database, settings, tmp_path):
    settings.HOME = tmp_path
    given = {
        "code": "630200",
        "system_admin": "A1",
        "security_admin": "B1",
        "auditor": "C1",
        "dispatcher": "D1",
    }

    answers = at_once(lambda: found({**given, "name": "one"}), lambda: found({**given, "name": "two"}))

    assert len(refused(answers)) == 1
    assert Area.objects.count() == 1
    assert Person.objects.count() == 4
