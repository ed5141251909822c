"""Pages of the digest: the list, one digest, its files, the panel of the board."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.digests.jobs import make_digests
from anlan.digests.models import Digest, Edition
from anlan.kernel import clock
from anlan.reporting.tests.factories import a_day, at, take
from anlan.testing import TODAY, sign_in

PART = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def digest(city: Any) -> Any:
    with clock.at(at(9)):
        dues = a_day()
    take(dues["gov-a"], "zero", now=at(15))
    with clock.at(at(16, 30)):
        make_digests()
    with clock.at(at(17)):
        yield Digest.objects.get()


def test_the_list_shows_the_day_and_leads_to_it(
    client: Any, digest: Digest, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, "office1")

    with django_assert_max_num_queries(16):
        page = client.get("/digests/").content.decode()

    assert digest.number in page
    assert f"/digests/{digest.pk}/" in page


def test_a_digest_is_shown_with_its_files(client: Any, digest: Digest) -> None:
    sign_in(client, "office1")

    page = client.get(f"/digests/{digest.pk}/").content.decode()
    files = {
        form: client.get(f"/digests/{digest.pk}/{form}/") for form in ("pdf", "docx", "xlsx", "txt", "html")
    }

    assert Edition.objects.get().sha256 in page
    assert all(one.status_code == 200 for one in files.values())
    assert files["pdf"].content.startswith(b"%PDF")
    assert client.get(f"/digests/{digest.pk}/exe/").status_code == 404


def test_the_office_makes_it_anew_on_the_page(client: Any, digest: Digest) -> None:
    sign_in(client, "office1")
    address = f"/digests/{digest.pk}/remake/"

    refused = client.post(address, {"reason": "", "revision": "1", "key": "a-key-of-the-page-1"})
    client.post(address, {"reason": "A unit was excused", "revision": "1", "key": "a-key-of-the-page-2"})

    page = client.get(f"/digests/{digest.pk}/").content.decode()
    assert refused.status_code == 422
    assert "A unit was excused" in page
    assert Edition.objects.count() == 2


def test_somebody_of_a_county_does_not_see_the_citys(client: Any, digest: Digest) -> None:
    sign_in(client, "county1")

    assert client.get(f"/digests/{digest.pk}/").status_code == 404
    assert digest.number not in client.get("/digests/").content.decode()


def test_the_board_shows_where_the_digest_is(client: Any, digest: Digest) -> None:
    sign_in(client, "office1")

    board = client.get("/reports/board/").content.decode()
    panel = client.get(f"/digests/panel/?day={TODAY}", headers=PART).content.decode()
    earlier = client.get("/digests/panel/?day=2022-01-03", headers=PART).content.decode()
    by_hand = client.get("/digests/panel/?day=2022-01-03")

    assert "/digests/panel/" in board
    assert f"/digests/{digest.pk}/pdf/" in panel
    assert digest.number not in earlier
    assert by_hand["Location"] == "/digests/?from=2022-01-03&to=2022-01-03"


def test_a_day_without_digest_is_made_by_the_office(client: Any, city: Any) -> None:
    sign_in(client, "office1")

    with clock.at(at(17)):
        made = client.post("/digests/make/", {"day": TODAY.isoformat(), "key": "a-key-of-the-page-1"})
        again = client.post(
            "/digests/make/", {"day": TODAY.isoformat(), "key": "a-key-of-the-page-2"}, follow=True
        )

    assert made.status_code == 302
    assert Digest.objects.count() == 1
    assert again.status_code == 200
