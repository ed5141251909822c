"""The journal's page as the auditor and the office read it: entries with their seal, seals with their root."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.journal.models import Seal
from anlan.journal.seals import seal
from anlan.testing import NOON, many_visits, person, record_visit

JOURNAL = "/journal/"


@pytest.fixture
def sealed(city):
    """Three seals of two entries each, and one entry that waits."""
    many_visits(6)
    seal(at=NOON, most=2)
    record_visit()


@pytest.fixture
def auditor(city) -> Client:
    return opened("auditor1")


def opened(account: str) -> Client:
    """A signed-in reader who has opened the journal with a reason."""
    client = Client()
    client.force_login(person(account), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    client.post(reverse("access:open", args=["journal"]), {"reason": "routine"})
    return client


def words(client: Client, query: str = "") -> str:
    answer = client.get(JOURNAL + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("account", ["auditor1", "office1"])
def test_auditor_and_office_read_the_seals(sealed, account):
    shown = words(opened(account), "?view=seals")

    for made in Seal.objects.all():
        assert bytes(made.root).hex() in shown
        assert bytes(made.hash).hex() in shown
        assert f'<a href="?seal={made.number}">{made.first_seq}–{made.last_seq}</a>' in shown
    assert shown.index('"?seal=3"') < shown.index('"?seal=1"'), "the newest first"


@pytest.mark.parametrize("account", ["county1", "system1", "security1", "business1"])
def test_others_do_not(sealed, account):
    client = Client()
    client.force_login(person(account), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(JOURNAL + "?view=seals").status_code == 403


def test_the_seals_are_shut_like_the_entries_until_the_register_is_opened(sealed):
    client = Client()
    client.force_login(person("auditor1"), backend="django.contrib.auth.backends.ModelBackend")

    assert bytes(Seal.objects.get(pk=1).root).hex() not in words(client, "?view=seals")


def test_an_entry_leads_to_its_seal_and_the_last_one_waits(sealed, auditor):
    shown = words(auditor)

    assert shown.count('href="?view=seals&amp;seal=') == 6
    assert shown.count('href="?view=seals&amp;seal=2"') == 2
    assert shown.count("waits</td>") == 1


def test_a_seal_leads_to_its_entries(sealed, auditor):
    shown = words(auditor, "?seal=2")

    assert shown.count('<th scope="row"') == 2
    assert '">3</th>' in shown
    assert '">4</th>' in shown


def test_one_seal_is_shown_unfolded(sealed, auditor):
    shown = words(auditor, "?view=seals&seal=2")

    assert shown.count('<th scope="row"') == 1
    assert '<details class="fold" open>' in shown
    assert '<a href="?view=seals">All seals</a>' in shown


def test_how_far_the_seals_have_come_stands_at_the_top(sealed, auditor):
    shown = words(auditor, "?view=seals")

    glance = shown[shown.index('<div class="figs">') :]
    values = [part.partition("<")[0].strip() for part in glance.split('fig-value num">')[1:]]
    assert values == ["3", "6", "1"]


def test_a_journal_without_seals_says_so(city, auditor):
    shown = words(auditor, "?view=seals")

    assert "No seal yet" in shown
    assert "No entry is sealed yet." in shown


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?view=seals&seal=99", "There is no seal of this number."),
        ("?seal=99", "No entry has this case number"),
    ],
)
def test_a_seal_that_there_is_not_is_told(sealed, auditor, query, told):
    assert told in words(auditor, query)


@pytest.mark.parametrize("query", ["?view=all", "?seal=x", "?seal=-1", "?view=seals&before=x"])
def test_what_cannot_be_asked_is_refused(sealed, auditor, query):
    assert auditor.get(JOURNAL + query).status_code == 422


def test_seals_are_paged_by_key(city, auditor):
    many_visits(60)
    seal(at=NOON, most=1)

    first = words(auditor, "?view=seals")
    second = words(auditor, "?view=seals&before=11")

    assert "?view=seals&amp;before=11" in first
    assert second.count('<th scope="row"') == 10


def test_the_page_costs_the_same_with_many_seals(city, auditor, django_assert_max_num_queries):
    many_visits(60)
    seal(at=NOON, most=1)
    words(auditor)

    with django_assert_max_num_queries(14):
        words(auditor)
    with django_assert_max_num_queries(12):
        words(auditor, "?view=seals")
