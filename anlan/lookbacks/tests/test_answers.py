"""Answers by a ledger, the office's estimate, what others and the public are told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.documents.compose import check_text
from anlan.figures.asking import asked
from anlan.hazards.models import Hazard
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.listings.sheets import SHEETS
from anlan.lookbacks.models import LookBack, Seen
from anlan.lookbacks.tests.factories import DAY, answer, closed, draw, set_rates
from anlan.org.scope import SYSTEM
from anlan.testing import NOON, actor, sign_in


@pytest.fixture
def drawn(city) -> list[LookBack]:
    """Four drawn hazards of county a and one of county b."""
    for place in ("shop", "shop", "kitchen", "mill", "depot"):
        closed(place)
    set_rates()
    draw()
    return list(LookBack.objects.select_related("hazard", "person").order_by("pk"))


def row(look: LookBack, result: str, **changes) -> dict[str, object]:
    told = {"number": look.hazard.number, "seen": result, "note": "现场复核", "at": "2022-10-26"}
    return {**told, **changes}


def test_the_list_goes_out_is_filled_in_and_comes_back(drawn, tmp_path):
    rows = [row(drawn[0], "保持"), row(drawn[1], "反弹"), row(drawn[2], "虚假整改", by="office1")]
    with clock.at(NOON + 4 * DAY):
        batch, told = taken_in(ledger(tmp_path / "a.xlsx", "lookbacks", *rows), "lookbacks")
        again, second = taken_in(ledger(tmp_path / "b.xlsx", "lookbacks", *rows), "lookbacks")

        assert (told["written"], faults(batch)) == (3, {})
        undo(batch, by=SYSTEM)

    assert {code for found in faults(batch).values() for _column, code in found} == {"lookback.stays"}
    assert (second["written"], second["same"]) == (0, 3), faults(again)
    seen = dict(LookBack.objects.answered().values_list("hazard", "seen"))
    assert list(seen.values()) == [Seen.HELD, Seen.RELAPSED, Seen.FALSE]
    assert Hazard.objects.get(pk=drawn[1].hazard_id).state == "assigned"
    assert LookBack.objects.waiting().count() == 2


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"number": "YH2022-9999999"}, ("number", "lookback.none")),
        ({"number": "第三条"}, ("number", "hazard.number")),
        ({"seen": "不清楚"}, ("seen", "input.choice")),
        ({"at": "2023-01-01"}, ("at", "at.future")),
        ({"by": "county1"}, ("", "hazard.own_case")),
        ({"by": "nobody1"}, ("by", "person.right")),
    ],
    ids=["not drawn", "no number", "no answer", "ahead", "who accepted it", "without the right"],
)
def test_a_row_that_cannot_be_is_refused_where_it_is_wrong(drawn, tmp_path, changes, fault):
    with clock.at(NOON + 4 * DAY):
        batch, told = taken_in(
            ledger(tmp_path / "a.xlsx", "lookbacks", row(drawn[0], "保持", **changes)), "lookbacks"
        )

    found = faults(batch)[2]
    assert told["written"] == 0
    assert fault[0] in {column for column, _code in found}
    assert LookBack.objects.answered().count() == 0


def test_the_export_has_the_columns_of_the_ledger(drawn):
    labels = [str(column.label) for column in SHEETS["lookbacks"].columns()]
    query = {"state": "waiting"}
    keys = list(SHEETS["lookbacks"].rows(actor("county1"), query).values_list("pk", flat=True))
    lines = dict(SHEETS["lookbacks"].teller()(keys))

    assert (
        labels[:5]
        == [
            "Hazard number",
            "What was seen",
            "What was looked at",
            "Looked back at",
            "Looked back by",
        ]
        or labels[0] == "隐患编号"
    )
    assert {line[0] for line in lines.values()} == {look.hazard.number for look in drawn[:4]}


def estimate_page(client: Client, who: str, **query: str):
    return sign_in(client, who).get(reverse("lookbacks:estimate"), query)


def test_the_office_sees_reported_and_true_rate_with_its_interval(drawn):
    for number, (look, result) in enumerate(
        zip(drawn[:4], ("cleared", "cleared", "still", "false"), strict=True)
    ):
        answer(look, result, seed=50 + number)

    page = estimate_page(Client(headers={"accept-language": "en"}), "office1").content.decode()

    assert "50.0%" in page  # 2 of 4 of county a held; county b has no answer and is left out
    assert "15.0% – 85.0%" in page
    assert "1 lie in strata" in page
    assert "30.0%" in page  # reported: 3 of 5 stand as rectified


def test_the_estimate_is_for_the_office_alone_and_stands_in_no_document(drawn, city):
    answer(drawn[0], "cleared")
    code = "lookbacks.true_rate"

    for who in ("county1", "dept1", "leader1"):
        assert estimate_page(Client(), who).status_code == 403
        assert sign_in(Client(), who).get(reverse("figures:detail", args=[code])).status_code == 403
        with pytest.raises(Refused):
            asked({}, actor(who)).value(code)
    assert asked({}, actor("office1")).value(code).base
    assert sign_in(Client(), "office1").get(reverse("figures:detail", args=[code])).status_code == 200
    with pytest.raises(Invalid):
        check_text("真实整改率{lookbacks.true_rate}", city.areas["city"])


def test_the_public_sees_the_seed_at_once_and_the_list_when_it_was_due(drawn):
    sample = drawn[0].sample
    public = Client(headers={"accept-language": "en"})
    page = public.get(reverse("lookbacks:public-detail", args=[sample.pk])).content.decode()
    files = {
        what: reverse("lookbacks:public-file", args=[sample.pk, what])
        for what in ("pool", "quotas", "result")
    }

    assert sample.seed in page
    assert drawn[0].hazard.number not in page
    assert [public.get(files[what]).status_code for what in files] == [404, 200, 404]
    with clock.at(drawn[0].due_at + DAY):
        text = public.get(files["pool"]).content.decode()
    assert drawn[0].hazard.number in text
    assert drawn[0].hazard.premises.name not in text


def test_the_pages_of_samples_looks_and_rates_open(drawn):
    client = sign_in(Client(headers={"accept-language": "en"}), "office1")
    sample = drawn[0].sample
    pages = [
        reverse("lookbacks:looks"),
        reverse("lookbacks:looks") + f"?case={sample.pk}&state=waiting&kind=random",
        reverse("lookbacks:samples"),
        reverse("lookbacks:sample", args=[sample.pk]),
        reverse("lookbacks:rates"),
        reverse("lookbacks:prepare"),
        reverse("lookbacks:public"),
        reverse("hazards:detail", args=[drawn[0].hazard_id]),
    ]

    answers = [client.get(page) for page in pages]

    assert [one.status_code for one in answers] == [200] * len(pages)
    assert "5" in answers[3].content.decode()
    assert (
        client.post(reverse("lookbacks:prepare"), {"key": "twice-0001", "week": "2022-10-24"}).status_code
        == 409
    )
