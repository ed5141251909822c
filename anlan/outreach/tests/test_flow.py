"""An activity from record to verified: what counts when, who may, what is refused and leaves no trace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.figures.verification import verify
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Post
from anlan.org.roles import Role
from anlan.outreach.flow import ACTIVITY_FLOW, CAMPAIGN_FLOW
from anlan.outreach.models import Activity, ActivityState, Campaign, Household, HouseholdVisit
from anlan.outreach.tests.factories import (
    INPUTS,
    activity_input,
    area,
    launch,
    record_activity,
    refusal,
    take,
    verified_activity,
)
from anlan.search.finding import find
from anlan.search.indexing import catch_up
from anlan.testing import NOON, SINCE, TODAY, actor, person, written

YEAR = Period.year_to(TODAY)
DAY = timedelta(days=1)
ACCOUNTS = (
    "office1 county1 county2 dept1 dept2 inspector1 station1 station2 station3 leader1 editor1 system1 security1 "
    "auditor1 business1 nobody1"
).split()
COUNTED = {
    "media_item": ("outreach.media_items", 3),
    "short_video": ("outreach.short_videos", 2),
    "five_entries": ("outreach.five_entries", 1),
    "leaflet": ("outreach.leaflets", 3500),
    "sms": ("outreach.sms", 160_000),
    "household_visit": ("outreach.household_visits", 2),
}


def figure(code: str, where: str = "city") -> int:
    return evaluate(code, cut=Cut.of(area(where)), period=YEAR).count


def refused(step: str, activity: Activity, *, by: str, **given) -> AnlanError:
    """Return the refusal of a step, which must have written nothing."""
    before = written()
    with pytest.raises(AnlanError) as met:
        take(activity, step, by=by, **given)
    assert written() == before
    return met.value


@pytest.mark.parametrize("kind", sorted(COUNTED))
def test_an_activity_counts_its_quantity_once_another_person_verified_it(city, kind):
    code, quantity = COUNTED[kind]
    activity = record_activity(kind)
    assert (figure(code), figure("outreach.unverified")) == (0, 1)

    take(activity, "verify")

    assert (figure(code), figure(code, "a"), figure(code, "b")) == (quantity, quantity, 0)
    assert (figure("outreach.unverified"), figure("outreach.activities")) == (0, 1)
    assert verify().sound


@pytest.mark.parametrize("kind", sorted(INPUTS))
def test_every_kind_is_recorded_with_its_measure_word_and_channel(city, kind):
    activity = record_activity(kind)

    assert activity.measure_word
    assert activity.channel == {"sms": "sms"}.get(kind, INPUTS[kind].get("channel", "on_site"))
    assert activity.organisation.code == "station-a1"
    assert activity.is_estimated == (kind == "leaflet")


def test_the_office_above_owes_the_verification_and_the_organiser_the_correction(city):
    activity = record_activity()
    duty = Obligation.objects.open().get(case_id=activity.pk)
    assert (duty.kind, duty.owner.code, duty.sector_id) == (Kind.VERIFY_ACTIVITY, "gov-a", None)

    take(activity, "send_back", reason="没有链接")

    duty = Obligation.objects.open().get(case_id=activity.pk)
    assert (duty.kind, duty.owner.code) == (Kind.CORRECT_ACTIVITY, "station-a1")
    activity.refresh_from_db()
    assert (activity.state, activity.returned_reason) == (ActivityState.RETURNED, "没有链接")


def test_a_correction_changes_what_counts_and_waits_for_verification_again(city):
    activity = record_activity("leaflet", at=NOON - 3 * DAY)
    take(activity, "send_back", reason="数量不符")
    given = activity_input("leaflet", where="a2", quantity=9000, happened_at="2022-10-20T09:00")

    assert refused("correct", activity, by="station1", **given).code == "outreach.record"
    take(activity, "correct", by="station1", **given | {"area": area("a1")})
    take(activity, "verify")

    activity.refresh_from_db()
    assert (activity.quantity, str(activity.happened_on), activity.returned_reason) == (
        9000,
        "2022-10-20",
        "",
    )
    assert figure("outreach.leaflets") == 9000
    assert not Obligation.objects.open().filter(case_id=activity.pk).exists()
    assert verify().sound


def test_what_is_voided_was_never_there_and_an_earlier_knowledge_keeps_it(city):
    activity = verified_activity("sms", at=NOON - 2 * DAY)
    known = Entry.objects.order_by("-seq")[0].recorded_at
    assert figure("outreach.sms") == 160_000

    take(activity, "void", by="office1")

    assert figure("outreach.sms") == 0
    assert figure("outreach.activities") == 0
    past = evaluate("outreach.sms", cut=Cut.of(area("city")), period=YEAR, known_at=known)
    assert past.count == 160_000
    assert verify().sound


# -- who ---------------------------------------------------------------------------------------------------------

CITY = {"office1", "dept1", "dept2"}
WHO_MAY = {
    "record": (CITY | {"county1", "station1", "station2"}, "outreach.record"),
    "verify": ({"office1", "county1"}, "outreach.verify"),
    "send_back": ({"office1", "county1"}, "outreach.verify"),
    "correct": ({"station1", "station2"}, "outreach.correct"),
    "void": ({"office1", "county1"}, "outreach.not_superior"),
}


@pytest.mark.parametrize("step", sorted(WHO_MAY))
def test_who_may_take_a_step(city, step):
    """Owner: the station of a1; superior: county a and the city's office; stranger: everybody else."""
    allowed, code = WHO_MAY[step]
    activity = record_activity()

    for account in ACCOUNTS:
        if step == "record":
            no = refusal(lambda: record_activity(by=account))  # noqa: B023 -- called at once
        else:
            given = activity_input() if step == "correct" else {}
            no = refusal(lambda: take(activity, step, by=account, **given))  # noqa: B023 -- called at once
        told = (no.code, no.status) if no else None
        assert told == (None if account in allowed else (code, 403)), account


@pytest.mark.parametrize(("recorder", "verifier"), [("county1", "county1"), ("office1", "office1")])
def test_whoever_recorded_does_not_verify_or_void(city, recorder, verifier):
    activity = record_activity(by=recorder, where="a1")

    assert refused("verify", activity, by=verifier).code == "outreach.own_record"
    assert refused("send_back", activity, by=verifier).code == "outreach.own_record"
    assert refused("void", activity, by=verifier).code in ("outreach.own_record", "outreach.not_superior")


def test_whoever_corrected_does_not_verify(city):
    activity = record_activity(by="county1", where="a1")
    Post.objects.create(
        person=person("inspector1"), organisation=city.organisations["gov-a"], role=Role.AREA_OFFICE,
        title="second officer", area=city.areas["a"], valid_from=SINCE,
    )  # fmt: skip
    take(activity, "correct", by="inspector1", **activity_input(quantity=5))

    assert refused("verify", activity, by="county1").code == "outreach.own_record"
    assert refused("verify", activity, by="inspector1").code == "outreach.own_record"
    assert take(activity, "verify", by="office1").state == ActivityState.VERIFIED


def test_nobody_verifies_what_a_deputy_recorded_for_him(city):
    lent = Post.objects.get(person=person("county1"))
    Post.objects.create(
        person=person("county2"), organisation=lent.organisation, role=lent.role, title="deputy",
        area=lent.area, valid_from=SINCE, valid_to=TODAY, acting_for=lent,
    )  # fmt: skip
    activity = record_activity(by="county2", where="a1")

    assert activity.recorded_for_id == person("county1").pk
    assert refused("verify", activity, by="county1").code == "outreach.own_record"


def test_a_verifier_of_another_county_is_a_stranger(city):
    assert refused("verify", record_activity(), by="county2").code == "outreach.verify"


# -- evidence ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["media_item", "short_video", "five_entries", "leaflet", "other"])
def test_nothing_is_verified_that_nothing_shows(city, kind):
    activity = record_activity(kind, reference=None)

    assert refused("verify", activity, by="county1").code == "outreach.no_evidence"


@pytest.mark.parametrize("kind", ["sms", "household_visit"])
def test_a_receipt_and_doors_show_it_themselves(city, kind):
    activity = record_activity(kind, reference=None)

    assert take(activity, "verify").state == ActivityState.VERIFIED


# -- input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "changes", "field", "code"),
    [
        ("media_item", {"kind": "likes"}, "kind", "input.not_performance"),
        ("media_item", {"kind": "点赞数"}, "kind", "input.not_performance"),
        ("media_item", {"kind": "poster"}, "kind", "input.choice"),
        ("other", {"measure_word": "次转发"}, "measure_word", "input.not_performance"),
        ("other", {"measure_word": "reads"}, "measure_word", "input.not_performance"),
        ("media_item", {"channel": None}, "channel", "input.required"),
        ("media_item", {"quantity": None}, "quantity", "input.required"),
        ("media_item", {"quantity": 0}, "quantity", "input.whole"),
        ("media_item", {"quantity": "许多"}, "quantity", "input.whole"),
        ("media_item", {"venue_kind": "school"}, "venue_kind", "input.not_of_kind"),
        ("five_entries", {"venue_kind": None}, "venue_kind", "input.required"),
        ("leaflet", {"estimate_basis": None}, "estimate_basis", "input.required"),
        ("leaflet", {"counted": "counted"}, "counted", "input.choice"),
        ("sms", {"receipt_number": None}, "receipt_number", "input.required"),
        ("sms", {"quantity": 160_001}, "quantity", "input.receipt"),
        ("household_visit", {"doors": " \n、, "}, "doors", "input.required"),
        ("household_visit", {"doors": "101 13800138000"}, "doors", "input.door"),
        ("household_visit", {"doors": "x" * 81}, "doors", "input.door"),
        ("household_visit", {"doors": "\n".join(map(str, range(501)))}, "doors", "input.doors"),
        ("household_visit", {"quantity": 40}, "quantity", "input.not_of_kind"),
        ("media_item", {"title": None}, "title", "input.required"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_writes_nothing(city, kind, changes, field, code):
    given = activity_input(kind, **changes)
    before = written()

    with pytest.raises(Invalid) as met:
        door.open_case(ACTIVITY_FLOW, "record", by=actor("station1"), input=given)

    assert written() == before
    assert met.value.details["errors"][field].code == code


def test_a_receipt_of_tomorrow_and_an_activity_after_its_correction_are_refused(city):
    with pytest.raises(Refused) as met:
        record_activity("sms", receipted_on="2022-10-25")
    assert met.value.code == "outreach.receipt_date"
    activity = record_activity()
    late = activity_input(happened_at="2022-10-25T08:00")
    assert refused("correct", activity, by="station1", **late).code == "outreach.future"


# -- households --------------------------------------------------------------------------------------------------


def test_a_household_is_told_by_area_grid_cell_and_door_however_it_is_written(city):
    verified_activity("household_visit", doors="１号楼1单元101\n1号楼 1单元101、1号楼1单元102")
    verified_activity("household_visit", doors="1号楼1单元102\n1号楼1单元103")
    verified_activity("household_visit", doors="1号楼1单元101", grid_cell="W0313")

    assert Activity.objects.order_by("pk")[0].quantity == 2
    assert figure("outreach.household_visits") == 5
    assert figure("outreach.households") == 4
    assert (Household.objects.count(), HouseholdVisit.objects.count()) == (4, 5)


def test_households_of_what_is_not_verified_or_voided_do_not_count(city):
    record_activity("household_visit")
    gone = verified_activity("household_visit", doors="9-101")
    known = Entry.objects.order_by("-seq")[0].recorded_at
    take(gone, "void", by="office1")

    assert figure("outreach.households") == 0
    value = evaluate("outreach.households", cut=Cut.of(area("city")), period=YEAR, known_at=known)
    assert value.count == 1


def test_the_journal_keeps_no_door(city):
    activity = record_activity("household_visit", doors="阳光小区7号楼1203\n阳光小区7号楼1204")

    entry = Entry.objects.get(case_id=activity.pk)
    assert "阳光小区" not in entry.input
    assert "2 / SHA-256 " in entry.input


def test_a_correction_replaces_the_doors_of_a_round(city):
    activity = record_activity("household_visit")
    take(activity, "correct", by="station2", **activity_input("household_visit", doors="5-501\n5-502\n5-503"))
    take(activity, "verify")

    assert (figure("outreach.households"), figure("outreach.household_visits")) == (3, 3)
    assert verify().sound


def test_a_retry_with_the_same_doors_is_answered_and_others_are_refused(city):
    given = activity_input("household_visit")
    first = door.open_case(ACTIVITY_FLOW, "record", by=actor("station1"), input=given, key="round-0001")
    again = door.open_case(ACTIVITY_FLOW, "record", by=actor("station1"), input=given, key="round-0001")
    assert (again.replayed, again.case_id) == (True, first.case_id)

    other = given | {"doors": "8-801"}
    with pytest.raises(Conflict) as met:
        door.open_case(ACTIVITY_FLOW, "record", by=actor("station1"), input=other, key="round-0001")
    assert met.value.code == "key.reused"


# -- campaigns ---------------------------------------------------------------------------------------------------


def test_an_activity_counts_in_a_campaign_that_runs_then_and_reaches_there(city):
    campaign = launch(where="a", by="county1")

    assert record_activity(campaign=campaign).campaign_id == campaign.pk
    for changes, code in (
        ({"where": "b1", "by": "station3"}, "outreach.campaign_area"),
        ({"at": NOON - 100 * DAY}, "outreach.campaign_days"),
    ):
        with pytest.raises(Refused) as met:
            record_activity(campaign=campaign, **changes)
        assert met.value.code == code


def test_days_are_not_taken_from_under_activities_and_a_used_campaign_stays(city):
    campaign = launch()
    activity = record_activity(campaign=campaign)
    later = {"name": "百日宣传行动", "first_day": "2022-09-01", "last_day": "2022-10-01"}

    for step, given in (("amend", later), ("withdraw", {"reason": "重复"})):
        with pytest.raises(Refused) as met:
            door.apply(CAMPAIGN_FLOW, campaign.pk, step, by=actor("office1"), input=given)
        assert met.value.code == "campaign.activities"

    take(activity, "void", by="county1")
    outcome = door.apply(
        CAMPAIGN_FLOW, campaign.pk, "withdraw", by=actor("office1"), input={"reason": "重复"}
    )
    assert outcome.state == "withdrawn"
    with pytest.raises(Invalid) as met_:
        record_activity(campaign=campaign.pk)
    assert met_.value.field == "campaign"


@pytest.mark.parametrize(
    ("account", "where", "ok"),
    [
        ("office1", "city", True),
        ("county1", "a", True),
        ("dept1", "city", True),
        ("county1", "b", False),
        ("county1", "city", False),
        ("station1", "a1", False),
        ("editor1", "city", False),
        ("business1", "a1", False),
    ],
)
def test_who_launches_campaigns(city, account, where, ok):
    if ok:
        assert launch(by=account, where=where).organisation.area.code == where
    else:
        with pytest.raises(Refused) as met:
            launch(by=account, where=where)
        assert met.value.code == "outreach.launch"


def test_a_campaign_is_changed_by_its_launcher_or_an_office_above(city):
    campaign = launch(by="dept1", where="a")
    given = {"name": "更名", "first_day": "2022-09-01", "last_day": "2022-11-30"}
    allowed = {"dept1", "office1", "county1"}

    for account in (*allowed, "dept2", "county2", "station1", "leader1"):
        act = lambda: door.apply(CAMPAIGN_FLOW, campaign.pk, "amend", by=actor(account), input=given)  # noqa: B023, E731
        no = refusal(act)
        assert (no.code if no else None) == (None if account in allowed else "outreach.change"), account


def test_a_campaign_that_ends_before_it_begins_is_refused(city):
    with pytest.raises(Refused) as met:
        launch(last_day="2022-08-01")
    assert met.value.code == "campaign.days"
    assert not Campaign.objects.exists()


def test_who_sees_campaigns(city):
    launch(where="city")
    launch(where="a", by="county1")

    seen = {
        who: Campaign.objects.within(actor(who).scope).count() for who in ("station1", "station3", "editor1")
    }
    assert seen == {"station1": 2, "station3": 1, "editor1": 2}
    assert Campaign.objects.within(actor("business1").scope).count() == 0


def test_what_was_corrected_is_found_by_its_new_words(city):
    activity = record_activity(title="楼道不是充电间")
    catch_up()

    take(activity, "correct", by="station1", **activity_input(title="灶火旁边不离人"))

    rows = Activity.objects.within(actor("county1").scope)
    assert find("activity", "灶火", within=rows, limit=5) == [activity.pk]
    catch_up()
    assert find("activity", "充电间", within=rows, limit=5) == []
