"""Saved views: own ones are kept in order under names of their own, shared ones are seen by colleagues."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.listings.models import MOST_VIEWS, SavedView
from anlan.testing import sign_in

LIST = "/visits/"


@pytest.fixture
def client(city) -> Client:
    return visitor("county1")


def visitor(name: str) -> Client:
    client = sign_in(Client(), name)
    client.cookies["django_language"] = "en"
    return client


def save(client: Client, name: str = "Fire", query: str = "sector=fire", page: str = "visits", **more: str):
    return client.post(
        reverse("listings:save-view"), {"page": page, "name": name, "query": query, **more}, follow=True
    )


def change(client: Client, view: SavedView, act: str, **more: str):
    return client.post(reverse("listings:change-view", args=[view.pk]), {"act": act, **more}, follow=True)


def above_the_list(client: Client) -> list[str]:
    """Return the names of the views above the list of visits."""
    text = client.get(LIST + "?mode=random").content.decode()
    inside = text.partition('class="views"')[2].partition("</nav>")[0]
    chips = [part.partition(">")[2] for part in inside.split('<a class="view"')[2:]]
    return [chip.partition("<")[0].strip() for chip in chips]


def test_a_saved_view_stands_above_its_list_and_opens_it(client):
    answer = save(client, query="to=2022-10-24&sector=fire&before=12&nonsense=1&print=1&sort=day&area=")

    view = SavedView.objects.get()
    assert view.query == "sector=fire&sort=day&to=2022-10-24"
    assert answer.redirect_chain == [(f"{LIST}?{view.query}", 302)]
    text = answer.content.decode()
    assert f'href="{LIST}?sector=fire&amp;sort=day&amp;to=2022-10-24" aria-current="true">Fire' in text
    assert "Save this view" not in text


def test_a_list_without_filter_and_views_shows_no_chips(client):
    assert 'class="views"' not in client.get(LIST).content.decode()
    assert "Save this view" in client.get(LIST + "?mode=random").content.decode()


def test_a_name_is_taken_once_a_list(client):
    save(client)
    save(client, page="premises")
    answer = save(client, query="sector=gas")

    assert answer.status_code == 409
    assert "You already have a view called “Fire” on this list." in answer.content.decode()
    assert 'value="sector=gas"' in answer.content.decode()
    assert SavedView.objects.count() == 2
    assert save(visitor("county2")).status_code == 200


@pytest.mark.parametrize(
    ("name", "query", "reason"),
    [
        ("", "sector=fire", "Give the view a name"),
        ("x" * 41, "sector=fire", "Give the view a name"),
        ("a\x00b", "sector=fire", "Give the view a name"),
        ("Fire", "", "Choose a filter first"),
        ("Fire", "nonsense=1", "Choose a filter first"),
        ("Fire", "q=" + "消" * 300, "too long to be saved"),
    ],
)
def test_what_cannot_be_saved_is_told_and_kept_in_the_form(client, name, query, reason):
    answer = save(client, name=name, query=query)

    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not SavedView.objects.exists()


def test_there_is_an_end_to_views(client):
    for number in range(MOST_VIEWS):
        save(client, name=f"View {number}")

    answer = save(client, name="One more")

    assert answer.status_code == 422
    assert "You already keep 30 views of this list." in answer.content.decode()
    assert SavedView.objects.count() == MOST_VIEWS


def test_an_unknown_list_is_refused(client):
    assert save(client, page="nowhere").status_code == 404


def test_views_are_put_first_renamed_and_deleted(client):
    for name in ("One", "Two", "Three"):
        save(client, name=name)
    two, three = (SavedView.objects.get(name=name) for name in ("Two", "Three"))

    change(client, three, "first")
    change(client, two, "first")
    assert above_the_list(client) == ["Two", "Three", "One"]

    change(client, three, "rename", name="Drei")
    change(client, two, "delete")
    assert above_the_list(client) == ["Drei", "One"]


def test_a_new_name_must_be_free(client):
    save(client, name="One")
    save(client, name="Two")

    answer = change(client, SavedView.objects.get(name="Two"), "rename", name="One")

    assert answer.status_code == 409
    assert "already have a view called “One”" in answer.content.decode()
    assert above_the_list(client) == ["One", "Two"]


def test_a_shared_view_is_seen_by_colleagues_only_and_changed_by_its_owner_only(city):
    owner, colleague, stranger = (visitor(name) for name in ("station1", "station2", "county1"))
    save(owner, name="Ours", shared="1")
    save(owner, name="Mine", query="sector=gas")
    save(colleague, name="Theirs", query="mode=random")
    ours = SavedView.objects.get(name="Ours")

    assert above_the_list(owner) == ["Ours", "Mine"]
    assert above_the_list(colleague) == ["Theirs", "Ours"]
    assert above_the_list(stranger) == []
    for act in ("rename", "delete", "first", "unshare"):
        assert change(colleague, ours, act, name="x").status_code == 404

    change(owner, ours, "unshare")
    assert above_the_list(colleague) == ["Theirs"]
    change(owner, ours, "share")
    assert above_the_list(colleague) == ["Theirs", "Ours"]


def test_the_page_of_views_tells_what_to_do_when_empty(client):
    assert "No saved view yet" in client.get(reverse("listings:views")).content.decode()
    save(client)
    text = client.get(reverse("listings:views")).content.decode()
    assert 'value="Fire"' in text
    assert f'href="{LIST}?sector=fire"' in text
