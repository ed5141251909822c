"""What went wrong is told with its reason and the way on, never with a traceback."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("anlan.web.tests.doors")]

CASES = [
    ("/damaged/", 400, "damaged or incomplete"),
    ("/denied/", 403, "None of your present posts"),
    ("/nowhere/", 404, "Nothing that you may see"),
    ("/refused/", 409, "The photo after &lt;rectification&gt; is missing"),
    ("/fault/", 500, "unexpected fault"),
]


@pytest.fixture
def browser(client):
    client.raise_request_exception = False
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.mark.parametrize(("address", "status", "reason"), CASES, ids=[str(case[1]) for case in CASES])
def test_a_page_tells_the_reason_and_what_to_do(browser, address, status, reason):
    response = browser.get(address)

    page = response.content.decode()
    assert response.status_code == status
    assert reason in page
    assert "What you can do" in page
    assert "<html" in page
    assert "Traceback" not in page
    assert "secret detail" not in page


@pytest.mark.parametrize(("address", "status", "reason"), CASES, ids=[str(case[1]) for case in CASES])
def test_htmx_gets_a_fragment_for_the_notices(browser, address, status, reason):
    response = browser.get(address, headers={"hx-request": "true"})

    page = response.content.decode()
    assert response.status_code == status
    assert response["HX-Retarget"] == "#notices"
    assert reason in page
    assert "<html" not in page


def test_the_code_of_a_refusal_is_shown_for_whoever_reports_it(browser):
    assert "hazard.no_photo" in browser.get("/refused/").content.decode()


def test_a_fault_is_not_swallowed(client):
    with pytest.raises(ValueError, match="secret detail"):
        client.get("/fault/")


def test_a_fault_is_answered_without_the_database(client, django_assert_num_queries):
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        assert client.get("/fault/").status_code == 500
