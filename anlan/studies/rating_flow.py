"""The lifecycle of a risk level: laid down from a day on, superseded by the next, voided where it was wrong."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import NOT_NOW, Count, Counted, Flow, Step, Taken
from anlan.studies import inputs, rules
from anlan.studies.kinds import METHOD, RatingState, RiskLevel, level_of
from anlan.studies.models import RiskRating, number_of

NAMES = {"1": "red", "2": "orange", "3": "yellow", "4": "blue"}
PLACES = {level: f"risk.places_{NAMES[level]}" for level in RiskLevel.values}
AREAS = {level: f"risk.areas_{NAMES[level]}" for level in RiskLevel.values}
IN_FORCE = frozenset({RatingState.IN_FORCE})


def subject(area_id: int, premises_id: int | None) -> dict[str, Any]:
    """Return the columns that say of what a level is."""
    return {"premises": premises_id} if premises_id else {"area": area_id, "is_place": False}


def is_sound(_case: None, taken: Taken) -> Decision:
    given = taken.input
    place, area = given["premises"], given["area"]
    if (place is None) == (area is None):
        return denied(_("Name either an area or a place"), code="rating.subject")
    both = bool(given["likelihood"]) + bool(given["consequence"])
    if both == 1:
        return denied(_("The matrix needs both likelihood and consequence"), code="rating.matrix")
    if not both and not given["risk_level"]:
        return denied(_("Give a risk level, or likelihood and consequence"), code="rating.level")
    if both and given["risk_level"] and given["risk_level"] != _by_matrix(given):
        told = _(
            "By the matrix it is “%(level)s”: leave the level empty, or correct likelihood and consequence"
        )
        return denied(told % {"level": RiskLevel(_by_matrix(given)).label}, code="rating.matrix")
    return _is_after_the_former(taken)


def _by_matrix(given: Any) -> str:
    return level_of(int(given["likelihood"]), int(given["consequence"]))


def _first_day(taken: Taken) -> Any:
    return taken.input["first_day"] or clock.local_day(taken.at)


def _is_after_the_former(taken: Taken) -> Decision:
    place, area = taken.input["premises"], taken.input["area"]
    first = _first_day(taken)
    if first > clock.local_day(taken.now or taken.at):
        return denied(_("A level is laid down for today or an earlier day"), code="rating.ahead")
    rows = RiskRating.objects.filter(**subject(area.pk if area else 0, place.pk if place else None))
    last = rows.exclude(state=RatingState.VOIDED).order_by("-first_day", "-pk").first()
    if last is None:
        return ALLOWED
    if last.state == RatingState.IN_FORCE:
        told = _("A level is in force since %(day)s (%(number)s): it is superseded with the new one")
        return denied(told % {"day": last.first_day, "number": last.number}, code="rating.in_force")
    if last.last_day is not None and first <= last.last_day:
        told = _("Up to %(day)s another level held (%(number)s)") % {
            "day": last.last_day,
            "number": last.number,
        }
        return denied(told, code="rating.overlaps")
    return ALLOWED


def rating_of(_case: None, taken: Taken) -> dict[str, Any]:
    given, place = taken.input, taken.input["premises"]
    by_matrix = bool(given["likelihood"])
    via = taken.via
    assert via is not None
    return {
        "area_id": place.reporting_area_id if place is not None else given["area"].pk,
        "area_path": place.area_path if place is not None else given["area"].path,
        "premises_id": place.pk if place is not None else None,
        "is_place": place is not None,
        "risk_level": _by_matrix(given) if by_matrix else given["risk_level"],
        "likelihood": int(given["likelihood"]) if by_matrix else None,
        "consequence": int(given["consequence"]) if by_matrix else None,
        "method": METHOD if by_matrix else "",
        "reason": given["reason"],
        "first_day": _first_day(taken),
        "finding_id": given["finding"].pk if given["finding"] is not None else None,
        "organisation_id": via.organisation_id,
        "rated_by_id": taken.by.person_id,
        "is_from_ledger": taken.ledger,
    }


def ends_after_its_beginning(rating: Any, taken: Taken) -> Decision:
    if taken.input["last_day"] < rating.first_day:
        told = _(
            "The level in force (%(number)s) holds from %(day)s: the next one begins later. Void it if it is wrong."
        )
        return denied(
            told % {"number": number_of(rating.id, rating.first_day), "day": rating.first_day},
            code="rating.before",
        )
    if taken.input["last_day"] > clock.local_day(taken.now or taken.at):
        return denied(_("It ends today or on an earlier day"), code="rating.ahead")
    return ALLOWED


def superseded(_rating: Any, taken: Taken) -> dict[str, Any]:
    return {"last_day": taken.input["last_day"]}


def is_the_last(rating: Any) -> Decision:
    """Reinstate only the latest level of its subject: nothing stands after it."""
    later = RiskRating.objects.filter(
        **subject(rating.area_id, rating.premises_id), first_day__gt=rating.first_day
    )
    if later.exclude(state=RatingState.VOIDED).exists():
        return denied(_("A later level stands: void that first"), code=NOT_NOW)
    return ALLOWED


def reinstated(_rating: Any, _taken: Taken) -> dict[str, Any]:
    return {"last_day": None}


def is_from_ledger(rating: Any) -> Decision:
    if not rating.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


RATING_FLOW = Flow(
    "risk_rating",
    model=RiskRating,
    name=gettext_lazy("risk level"),
    states={state.value: state.label for state in RatingState},
    counted=Counted(day="first_day", sector=""),
    counts=(
        *(
            Count(codes[level], IN_FORCE, when="risk_level", equals=level, only=("is_place", is_place))
            for codes, is_place in ((PLACES, True), (AREAS, False))
            for level in RiskLevel.values
        ),
    ),
    steps=[
        Step(
            name="rate",
            label=gettext_lazy("Lay down a risk level"),
            done=gettext_lazy("laid down the risk level"),
            target=RatingState.IN_FORCE,
            rule=rules.may_rate,
            form=inputs.RATE,
            guard=is_sound,
            effect=rating_of,
            looks_up=True,
        ),
        Step(
            name="supersede",
            label=gettext_lazy("End the level"),
            done=gettext_lazy("ended the level"),
            sources=IN_FORCE,
            target=RatingState.SUPERSEDED,
            rule=rules.may_keep_rating,
            form=inputs.END,
            guard=ends_after_its_beginning,
            effect=superseded,
        ),
        Step(
            name="reinstate",
            label=gettext_lazy("Put in force again"),
            done=gettext_lazy("put the level in force again"),
            sources=frozenset({RatingState.SUPERSEDED}),
            target=RatingState.IN_FORCE,
            rule=rules.may_keep_rating,
            form=inputs.BECAUSE,
            applies=is_the_last,
            effect=reinstated,
            looks_up=True,
        ),
        Step(
            name="void",
            label=pgettext_lazy("risk level", "Void"),
            done=gettext_lazy("voided the level"),
            sources=frozenset({RatingState.IN_FORCE, RatingState.SUPERSEDED}),
            target=RatingState.VOIDED,
            rule=rules.may_keep_rating,
            form=inputs.BECAUSE,
            corrects=True,
        ),
        Step(
            name="take_back",
            label=gettext_lazy("Take back"),
            done=gettext_lazy("took back what was entered from a ledger"),
            sources=IN_FORCE,
            target=RatingState.VOIDED,
            rule=rules.may_take_back,
            applies=is_from_ledger,
            corrects=True,
        ),
    ],
)  # fmt: skip
