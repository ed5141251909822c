"""CAP messages against the OASIS schema itself, and the feed of what is in force."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from anlan.advisories import cap
from anlan.advisories.models import Advisory
from anlan.advisories.tests.factories import approved, changed, issued, receipt
from anlan.testing import SmallCity, sign_in

pytestmark = pytest.mark.django_db
SPACES = {"c": cap.CAP, "a": cap.ATOM}


@cache
def schema() -> etree.XMLSchema:
    path = Path(__file__).parents[3] / "tests/vendor/cap/CAP-v1.2.xsd"
    return etree.XMLSchema(etree.parse(path))


def read(one: Advisory) -> Any:
    """Return the message of an advisory, valid by the schema."""
    row = Advisory.objects.select_related("area", "organisation").get(pk=one.pk)
    message = etree.fromstring(cap.message_of(row))
    schema().assertValid(message)
    return message


def texts(message: Any, *names: str) -> tuple[Any, ...]:
    return tuple(message.findtext(f".//c:{name}", namespaces=SPACES) for name in names)


@pytest.mark.parametrize(
    ("level", "severity"), [("1", "Extreme"), ("2", "Severe"), ("3", "Moderate"), ("4", "Minor")]
)
def test_every_level_is_valid_by_the_schema_with_its_severity(
    city: SmallCity, level: str, severity: str
) -> None:
    message = read(issued(level=level))

    assert texts(message, "msgType", "scope", "severity") == ("Alert", "Restricted", severity)


def test_an_advisory_with_signs_of_mark_up_is_valid_and_read_as_it_was_written(city: SmallCity) -> None:
    words = "<风> & “8级” ]]> 以上"
    message = read(issued(kind="advisory", level="", matters=words, public="yes"))

    assert texts(message, "scope", "severity", "description") == ("Public", "Unknown", words)


def test_update_and_lifting_refer_to_the_message_before(city: SmallCity) -> None:
    one = issued(minutes_ago=5)
    first = read(one)
    given = {"title": one.title, "matters": "转为更强", "measures": one.measures, "ends_at": one.ends_at,
             "level": "2", "reason": "风力加大"}  # fmt: skip
    changed(one, "update", **given)
    second = read(one)
    changed(one, "lift", reason="大风已过")
    last = read(one)

    assert [texts(message, "msgType")[0] for message in (first, second, last)] == [
        "Alert",
        "Update",
        "Cancel",
    ]
    for former, later in ((first, second), (second, last)):
        assert texts(later, "references")[0] == ",".join(texts(former, "sender", "identifier", "sent"))
        assert texts(later, "identifier") != texts(former, "identifier")


def test_the_feed_holds_what_is_open_to_all_and_in_force_and_nothing_else(city: SmallCity) -> None:
    shown, kept = issued(public="yes", title="公开的预警"), issued(title="内部的预警")
    approved(public="yes", title="未发布的预警")
    anybody = Client()

    feed = etree.fromstring(anybody.get(reverse("advisories:feed")).content)
    links = feed.xpath("a:entry/a:link/@href", namespaces=SPACES)

    assert feed.xpath("a:entry/a:title/text()", namespaces=SPACES) == ["公开的预警"]
    schema().assertValid(etree.fromstring(anybody.get(links[0]).content))
    assert anybody.get(reverse("advisories:public-cap", args=[kept.pk])).status_code == 404
    assert "公开的预警" in anybody.get(reverse("public:list", args=["warnings"])).content.decode()
    changed(shown, "lift", reason="已过")
    assert "公开的预警" not in anybody.get(reverse("advisories:feed")).content.decode()


def test_pages_show_who_is_silent_and_the_recipient_what_to_do(city: SmallCity) -> None:
    one = issued(minutes_ago=45)
    english = {"accept-language": "en"}

    office = sign_in(Client(headers=english), "office1").get(reverse("advisories:detail", args=[one.pk]))
    shop = sign_in(Client(headers=english), "business1")
    own = shop.get(reverse("advisories:detail", args=[one.pk])).content.decode()

    page = shop.get(reverse("advisories:receipt", args=[receipt(one, "shop").pk]))

    assert (page.status_code, "Measures asked for" in page.content.decode()) == (200, True)
    assert "whom to call" in office.content.decode()
    assert "Open the receipt" in own
    assert "西山区安委办" not in own
    assert "Acknowledge the warning" in shop.get("/").content.decode()
    assert sign_in(Client(), "business4").get(reverse("advisories:list")).status_code == 200


def test_who_only_received_it_sees_no_sums_of_it_and_no_part_that_is_refused_to_him(city: SmallCity) -> None:
    one, english = issued(), {"accept-language": "en"}

    theirs = sign_in(Client(headers=english), "business1").get(f"/warnings/{one.pk}/").content.decode()
    ours = sign_in(Client(headers=english), "office1").get(f"/warnings/{one.pk}/").content.decode()

    for part in ('class="figs"', "whom to call", "/studies/of/"):
        assert (part in theirs, part in ours) == (False, True), part
