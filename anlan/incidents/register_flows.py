"""The lifecycles beside an incident's: what an investigation recommends, and who answers that nothing happened."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.hazards.models import Hazard
from anlan.incidents import rules
from anlan.incidents.forms import find_incident, reason, text
from anlan.incidents.kinds import Category, ConfirmationState, Destiny, RecommendationState
from anlan.incidents.models import Confirmation, Incident, Recommendation
from anlan.incidents.models.incident import STANDING
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form, Reference
from anlan.org.models import Area, Organisation
from anlan.org.models.areas import below


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_body(key: int) -> Organisation | None:
    return Organisation.objects.select_related("area").filter(pk=key, valid_to=None).first()


def find_hazard(key: int) -> Hazard | None:
    return Hazard.objects.filter(pk=key).first()


# -- recommendations ---------------------------------------------------------------------------------------------

RECOMMEND = Form(
    (
        Reference(name="incident", label=gettext_lazy("Incident"), find=find_incident, model=Incident),
        text("text", gettext_lazy("Recommended measure"), 500, least=4, required=True),
        Choice(
            name="destiny",
            label=gettext_lazy("Becomes"),
            choices=tuple((one.value, one.label) for one in Destiny),
        ),
        Reference(
            name="unit",
            label=gettext_lazy("Unit"),
            find=find_body,
            model=Organisation,
            required=False,
            help=gettext_lazy("Who is to carry it out."),
        ),
    )
)
LINK = Form(
    (
        Reference(
            name="hazard",
            label=gettext_lazy("Hazard"),
            find=find_hazard,
            model=Hazard,
            help=gettext_lazy("Recorded on a visit since the incident; the number of its case."),
        ),
    )
)
BECAUSE = Form((reason(),))


def may_be_recommended(_case: None, taken: Taken) -> Decision:
    if taken.input["incident"].state not in STANDING:
        return denied(_("The incident was merged or dismissed"), code="recommendation.incident")
    return ALLOWED


def recommended(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    incident, unit = taken.input["incident"], taken.input["unit"]
    return {
        "incident_id": incident.pk,
        "is_real": incident.is_real,
        "text": taken.input["text"],
        "destiny": taken.input["destiny"],
        "unit_id": unit.pk if unit else None,
        "recommended_on": clock.local_day(taken.at),
        "area_id": incident.area_id,
        "area_path": incident.area_path,
        "organisation_id": taken.via.organisation_id,
        "entered_by_id": taken.by.person_id,
    }


def hazard_fits(recommendation: Any, taken: Taken) -> Decision:
    """A hazard follows a recommendation if it was found since the incident, in its area, and nothing else claims it."""
    hazard = taken.input["hazard"]
    incident = Incident.objects.get(pk=recommendation.incident_id)
    if not incident.is_real:
        return denied(_("A drill makes no hazard"), code="recommendation.drill")
    if hazard.found_at < incident.occurred_at:
        return denied(_("That hazard was found before the incident"), code="recommendation.hazard_before")
    same = incident.premises_id is not None and hazard.premises_id == incident.premises_id
    if not same and not hazard.area_path.startswith(recommendation.area_path):
        return denied(_("That hazard is of another area and another place"), code="recommendation.elsewhere")
    if Recommendation.objects.filter(hazard=hazard.pk).exists():
        return denied(_("That hazard follows another recommendation already"), code="recommendation.taken")
    return ALLOWED


def linked(_recommendation: Any, taken: Taken) -> dict[str, Any]:
    return {"hazard_id": taken.input["hazard"].pk}


def unlinked(_recommendation: Any, _taken: Taken) -> dict[str, Any]:
    return {"hazard_id": None, "reason": ""}


def because(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"reason": taken.input["reason"]}


RECOMMENDATION_FLOW = Flow(
    "recommendation",
    model=Recommendation,
    name=gettext_lazy("recommendation"),
    states={state.value: state.label for state in RecommendationState},
    counted=Counted(day="recommended_on", sector=""),
    steps=[
        Step(
            name="recommend",
            label=gettext_lazy("Enter a recommendation"),
            done=gettext_lazy("entered the recommendation"),
            target=RecommendationState.OPEN,
            rule=rules.may_recommend,
            form=RECOMMEND,
            guard=may_be_recommended,
            effect=recommended,
            looks_up=True,
        ),
        Step(
            name="link",
            label=gettext_lazy("Follow up as a hazard"),
            done=gettext_lazy("followed it up as a hazard"),
            sources=frozenset({RecommendationState.OPEN}),
            target=RecommendationState.FOLLOWED,
            rule=rules.may_rule,
            form=LINK,
            guard=hazard_fits,
            effect=linked,
            looks_up=True,
        ),
        Step(
            name="drop",
            label=gettext_lazy("Do not follow"),
            done=gettext_lazy("decided not to follow it"),
            sources=frozenset({RecommendationState.OPEN}),
            target=RecommendationState.DROPPED,
            rule=rules.may_rule,
            form=BECAUSE,
            effect=because,
        ),
        Step(
            name="take_up",
            label=gettext_lazy("Take up again"),
            done=gettext_lazy("took it up again"),
            sources=frozenset({RecommendationState.FOLLOWED, RecommendationState.DROPPED}),
            target=RecommendationState.OPEN,
            rule=rules.may_rule,
            effect=unlinked,
        ),
    ],
)

# -- confirmations -----------------------------------------------------------------------------------------------

CONFIRM = Form(
    (
        Choice(
            name="category",
            label=gettext_lazy("What did not happen"),
            choices=tuple((one.value, one.label) for one in Category),
        ),
        Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area),
        Day(name="first_day", label=gettext_lazy("From")),
        Day(name="last_day", label=pgettext_lazy("days", "to")),
        text(
            "basis",
            gettext_lazy("On what ground"),
            300,
            least=4,
            required=True,
            hint=gettext_lazy("Who was asked, which records were compared."),
        ),
    )
)


def nothing_is_on_record(_case: None, taken: Taken) -> Decision:
    """Nobody confirms what is not over, nor what the records contradict."""
    given = taken.input
    if given["last_day"] < given["first_day"]:
        return denied(_("The last day lies before the first"), code="days.order")
    if given["last_day"] > clock.local_day(taken.now or taken.at):
        return denied(_("Nobody can confirm what has not passed yet"), code="confirmation.future")
    there = (
        Incident.objects.real()
        .standing()
        .filter(
            below(given["area"].path or ""),
            category=given["category"],
            occurred_on__range=(given["first_day"], given["last_day"]),
        )
        .order_by("pk")
        .first()
    )
    if there is not None:
        return denied(
            _("%(number)s of %(day)s is on record: it happened")
            % {"number": there.number, "day": there.occurred_on},
            code="confirmation.contradicted",
        )
    return ALLOWED


def confirmed(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    area = taken.input["area"]
    return {
        **{name: taken.input[name] for name in ("category", "first_day", "last_day", "basis")},
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "confirmed_by_id": taken.by.person_id,
    }


CONFIRMATION_FLOW = Flow(
    "confirmation",
    model=Confirmation,
    name=gettext_lazy("confirmation"),
    states={state.value: state.label for state in ConfirmationState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="confirm",
            label=gettext_lazy("Confirm that nothing happened"),
            done=gettext_lazy("confirmed that nothing happened"),
            target=ConfirmationState.CONFIRMED,
            rule=rules.may_confirm,
            form=CONFIRM,
            guard=nothing_is_on_record,
            effect=confirmed,
            looks_up=True,
        ),
        Step(
            name="withdraw",
            label=gettext_lazy("Withdraw the confirmation"),
            done=gettext_lazy("withdrew the confirmation"),
            sources=frozenset({ConfirmationState.CONFIRMED}),
            target=ConfirmationState.WITHDRAWN,
            rule=rules.may_rule,
            form=BECAUSE,
            effect=because,
        ),
    ],
)
