"""The digest of a day: made once by the clock, kept as it was made, on one page, and made anew only with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from anlan.digests import actions
from anlan.digests.jobs import make_digests
from anlan.digests.making import made
from anlan.digests.models import Digest, Edition
from anlan.documents.formats import FORMATS
from anlan.documents.model import Paragraph, Text
from anlan.documents.text import render
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.org.models import Area
from anlan.org.scope import SYSTEM
from anlan.reporting.tests.factories import a_day, at, take
from anlan.testing import TODAY, actor, record_hazard

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_full_day(city: Any) -> Any:
    """The day at 16:30: a report with a wish, two zeros, one of them explained, one late, one missing."""
    with clock.at(at(9)):
        dues = a_day()
        record_hazard("shop", at=at(8))
    take(dues["gov-a"], "zero", now=at(14), explanation="Found this morning, made safe at once")
    take(dues["gov-b"], "zero", now=at(15))
    take(dues["fire"], "report", now=at(15, 30), help_wanted="A ladder truck for the old town")
    take(dues["gas"], "report", now=at(16, 5))
    return dues


def text_of(edition: Edition, language: str = "en") -> str:
    return render(edition.document(language).blocks)


def test_the_clock_makes_the_digest_at_half_past_four(a_full_day: Any) -> None:
    with clock.at(at(16, 30)):
        make_digests()
        make_digests()

    (digest,) = Digest.objects.all()
    (edition,) = Edition.objects.all()
    assert (digest.day, digest.edition, edition.by, edition.why) == (TODAY, 1, None, "")
    text = text_of(edition)
    assert "Of 5 reports due 4 are in, 2 saying that nothing happened and 1 late; 1 are not" in text
    assert "Missing: " in text
    assert "(16:05)" in text
    assert "Found this morning, made safe at once" in text
    assert "A ladder truck for the old town" in text


def test_a_worker_that_starts_before_half_past_four_leaves_today_to_its_hour(a_full_day: Any) -> None:
    for hour, minute in ((8, 0), (16, 29)):
        with clock.at(at(hour, minute)):
            make_digests()
    assert not Digest.objects.filter(day=TODAY).exists()

    with clock.at(at(16, 30)):
        make_digests()
    assert Digest.objects.filter(day=TODAY).exists()


def test_the_next_morning_makes_up_for_the_day_that_was_missed(a_full_day: Any) -> None:
    with clock.at(at(8, day=TODAY + timedelta(days=1))):
        make_digests()

    assert list(Digest.objects.values_list("day", flat=True)) == [TODAY]


def test_no_digest_is_made_of_a_day_before_the_journal_begins(a_full_day: Any) -> None:
    begun = clock.local_day(Entry.objects.order_by("seq").values_list("recorded_at", flat=True)[0])

    assert actions.make_of_the_day(begun - timedelta(days=1)) == (0, [])
    assert not Digest.objects.exists()


def test_what_comes_in_later_does_not_change_what_was_made(a_full_day: Any) -> None:
    with clock.at(at(16, 30)):
        make_digests()
    before = Edition.objects.get()

    take(a_full_day["gov-zone"], "zero", now=at(17))

    after = Edition.objects.get()
    assert after.compositions == before.compositions
    assert [FORMATS[form](after.document("zh")) for form in ("pdf", "docx", "xlsx", "txt", "html")] == [
        FORMATS[form](before.document("zh")) for form in ("pdf", "docx", "xlsx", "txt", "html")
    ]


def test_it_is_made_anew_with_a_reason_and_the_former_edition_stays(a_full_day: Any) -> None:
    with clock.at(at(16, 30)):
        make_digests()
    take(a_full_day["gov-zone"], "zero", now=at(17))
    digest = Digest.objects.get()

    with clock.at(at(18)):
        actions.remake(digest, "One more report came in", by=actor("office1"), key="a-key-of-the-page")
        again = actions.remake(
            digest, "One more report came in", by=actor("office1"), key="a-key-of-the-page"
        )

    first, second = Edition.objects.order_by("number")
    assert again.replayed
    assert (second.number, second.why) == (2, "One more report came in")
    assert "1 are not" in text_of(first)
    assert "5 are in" in text_of(second)
    assert Digest.objects.get().sha256 == second.sha256 != first.sha256


@pytest.mark.parametrize(
    ("who", "reason", "why"),
    [("office1", "", "needed|required|Fill"), ("county1", "I would rather not be named", "Only the office")],
    ids=["without a reason", "another unit"],
)
def test_making_it_anew_is_refused_and_nothing_is_written(
    a_full_day: Any, who: str, reason: str, why: str
) -> None:
    with clock.at(at(16, 30)):
        make_digests()
    digest = Digest.objects.get()

    with clock.at(at(18)), pytest.raises((Refused, Invalid), match=why):
        actions.remake(digest, reason, by=actor(who))

    assert Edition.objects.count() == 1


def test_a_day_has_one_digest_and_none_before_it_has_come(a_full_day: Any) -> None:
    city = Area.objects.get(code="city")
    with clock.at(at(16, 30)):
        make_digests()
        with pytest.raises(Refused, match="made already"):
            actions.make(city, TODAY, by=actor("office1"))
        with pytest.raises(Invalid):
            actions.make(city, TODAY + timedelta(days=1), by=SYSTEM)

    assert Edition.objects.count() == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("more", [0, 1_200], ids=["usual", "long"])
def test_it_stands_on_one_page(a_full_day: Any, language: str, more: int) -> None:
    with clock.at(at(16, 30)):
        make_digests()
    document = Edition.objects.get().document(language)
    filler = Text("某单位当日检查发现问题并督促整改。" * (more // 17))
    document = replace(document, blocks=(*document.blocks, Paragraph((filler,))))

    with pypdfium2.PdfDocument(FORMATS["pdf"](document)) as pdf:
        assert len(pdf) == 1


def test_a_digest_of_a_day_that_was_missed_says_as_of_when_it_is(a_full_day: Any) -> None:
    with clock.at(at(9, day=TODAY + timedelta(days=1))):
        ready = made(Area.objects.get(code="city"), TODAY)

    assert "09:00 on" in ready.compositions["en"]["frame"]["issue_line"]


def test_a_digest_that_is_asked_for_twice_with_one_key_is_made_once(a_full_day: Any) -> None:
    area = Area.objects.get(parent=None)
    with clock.at(at(17)):
        first = actions.make(area, TODAY, by=actor("office1"), key="a-key-of-the-page-1")
    with clock.at(at(18)):
        record_hazard("shop", at=at(17))
        again = actions.make(area, TODAY, by=actor("office1"), key="a-key-of-the-page-1")

    assert (again.case_id, again.seq, again.replayed) == (first.case_id, first.seq, True)
    assert Edition.objects.count() == 1
