"""The list of hollow texts: by rule, area and days, within the reader's scope, opened, as a file and over the API."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from anlan.hazards.hollow import Rule
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.quality import texts
from anlan.testing import NOON, actor, claimed_hazard, record_hazard, sign_in

pytestmark = pytest.mark.django_db
WORDS = "二层东侧疏散通道堆放纸箱"


@pytest.fixture
def written(city):
    """Return hazards by what is wrong with their words, of one county; one of another beside them."""
    with clock.at(NOON):
        found = {
            "sound": record_hazard("shop", description="二层西侧配电箱门缺失，导线裸露"),
            "vague": record_hazard("shop", description="员工安全意识不强"),
            "far": record_hazard("depot", by="dept2", description="无人落实安全责任"),
            "echo": claimed_hazard("shop", description="消防通道内堆放纸箱杂物"),
            **{f"again{n}": record_hazard("shop", description=f"{WORDS}{'。' * n}") for n in range(3)},
        }
        yield found


def found(who: str, **query: str) -> texts.Found:
    days = Period(date(2022, 10, 1), date(2022, 10, 31))
    rule, origin = query.pop("rule", ""), query.pop("origin", "")
    return texts.found(actor(who).scope, days, query, rule=rule, origin=origin)


def test_each_rule_finds_its_own_within_the_scope(written):
    keys = {rule: {one.key for one in found("office1", rule=rule.value).words} for rule in Rule}

    assert keys[Rule.REPEATED] == {written[f"again{n}"].pk for n in range(3)}
    assert keys[Rule.VAGUE] == {written["vague"].pk, written["far"].pk}
    assert found("office1").counts[Rule.REPEATED] == 3
    assert written["sound"].pk not in {one.key for one in found("office1").words}
    assert written["far"].pk not in {one.key for one in found("county1").words}
    assert found("office1", origin=texts.SELF_CHECK).read == 0


def test_the_list_tells_reasons_opens_its_records_and_is_a_file(written, django_assert_max_num_queries):
    client = sign_in(Client(), "office1")
    query = {"from": "2022-10-01", "to": "2022-10-31", "rule": "vague"}
    client.get("/quality/hollow/", query)

    with django_assert_max_num_queries(25):
        page = client.get("/quality/hollow/", query).content.decode()
    book = openpyxl.load_workbook(BytesIO(client.get("/quality/hollow/file/", query).content))

    told = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert f"/hazards/{written['vague'].pk}/" in page
    assert f"/hazards/{written['again0'].pk}/" not in page
    assert {"员工安全意识不强", written["vague"].number} <= set(told)
    assert WORDS not in told
    assert client.get("/quality/hollow/", {"rule": "x"}).status_code == 422
    assert sign_in(Client(), "dept1").get("/quality/hollow/").status_code == 403
