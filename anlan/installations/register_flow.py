"""The lifecycle of an installation: identified and graded, filed, assessed anew, removed from the list."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports.datums import may_lie, placed
from anlan.installations import inputs, rules
from anlan.installations.kinds import KEPT, Applicability, InstallationState, Level, Licence
from anlan.installations.models import ArchiveItem, Installation
from anlan.installations.reckoning import columns_of, is_one, level_fits, reckon, stated_columns
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Owed, Step, Taken
from anlan.obligations.models import Kind
from anlan.search.indexing import touch

REGISTERED = "installations.registered"
LEVELS = {level: f"installations.level_{number}" for number, level in enumerate(Level.values, start=1)}
FILE_DAYS = 15
"""Filed with the department of the county within 15 days of the assessment (decree 40)."""
AHEAD = timedelta(days=90)
"""A review stands on the list of what is to do for so long before it is due."""
_UNIT = ("name", "unit", "applicability", "licence")


def _guaranteed(given: Any) -> bool:
    return bool(given["applicability"] == Applicability.GENERAL and given["licence"] != Licence.OTHER)


def _is_named_once(premises: int, name: str, but: int = 0) -> Decision:
    if Installation.objects.kept().filter(premises=premises, name=name).exclude(pk=but).exists():
        return denied(_("This plant has an installation of that name"), code="installation.double")
    return ALLOWED


def _is_numbered_once(number: str, but: int = 0) -> Decision:
    twin = Installation.objects.kept().filter(filed_number=number).exclude(pk=but).first()
    if twin is not None:
        return denied(
            _("The filing number stands at %(number)s (%(name)s) already")
            % {"number": twin.number, "name": twin.name},
            code="installation.number",
        )
    return ALLOWED


def _lies(given: Any) -> Decision:
    return may_lie(given, code="installation.place")


def _is_past(day: Any, taken: Taken) -> Decision:
    if day > clock.local_day(taken.now or taken.at):
        return denied(_("%(day)s lies in the future") % {"day": day}, code="installation.future")
    return ALLOWED


def _is_filed_after(given: Any, assessed_on: Any, taken: Taken) -> Decision:
    if given["filed_on"] < assessed_on:
        return denied(
            _("It was filed before it was assessed (%(day)s)") % {"day": assessed_on},
            code="installation.order",
        )
    return _is_past(given["filed_on"], taken)


def may_be_identified(_case: None, taken: Taken) -> Decision:
    given = taken.input
    past = _is_past(given["assessed_on"], taken)
    named = past and _is_named_once(given["premises"].pk, given["name"]) and _lies(given)
    return named and is_one(reckon(given["holdings"], given["residents"], given["assessed_on"]))


def may_be_entered(_case: None, taken: Taken) -> Decision:
    given = taken.input
    fits = level_fits(given["level"], Fraction(given["r"]))
    filed = fits and _is_filed_after(given, given["assessed_on"], taken)
    numbered = filed and _is_numbered_once(given["filed_number"]) and _lies(given)
    return numbered and _is_named_once(given["premises"].pk, given["name"])


def _unit_of(taken: Taken) -> dict[str, Any]:
    given = taken.input
    place = given["premises"]
    return {
        **{name: given[name] for name in _UNIT},
        "premises_id": place.pk,
        "park_id": given["park"].pk if given["park"] else None,
        "is_guaranteed": _guaranteed(given),
        **placed(given),
        "entered_on": clock.local_day(taken.at),
        "area_id": place.reporting_area_id,
        "area_path": place.area_path,
        "sector_id": place.sector_id,
        "organisation_id": place.operator_id,
    }


def identified(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    outcome = reckon(given["holdings"], given["residents"], given["assessed_on"])
    return {**_unit_of(taken), **columns_of(outcome, given["holdings"], given["assessed_on"])}


def entered(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    filed = {name: given[name] for name in ("filed_number", "filed_on")}
    return {**_unit_of(taken), **stated_columns(given), **filed}


def may_be_regraded(case: Any, taken: Taken) -> Decision:
    given = taken.input
    if given["assessed_on"] < case.assessed_on:
        return denied(
            _("It was assessed on %(day)s: a new assessment comes after it") % {"day": case.assessed_on},
            code="installation.order",
        )
    past = _is_past(given["assessed_on"], taken)
    return past and is_one(reckon(given["holdings"], given["residents"], given["assessed_on"]))


def regraded(_case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    outcome = reckon(given["holdings"], given["residents"], given["assessed_on"])
    return columns_of(outcome, given["holdings"], given["assessed_on"])


def may_be_filed(case: Any, taken: Taken) -> Decision:
    given = taken.input
    after = _is_filed_after(given, case.assessed_on, taken)
    return after and _is_numbered_once(given["filed_number"], case.id)


def filed(_case: Any, taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in ("filed_number", "filed_on")}


def may_be_amended(case: Any, taken: Taken) -> Decision:
    return _is_named_once(case.premises_id, taken.input["name"], case.id) and _lies(taken.input)


def amended(_case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        **{name: given[name] for name in _UNIT},
        "park_id": given["park"].pk if given["park"] else None,
        "is_guaranteed": _guaranteed(given),
        **placed(given),
    }


def may_be_removed(case: Any, taken: Taken) -> Decision:
    if taken.input["removed_on"] < case.assessed_on:
        return denied(
            _("It was assessed on %(day)s: it is removed on that day or later") % {"day": case.assessed_on},
            code="installation.order",
        )
    return _is_past(taken.input["removed_on"], taken)


def removed(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"removed_on": taken.input["removed_on"]}


def is_there(_case: Any, taken: Taken) -> Decision:
    return _is_past(taken.input["kept_on"], taken)


def write_archive(case: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    told = {"kept_on": given["kept_on"], "reference": given["reference"], "seq": seq}
    ArchiveItem.objects.update_or_create(installation_id=case.id, item=given["item"], defaults=told)


def found_anew(case: Any, _taken: Taken, _seq: int) -> None:
    """Let the search find it by its new words."""
    touch("installation", [case.id])


def to_file(case: Any, taken: Taken) -> Owed | None:
    """Owe the filing within 15 days of the assessment, where decree 40 applies."""
    if case.applicability != Applicability.GENERAL:
        return None
    due = datetime.combine(case.assessed_on + timedelta(days=FILE_DAYS), time(18), tzinfo=clock.SHANGHAI)
    told = {"assessed_on": f"{case.assessed_on}", "days": FILE_DAYS}
    return Owed(Kind.FILE_INSTALLATION, case.organisation_id, due, canonical(told))


def to_review(case: Any, taken: Taken) -> Owed:
    """Owe the next assessment, three years after this one."""
    due = datetime.combine(case.review_due_on, time(18), tzinfo=clock.SHANGHAI)
    told = {"assessed_on": f"{case.assessed_on}", "years": 3}
    begins = max(due - AHEAD, taken.at)
    return Owed(Kind.REVIEW_INSTALLATION, case.organisation_id, due, canonical(told), begins_at=begins)


def filing_is_void(case: Any, _taken: Taken) -> str | None:
    """Discharge the filing where decree 40 no longer applies."""
    return None if case.applicability == Applicability.GENERAL else Kind.FILE_INSTALLATION


IN_LIST = frozenset(KEPT)
GRADED = frozenset({InstallationState.IDENTIFIED})

INSTALLATION_FLOW = Flow(
    "installation",
    model=Installation,
    name=gettext_lazy("major hazard installation"),
    states={state.value: state.label for state in InstallationState},
    counted=Counted(day="entered_on"),
    counts=(
        Count(REGISTERED, IN_LIST),
        *(Count(code, IN_LIST, when="level", equals=level) for level, code in LEVELS.items()),
    ),
    steps=[
        Step(
            name="identify",
            label=gettext_lazy("Grade and register an installation"),
            done=gettext_lazy("graded and registered the installation"),
            target=InstallationState.IDENTIFIED,
            rule=rules.may_register,
            form=inputs.IDENTIFY,
            guard=may_be_identified,
            effect=identified,
            opens=(to_file, to_review),
            looks_up=True,
        ),
        Step(
            name="enter_old",
            label=gettext_lazy("Take in an old filing"),
            done=gettext_lazy("took the old filing in"),
            target=InstallationState.FILED,
            rule=rules.may_register,
            form=inputs.ENTER_OLD,
            guard=may_be_entered,
            effect=entered,
            opens=(to_review,),
            looks_up=True,
        ),
        Step(
            name="file",
            label=gettext_lazy("Record the filing"),
            done=gettext_lazy("recorded the filing"),
            sources=GRADED,
            target=InstallationState.FILED,
            rule=rules.may_keep,
            form=inputs.FILE,
            guard=may_be_filed,
            effect=filed,
            discharges=(Kind.FILE_INSTALLATION,),
            projects=found_anew,
            looks_up=True,
        ),
        Step(
            name="regrade",
            label=gettext_lazy("Assess anew"),
            done=gettext_lazy("assessed the installation anew"),
            sources=IN_LIST,
            target=InstallationState.IDENTIFIED,
            rule=rules.may_keep,
            form=inputs.REGRADE,
            guard=may_be_regraded,
            effect=regraded,
            discharges=(Kind.FILE_INSTALLATION, Kind.REVIEW_INSTALLATION),
            opens=(to_file, to_review),
            projects=found_anew,
        ),
        Step(
            name="archive",
            label=gettext_lazy("Note a part of the archive"),
            done=gettext_lazy("noted a part of the archive"),
            sources=IN_LIST,
            target=STAY,
            rule=rules.may_perform,
            form=inputs.ARCHIVE,
            guard=is_there,
            projects=write_archive,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Amend"),
            done=gettext_lazy("amended the installation"),
            sources=IN_LIST,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.AMEND,
            guard=may_be_amended,
            effect=amended,
            discharges=(filing_is_void,),
            projects=found_anew,
            looks_up=True,
        ),
        Step(
            name="remove",
            label=gettext_lazy("Remove from the list"),
            done=gettext_lazy("removed the installation from the list"),
            sources=IN_LIST,
            target=InstallationState.REMOVED,
            rule=rules.may_keep,
            form=inputs.REMOVE,
            guard=may_be_removed,
            effect=removed,
            discharges=(ALL,),
        ),
        Step(
            name="void",
            label=gettext_lazy("Void: entered by mistake"),
            done=gettext_lazy("voided the installation"),
            sources=IN_LIST,
            target=InstallationState.VOIDED,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            discharges=(ALL,),
            corrects=True,
        ),
    ],
)
