"""Pages of forms: entered by typing and by workbook, filled on the clerk's page, added up, their burden."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.kernel import clock
from anlan.org.scope import EVERYTHING
from anlan.reporting import burden, formbook
from anlan.reporting.form_models import FormVersion
from anlan.reporting.models import Due, ReportValue
from anlan.reporting.tests.factories import FIELDS, a_day, a_form, at, form_input, fresh, take, weekly_due
from anlan.testing import TODAY, sign_in

pytestmark = pytest.mark.django_db


def get(client: Any, who: str, name: str, /, *args: Any, now: Any = None, **query: Any) -> Any:
    with clock.at(now or at(15, 40)):
        return sign_in(client, who).get(reverse(f"reporting:{name}", args=args), query)


def post(client: Any, who: str, name: str, /, *args: Any, now: Any = None, **given: Any) -> Any:
    with clock.at(now or at(15, 41)):
        return sign_in(client, who).post(reverse(f"reporting:{name}", args=args), given, follow=True)


def sent_form(**changes: Any) -> dict[str, str]:
    """Return a form as the page sends it."""
    told = form_input(**changes)
    flat = {name: str(value) for name, value in told.items() if name != "fields"} | {"takes_zero": "yes"}
    for place, one in enumerate(told["fields"]):
        for name, value in one.items():
            flat[f"fields.{place}.{name}"] = "yes" if value is True else str(value)
    return flat


def test_the_office_enters_a_form_by_typing_and_reads_it_back(city: Any, client: Any) -> None:
    assert get(client, "office1", "form-new").status_code == 200

    done = post(client, "office1", "form-new", **sent_form(), key="a-key-of-the-page")
    again = post(client, "office1", "form-new", **sent_form(), key="a-key-of-the-page")

    assert (done.status_code, again.status_code) == (200, 200)
    row = FormVersion.objects.get(code="weekly")
    assert [one["code"] for one in row.fields] == [one["code"] for one in FIELDS]
    shown = get(client, "office1", "form", "weekly").content.decode()
    assert "工作进展周报" in shown
    assert "剩余隐患 · " in shown  # the figure that a field is bound to, by its name


def test_a_refused_form_keeps_what_was_typed_and_says_where_it_is_wrong(city: Any, client: Any) -> None:
    sent = sent_form() | {"fields.2.most": "-5", "name": ""}

    refused = post(client, "office1", "form-new", **sent)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="-5"' in page
    assert "平方千米" in page
    assert page.count("field-error") == 2
    assert not FormVersion.objects.filter(code="weekly").exists()


def test_more_fields_are_asked_for_without_losing_any(city: Any, client: Any) -> None:
    page = post(client, "office1", "form-new", **sent_form(), more="1").content.decode()

    assert page.count("-label_en") >= len(FIELDS) + 3
    assert "工作进展周报" in page
    assert not FormVersion.objects.filter(code="weekly").exists()


def test_places_put_fields_in_order_and_an_emptied_field_goes(city: Any, client: Any) -> None:
    sent = sent_form() | {"fields.1.order": "1", "fields.0.order": "20"}
    sent = {name: value for name, value in sent.items() if not name.startswith("fields.3.")}

    post(client, "office1", "form-new", **sent)

    codes = [one["code"] for one in FormVersion.objects.get(code="weekly").fields]
    assert codes == ["progress", "open_hazards", "closed_plants", "stage", "next_check", "has_plan"]


def test_a_workbook_goes_out_and_comes_in_again_as_the_same_form(city: Any, client: Any) -> None:
    a_form()
    answer = get(client, "office1", "form-workbook", "weekly")
    assert "form-weekly-1.xlsx" in answer["Content-Disposition"]

    file = SimpleUploadedFile("form.xlsx", answer.content)
    page = post(client, "office1", "form-new", file=file)

    shown = page.content.decode()
    assert page.status_code == 200
    given = dict(
        re.findall(
            r'<input class="form-control" type="text" id="[^"]*" name="([^"]*)"[^>]* value="([^"]*)"', shown
        )
    )
    assert given["code"] == "weekly"
    assert given["fields.3.unit"] == "平方千米"
    assert "half=过半/Half; done=完成/Done" in shown
    assert "field-error" not in shown


@pytest.mark.parametrize("body", [b"", b"not a sheet", b"a,b\n1,2\n"])
def test_a_file_that_holds_no_form_is_refused_with_what_is_missing(
    city: Any, client: Any, body: bytes
) -> None:
    page = post(client, "office1", "form-new", file=SimpleUploadedFile("x.csv", body))

    assert page.status_code in (200, 422)
    if body:
        assert page.status_code == 422
        assert "字段代码" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "reads", "enters"),
    [
        ("office1", 200, 200),
        ("county1", 200, 200),
        ("leader1", 200, 403),
        ("dept1", 403, 403),
        ("station1", 403, 403),
    ],
)
def test_who_opens_the_forms(city: Any, client: Any, who: str, reads: int, enters: int) -> None:
    for name in ("forms", "burden", "burden-workbook"):
        assert get(client, who, name).status_code == reads, name
    for name in ("form", "form-workbook", "form-values", "form-values-workbook"):
        assert get(client, who, name, "daily").status_code == reads, name
    assert get(client, who, "form-new").status_code == enters
    assert get(client, who, "form-version", "daily").status_code == (200 if who == "office1" else 403)


def test_the_clerk_fills_the_form_and_a_refusal_keeps_every_word(city: Any, client: Any) -> None:
    a_form()
    due = weekly_due("fire")
    page = get(client, "dept1", "detail", due.pk).content.decode()
    assert 'name="values.closed_plants"' in page
    assert 'name="differences.open_hazards.value"' in page

    sent = {"form_version": "1", "values.progress": "Two plants", "values.closed_plants": "-2",
            "differences.open_hazards.value": "5", "differences.open_hazards.reason": ""}  # fmt: skip
    refused = post(client, "dept1", "take", due.pk, "report", **sent)

    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "Two plants" in shown
    assert 'value="-2"' in shown
    assert shown.count("field-error") == 2
    done = post(client, "dept1", "take", due.pk, "report", **(sent | {
        "values.closed_plants": "2", "differences.open_hazards.reason": "On paper still"}))  # fmt: skip
    assert fresh(due).number in done.content.decode()
    assert "On paper still" in get(client, "dept1", "detail", due.pk).content.decode()
    assert ReportValue.objects.get(due=due, field="closed_plants").number == 2


def test_a_page_opened_before_a_new_version_loses_nothing(city: Any, client: Any) -> None:
    a_form()
    due = weekly_due("fire", TODAY + timedelta(days=1))
    a_form(
        fields=[FIELDS[1], {"code": "trouble", "label": "困难", "type": "text"}],
        first_day=TODAY + timedelta(days=1),
    )
    tomorrow = at(9, day=TODAY + timedelta(days=1))

    sent = {"form_version": "1", "values.progress": "Two plants", "values.closed_plants": "7"}
    refused = post(client, "dept1", "take", due.pk, "report", now=tomorrow, **sent)

    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Two plants" in shown
    assert "closed_plants: 7" in shown
    assert 'name="values.trouble"' in shown
    assert 'name="form_version" value="2"' in shown


def test_an_old_report_is_shown_in_the_form_in_which_it_was_sent(city: Any, client: Any) -> None:
    a_form()
    due = weekly_due("fire")
    take(due, "report", now=at(9), situation="", values={"progress": "As planned", "stage": "half"})
    a_form(fields=[FIELDS[1]], first_day=TODAY + timedelta(days=1))

    shown = get(client, "dept1", "detail", due.pk, now=at(9, day=TODAY + timedelta(days=2))).content.decode()

    assert "过半" in shown
    assert "As planned" in shown


def test_values_are_added_up_by_unit_and_by_month_each_axis_by_itself(city: Any, client: Any) -> None:
    a_form()
    for unit, plants in (("fire", 2), ("gas", 3)):
        take(weekly_due(unit), "report", now=at(15), situation="",
             values={"progress": "x", "closed_plants": plants, "area_covered": "0.25", "stage": "half"})  # fmt: skip

    by_unit = get(client, "office1", "form-values", "weekly").content.decode()
    by_month = get(client, "office1", "form-values", "weekly", by="month").content.decode()

    for page in (by_unit, by_month):
        assert re.search(r">\s*5\s*<", page)
        assert re.search(r">\s*0\.5\s*<", page)
    assert "2022-10" in by_month
    assert (
        get(
            client, "office1", "form-values", "weekly", **{"from": "2022-10-25", "to": "2022-10-24"}
        ).status_code
        == 422
    )
    assert get(client, "office1", "form-values", "none").status_code == 404


def test_the_time_is_the_servers_and_a_forged_token_tells_nothing(city: Any, client: Any) -> None:
    dues = a_day()
    page = get(client, "county1", "detail", dues["gov-a"].pk, now=at(15)).content.decode()
    token = re.search(r'name="opened" value="([^"]+)"', page)
    assert token is not None

    post(
        client,
        "county1",
        "take",
        dues["gov-a"].pk,
        "report",
        now=at(15, 0, 42),
        situation="x",
        opened=token[1],
    )
    post(client, "county2", "take", dues["gov-b"].pk, "report", now=at(15, 1), situation="x", opened=token[1])
    take(dues["gov-zone"], "report", now=at(15, 1), client_seconds=86_000)
    take(dues["fire"], "zero", now=at(15, 1), opened="forged")

    told = {
        unit: (fresh(due).seconds, fresh(due).seconds_by, fresh(due).typed_fields)
        for unit, due in dues.items()
    }
    assert told["gov-a"] == (42, "server", 1)
    assert told["gov-b"] == (None, "", 1)
    assert told["gov-zone"] == (3_600, "client", 1)
    assert told["fire"] == (None, "", 0)


def test_the_burden_is_told_of_groups_and_never_of_fewer_than_three(city: Any, client: Any) -> None:
    dues = a_day()
    for unit, seconds in (("gov-a", 10), ("gov-b", 30), ("gov-zone", 50), ("fire", 20)):
        with clock.at(at(15)):
            token = burden.token(dues[unit], at(15))
        take(
            dues[unit],
            "report",
            now=at(15) + timedelta(seconds=seconds),
            opened=token,
            values={"incidents": 0},
        )

    found = {one.group: one for one in burden.burdens(EVERYTHING, TODAY, TODAY)}

    assert (found["area"].units, found["area"].median_fields, found["area"].median_seconds) == (3, 2, 30)
    assert (found["department"].median_fields, found["department"].median_seconds) == (None, None)
    page = get(client, "office1", "burden").content.decode()
    assert "30" in page
    for due in Due.objects.select_related("organisation"):
        assert due.organisation.name not in page


@pytest.mark.parametrize(
    ("counts", "expected"),
    [({}, None), ({3: 1}, 3), ({1: 2, 9: 1}, 1), ({1: 1, 2: 1}, 1.5), ({0: 5, 4: 5}, 2)],
)
def test_a_median_of_counts(counts: dict[int, int], expected: float | None) -> None:
    assert burden.median(Counter(counts)) == expected


def test_a_list_of_forms_costs_the_same_however_many(
    city: Any, client: Any, django_assert_max_num_queries: Any
) -> None:
    for code in ("weekly", "monthly-a", "monthly-b"):
        a_form(code=code)
    formbook.newest(TODAY)
    sign_in(client, "office1")

    with clock.at(at(15)), django_assert_max_num_queries(9):
        assert client.get(reverse("reporting:forms")).status_code == 200
