"""What may be said about a period: zeros need every unit's report on every day, “nothing happened” needs a name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from anlan.documents.claims import CLAIMS, Kind, check
from anlan.documents.compose import compose
from anlan.documents.model import Paragraph
from anlan.documents.sections import sections
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate_all
from anlan.figures.verification import verify
from anlan.incidents.flow import OF_CATEGORY
from anlan.incidents.models import Confirmation
from anlan.incidents.register_flows import CONFIRMATION_FLOW
from anlan.incidents.tests.factories import call, confirm, take
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.periods.tests.factories import declare
from anlan.reporting import prefilled
from anlan.reporting.models import Due
from anlan.reporting.tests.factories import a_day
from anlan.reporting.tests.factories import take as report
from anlan.testing import NOON, TODAY, actor, sign_in

ON, YEAR = Period(TODAY, TODAY), Period.year_to(TODAY)
LATER = NOON + timedelta(hours=9)
NO_REPORT = "未接到生产性伤亡事故、火灾伤亡事故、较大道路交通事故和突发事件报告"


@pytest.fixture
def day(city):
    """The reports due of a day, all sent but those that a test leaves out."""
    dues = a_day()

    def send(*, without: str = "") -> None:
        for unit, due in dues.items():
            if unit != without:
                report(due, "zero", now=NOON + timedelta(hours=3), statement="all_safe")

    return send


def holds(city, code: str, where: str = "city", period: Period = ON) -> bool:
    with clock.at(LATER):
        return CLAIMS.holds(code, city.areas[where], period, Known.now())


def counts(city, period: Period = YEAR) -> dict[str, int]:
    with clock.at(LATER):
        values = evaluate_all(list(OF_CATEGORY.values()), cut=Cut.of(city.areas["city"]), period=period)
    return {code.removeprefix("incidents."): value.count for code, value in values.items()}


def test_no_report_is_said_only_when_every_unit_reported_and_nothing_came(city, day):
    assert not holds(city, "incidents.no_report")
    day()

    assert holds(city, "incidents.no_report")
    call(at=NOON + timedelta(hours=4))
    assert not holds(city, "incidents.no_report")
    assert holds(city, "incidents.no_report_fire_casualty")


def test_a_missing_unit_day_refuses_the_sentence_and_is_listed_on_the_page(city, day, client: Client):
    day(without="gov-b")

    assert not holds(city, "incidents.no_report")
    with clock.at(LATER):
        page = sign_in(client, "office1").get("/incidents/zeros/", {"from": f"{TODAY}", "to": f"{TODAY}"})
    assert page.status_code == 200
    assert "西山区安委办" in page.content.decode()


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ({"kind": "production", "deaths": 0}, ""),
        ({"kind": "production", "deaths": 0, "minor": 1}, "production_casualty"),
        ({"kind": "fire", "deaths": 0, "loss_yuan": 5_000_000}, ""),
        ({"kind": "fire", "deaths": 1}, "fire_casualty"),
        ({"kind": "traffic", "deaths": 2}, ""),
        ({"kind": "traffic", "deaths": 3}, "traffic_larger"),
        ({"kind": "emergency", "deaths": 0}, "emergency"),
        ({"kind": "disaster", "deaths": 0}, "disaster"),
        ({"kind": "disaster", "deaths": 0, "step": "drill"}, ""),
    ],
)
def test_an_incident_is_counted_in_its_category_and_in_no_other(city, given, counted):
    call(**given)

    assert {code for code, n in counts(city).items() if n} == ({counted} if counted else set())


def test_what_was_merged_or_a_false_alarm_was_never_there_and_comes_back(city):
    kept, double = call(), call(place="惠民超市")
    take(double, "merge", into=kept, reason="同一起事故重复接报")
    assert counts(city)["production_casualty"] == 1

    take(double, "unmerge", reason="确认是两起事故")
    take(kept, "dismiss", by="office1", reason="经核实为误报")
    assert counts(city)["production_casualty"] == 1
    take(kept, "restore", by="office1", reason="核实属实")
    assert counts(city)["production_casualty"] == 2


def test_what_becomes_known_later_counts_on_the_day_of_the_incident_and_not_as_known_before(city):
    incident = call(kind="traffic", deaths=2, occurred_at="2022-10-20 08:00")
    week = Period(date(2022, 10, 16), date(2022, 10, 22))
    assert counts(city, week)["traffic_larger"] == 0
    before = Known.now()

    take(incident, "count", source="hospital", deaths=3, adopt="yes", reason="伤者医治无效")

    assert counts(city, week)["traffic_larger"] == 1
    code = OF_CATEGORY["traffic_larger"]
    cut = Cut.of(city.areas["city"])
    assert evaluate_all([code], cut=cut, period=week, known=before)[code].count == 0
    assert verify().sound


def test_nothing_happened_needs_a_named_person_and_no_record_against_it(city):
    period = Period(date(2022, 10, 16), date(2022, 10, 22))
    assert not holds(city, "incidents.none_disaster", period=period)

    confirm()
    assert holds(city, "incidents.none_disaster", period=period)
    assert holds(city, "incidents.none_disaster", where="a1", period=period)
    assert not holds(city, "incidents.none_disaster", period=Period(date(2022, 10, 16), date(2022, 10, 23)))

    call(kind="disaster", deaths=0, occurred_at="2022-10-20 08:00")
    assert not holds(city, "incidents.none_disaster", period=period)


@pytest.mark.parametrize(
    ("by", "given", "reason"),
    [
        ("dept1", {}, "no right to confirm"),
        ("county1", {}, "no right to confirm"),
        ("office1", {"last_day": "2022-10-25"}, "has not passed yet"),
        ("office1", {"last_day": "2022-10-15"}, "before the first"),
        ("office1", {"category": "production_casualty", "last_day": "2022-10-24"}, "it happened"),
    ],
)
def test_a_confirmation_is_refused_with_its_reason(city, by, given, reason):
    call()

    with pytest.raises(Refused) as refused:
        confirm(by=by, at=LATER, **given)

    assert reason in str(refused.value)
    assert not Confirmation.objects.exists()


def test_a_withdrawn_confirmation_bears_nothing(city):
    outcome = confirm()
    with clock.at(LATER):
        door.apply(
            CONFIRMATION_FLOW,
            outcome.case_id,
            "withdraw",
            by=actor("office1"),
            input={"reason": "补报了灾情"},
        )

    assert not holds(city, "incidents.none_disaster", period=Period(date(2022, 10, 16), date(2022, 10, 22)))


def test_a_sentence_is_judged_over_the_days_that_it_names(city, day):
    day()
    year = Period.year_to(TODAY)

    def kinds(text: str) -> list[Kind]:
        with clock.at(LATER):
            found = check(text, area=city.areas["city"], period=year, known=Known.now())
        return [one.kind for one in found]

    assert kinds(f"市应急指挥中心{NO_REPORT}。") == [Kind.FALSE]  # of the whole year most reports are missing
    assert kinds(f"10月24日至24日，市应急指挥中心{NO_REPORT}。") == [Kind.TRUE]
    declare(city, by="office1", area="city", name="重点保障期间", first_day=f"{TODAY}", last_day=f"{TODAY}")
    assert kinds(f"重点保障期间，市应急指挥中心{NO_REPORT}。") == [Kind.TRUE]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bulletins_lead_tells_the_special_period_by_claims_or_by_numbers(city, day, language):
    def lead() -> str:
        with clock.at(LATER):
            document = compose(
                [one for one in sections("bulletin", language) if one.code == "incidents.lead"],
                area=city.areas["city"],
                period=Period.year_to(TODAY),
                language=language,
            )
        assert not document.faults
        return "".join(
            run.text for block in document.blocks if isinstance(block, Paragraph) for run in block.runs
        )

    said = "未接到" if language == "zh" else "received no report"
    nothing = "没有发生自然灾害" if language == "zh" else "no natural disaster happened"
    assert lead() == ""  # no special period ran
    declare(
        city,
        by="office1",
        area="city",
        name="重点保障期间",
        name_en="Key days",
        first_day=f"{TODAY}",
        last_day=f"{TODAY}",
    )
    assert said not in lead()
    day()
    assert said in lead()
    assert nothing not in lead()
    confirm(at=LATER, first_day=f"{TODAY}", last_day=f"{TODAY}")
    assert nothing in lead()
    call(kind="fire", at=LATER)
    assert said not in lead()


def test_a_zero_report_is_contradicted_by_an_incident_of_the_units_day_but_not_by_a_drill(city):
    dues = a_day()
    call(step="drill", kind="fire")
    with clock.at(NOON):
        assert prefilled.against_zero(dues["gov-a"]) == {}

    call(kind="fire", deaths=0, premises=city.premises["shop"].pk)
    with clock.at(NOON):
        assert prefilled.against_zero(dues["gov-a"]) == {"incidents.received": 1}
        assert prefilled.against_zero(dues["gov-b"]) == {}
        fire = Due.objects.filter(organisation=city.organisations["fire"]).first()
        assert fire is None or prefilled.against_zero(fire) == {"incidents.received": 1}
    with pytest.raises(Refused, match="incidents of that day"):
        report(dues["gov-a"], "zero", now=NOON + timedelta(hours=3), statement="all_safe")
