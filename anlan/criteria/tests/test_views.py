"""Pages of the criteria."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.criteria.models import Criterion, CriterionPack
from anlan.testing import sign_in


@pytest.fixture
def reader(city) -> Client:
    client = sign_in(Client(), "business1")
    client.cookies["django_language"] = "en"
    return client


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def part(page: str, after: str, before: str = "") -> str:
    rest = page[page.index(after) :]
    return rest[: rest.index(before)] if before else rest


def test_documents_stand_by_their_time_in_force(reader):
    page = body(reader, reverse("criteria:list"))

    now = part(page, "<h2>In force", "<h2>Not yet in force")
    ahead = part(page, "<h2>Not yet in force")
    assert "安监总管三〔2017〕121号" in now
    assert "GB 35181-2017" in now
    assert "建城规〔2023〕4号" in ahead
    assert "No longer in force" not in page


def test_another_day_puts_them_elsewhere(reader):
    page = body(reader, reverse("criteria:list") + "?on=2026-10-01")

    assert "AQ 3067-2026" in part(page, "<h2>In force", "<h2>No longer in force")
    assert "安监总管三〔2017〕121号" in part(page, "<h2>No longer in force")


def test_how_complete_a_document_is_stands_beside_it(reader):
    page = body(reader, reverse("criteria:list"))

    for code, word in (
        ("chemicals-2017", "complete"),
        ("fire-2017", "in part"),
        ("fire-2025", "to be loaded"),
    ):
        pack = CriterionPack.objects.get(code=code)
        assert word in part(page, reverse("criteria:detail", args=[pack.pk]), "</tr>")


def test_a_sector_shows_its_documents_and_what_holds_for_all(reader):
    page = body(reader, reverse("criteria:list") + "?sector=gas")

    assert "安监总局令第16号" in part(page, "<h2>In force", "<h2>Not yet in force")
    assert "建城规〔2023〕4号" in page
    assert "GB 35181-2017" not in page
    assert "No document is in force" in body(reader, reverse("criteria:list") + "?sector=gas&on=2007-01-01")


def test_a_search_leads_to_the_article(reader):
    criterion = Criterion.objects.get(pack__code="chemicals-2017", article="第七条")

    page = body(reader, reverse("criteria:list") + "?q=万向管道")

    assert f"{reverse('criteria:detail', args=[criterion.pack_id])}#c-{criterion.pk}" in page
    assert criterion.text in page
    assert "No article holds these words" in body(reader, reverse("criteria:list") + "?q=无此词")


@pytest.mark.parametrize("query", ["?on=yesterday", "?sector=nowhere", "?q=" + "x" * 61])
def test_an_address_that_makes_no_sense_is_refused(reader, query):
    assert reader.get(reverse("criteria:list") + query).status_code == 422


def test_a_document_shows_its_articles_and_its_successor(reader):
    pack = CriterionPack.objects.get(code="chemicals-2017")

    page = body(reader, reverse("criteria:detail", args=[pack.pk]))

    assert page.count('<li id="c-') == 20
    assert "全压力式液化烃储罐未按国家标准设置注水措施。" in page
    assert "AQ 3067-2026" in page
    assert "Major hazards of chemical" in page


def test_a_document_without_text_says_so(reader):
    pack = CriterionPack.objects.get(code="chemicals-2026")

    page = body(reader, reverse("criteria:detail", args=[pack.pk]))

    assert "The text is not loaded" in page
    assert "not in force yet" in page


def test_a_document_that_is_not_there_is_not_found(reader):
    assert reader.get(reverse("criteria:detail", args=[10**6])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("business1", 200), ("leader1", 200), ("auditor1", 403), ("nobody1", 403)]
)
def test_whoever_reads_hazards_reads_the_criteria(city, who, status):
    client = sign_in(Client(), who)

    assert client.get(reverse("criteria:list")).status_code == status
    pack = CriterionPack.objects.order_by("pk").first()
    assert pack is not None
    assert client.get(reverse("criteria:detail", args=[pack.pk])).status_code == status


def test_a_page_costs_few_queries(reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        body(reader, reverse("criteria:list") + "?q=有限空间")
