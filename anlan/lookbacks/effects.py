"""What the steps of rates and samples write, and what must be so for them."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.draws.effects import commitment, is_drawable, is_made_now
from anlan.hazards.duties import sampled_look_back
from anlan.kernel import clock, draws
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import Taken
from anlan.lookbacks import lots, pools
from anlan.lookbacks.models import LookBack, Rate, RateState, Sample, SampleState
from anlan.org.models import Organisation, OrganisationKind

NAMES = (
    "first_day",
    "general_per_mille",
    "major_per_mille",
    "least",
    "strata",
    "wait_days",
    "top_up",
    "answer_days",
    "basis",
)


def rate_is_sound(_rate: None, taken: Taken) -> Decision:
    """Rates are set ahead: what was drawn by former ones stays as it was drawn."""
    assert taken.via is not None
    first = taken.input["first_day"]
    if first < clock.local_day(taken.now or taken.at):
        return denied(_("Rates begin today or later: what was drawn stays as it was"), code="lookback.past")
    if Rate.objects.filter(
        state=RateState.SET, first_day=first, organisation=taken.via.organisation_id
    ).exists():
        return denied(_("Rates from this day are set already: withdraw them first"), code="lookback.twice")
    if not taken.input["general_per_mille"] and not taken.input["major_per_mille"]:
        return denied(_("By these rates nothing would be drawn"), code="lookback.nothing")
    return ALLOWED


def rate_of(_rate: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    return {
        **{name: taken.input[name] for name in NAMES},
        "area_id": taken.via.area_id,
        "area_path": taken.via.area_path,
        "organisation_id": taken.via.organisation_id,
        "set_by_id": taken.by.person_id,
    }


def has_not_begun(rate: Any, taken: Taken) -> Decision:
    if rate.first_day <= clock.local_day(taken.now or taken.at):
        return denied(_("They have begun: set others from a later day"), code="lookback.begun")
    return ALLOWED


# -- samples -------------------------------------------------------------------------------------------------------


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def office_of(taken: Taken) -> Organisation:
    """Return the office that keeps the samples: of the post in whose right it is done, or the city's own."""
    rows = Organisation.objects.select_related("area")
    if taken.via is not None:
        return rows.get(pk=taken.via.organisation_id)
    return the_office(clock.local_day(taken.at))


def the_office(day: date) -> Organisation:
    """Return the city's office as it stands on a day. Raises Conflict where there is none yet."""
    rows = Organisation.objects.select_related("area").filter(
        kind=OrganisationKind.OFFICE, valid_from__lte=day
    )
    found = rows.filter(valid_to=None).order_by("area__depth", "pk").first()
    if found is None:
        raise Conflict("lookback.office", _("There is no office yet that keeps the samples."))
    return found


def week_is_open(_sample: None, taken: Taken) -> Decision:
    """Only the present week is drawn: the pool is what is closed now."""
    if not (now := is_made_now(None, taken)):
        return now
    monday = monday_of(taken.input["week"])
    if monday != monday_of(clock.local_day(taken.at)):
        return denied(_("A sample is prepared in its own week"), code="lookback.week")
    office = office_of(taken)
    rows = Sample.objects.exclude(state=SampleState.VOIDED).filter(week=monday, organisation=office.pk)
    if rows.exists():
        return denied(_("The sample of this week is prepared already"), code="lookback.twice")
    return ALLOWED


def sample_of(_sample: None, taken: Taken) -> dict[str, Any]:
    """Return a sample's columns: its pool as the records are now, and the digest of a secret nobody has seen.

    Raises Conflict where nothing can be drawn.
    """
    office, monday = office_of(taken), monday_of(taken.input["week"])
    rules = pools.rules_on(monday, office.pk)
    first, last = pools.closed_week(monday, rules)
    pool = pools.pool(office.area, first, last, rules.strata)
    quotas = lots.quotas((one.stratum for one in pool), rules.per_mille, rules.least)
    wanted = sum(quota.wanted for quota in quotas)
    if not wanted:
        raise Conflict(
            "lookback.empty",
            _("Nothing can be drawn: no hazard that was closed from %(first)s to %(last)s is closed now.")
            % {"first": first, "last": last},
        )
    nonce = secrets.token_hex(16)
    return {
        "week": monday,
        "closed_from": first,
        "closed_to": last,
        "strata": rules.strata,
        "top_up": rules.top_up,
        "answer_days": rules.answer_days,
        "area_id": office.area_id,
        "area_path": office.area.path,
        "organisation_id": office.pk,
        "pool_size": len(pool),
        "wanted": wanted,
        "pool": lots.pool_told(pool),
        "pool_digest": draws.pool_digest(pool),
        "quotas": lots.quotas_told(quotas),
        "nonce": nonce,
        "commitment": commitment(nonce),
        "prepared_by_id": None if taken.by.is_system else taken.by.person_id,
    }


def sample_is_drawable(sample: Any, taken: Taken) -> Decision:
    return is_drawable(sample, taken)


def drawn(sample: Any, taken: Taken) -> dict[str, Any]:
    """Return the sample with its seed and what it drew: by lot, and beside it for a risk."""
    seed = f"{sample.nonce} {taken.input['public_text']}"
    pool = lots.pool_of(sample.pool)
    chosen = lots.draw(seed, pool, lots.quotas_of(sample.quotas))
    by_lot = {one.number for one in chosen}
    rest = [one for one in pool if one.key not in by_lot]
    every = {one.key: draws.lot(seed, one.key) for one in rest}
    risky = pools.at_risk(rest, every, most=sample.top_up, at=taken.at)
    return {
        "public_text": taken.input["public_text"],
        "witness": taken.input["witness"],
        "seed": seed,
        "result": lots.result_told([*chosen, *risky]),
        "drawn_by_id": taken.by.person_id,
        "drawn_at": taken.at,
    }


def is_not_handed_out(sample: Any) -> Decision:
    if sample.handed_out_at is not None:
        return denied(_("It is handed out already"), code="not_now")
    return ALLOWED


def handed_out(_sample: Any, taken: Taken) -> dict[str, Any]:
    return {"handed_out_at": taken.at, "missed": taken.input["missed"]}


# -- what the steps of hazards tell --------------------------------------------------------------------------------


def was_sampled(hazard: Any, taken: Taken, seq: int) -> None:
    """Write down a drawn hazard as it is now."""
    given = taken.input
    LookBack.objects.create(
        sample_id=given["sample"],
        hazard_id=hazard.id,
        stratum=given["stratum"],
        reason=given["reason"],
        risk=given["grounds"],
        owner=given["owner"],
        person=given["person"],
        premises_id=hazard.premises_id,
        area_path=hazard.area_path,
        sector_id=hazard.sector_id,
        grade=hazard.grade,
        found_by_id=hazard.found_by_id,
        rectified_by_id=hazard.rectified_by_id,
        accepted_by_id=hazard.accepted_by_id,
        drawn_on=clock.local_day(taken.at),
        opened_seq=seq,
        due_at=sampled_look_back(hazard, taken).due_at,
    )


SEEN = {"cleared": "held", "still": "relapsed", "false": "false"}


def was_looked_back(hazard: Any, taken: Taken, seq: int) -> None:
    """Answer the drawn look-back at a hazard, if it waits for one. One statement."""
    LookBack.objects.waiting().filter(hazard=hazard.id).update(
        seen=SEEN[taken.input["result"]],
        answered_at=taken.at,
        answered_by=taken.by.person_id,
        answered_seq=seq,
    )


def was_overtaken(hazard: Any, taken: Taken, seq: int) -> None:
    LookBack.objects.waiting().filter(hazard=hazard.id).update(overtaken_at=taken.at, overtaken_seq=seq)
