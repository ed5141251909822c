from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.checklists.models import ChecklistItem
from anlan.criteria.models import Criterion
from anlan.inspections.models import Visit
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class State(models.TextChoices):
    FOUND = "found", _("Found, to be assigned")
    ASSIGNED = "assigned", _("Assigned, being rectified")
    REFUSED = "refused", _("Refused, the superior decides")
    TRANSFERRING = "transferring", _("Being transferred")
    CLAIMED = "claimed", _("Rectified, to be accepted")
    ACCEPTED = "accepted", _("Accepted")
    LOOK_BACK = "look_back", _("Accepted, to be looked back at")
    CLOSED = "closed", _("Closed out")
    MERGED = "merged", _("Merged into another")
    VOIDED = "voided", _("Voided")


OPEN_STATES = (State.FOUND, State.ASSIGNED, State.REFUSED, State.TRANSFERRING, State.CLAIMED)
"""Outstanding: not yet accepted as rectified."""
RECTIFIED_STATES = (State.ACCEPTED, State.LOOK_BACK, State.CLOSED)
GONE_STATES = (State.MERGED, State.VOIDED)
"""No longer counted as a hazard."""


class Asked(models.TextChoices):
    """What waits for somebody else's decision; one thing at a time."""

    EXTENSION = "extension", _("Extension")
    GRADE = "grade", _("Change of grade")
    VOID = "void", _("Voiding")


class Part(models.TextChoices):
    """The parts that an exception from the four persons may be granted for."""

    ACCEPT = "accept", _("Acceptance")
    LOOK_BACK = "look_back", _("Look-back")


class Grade(models.TextChoices):
    GENERAL = "general", _("General hazard")
    MAJOR = "major", _("Major hazard")


class Category(models.TextChoices):
    EQUIPMENT = "equipment", _("Equipment")
    FIRE = "fire", _("Fire protection")
    ELECTRICAL = "electrical", _("Electrical")
    PROCESS = "process", _("Process")
    LAYOUT = "layout", _("Layout")
    MANAGEMENT = "management", _("Management")
    BEHAVIOUR = "behaviour", _("Behaviour")
    OTHER = "other", _("Other")


class HazardQuerySet(models.QuerySet["Hazard"]):
    def within(self, scope: Scope) -> HazardQuerySet:
        """Return what the scope may see: its areas and sectors, and of a business the hazards of its own premises.

        A department also sees what lies in another's sector and is being, or was, transferred to it.
        """
        seen = scope.where(Permission.HAZARD_READ, organisation="operator_id")
        for post in () if scope.everything else scope.held:
            if post.sector_ids is not None and Permission.HAZARD_READ in post.permissions:
                handed = Q(transfer_to=post.organisation_id) | Q(supervisor=post.organisation_id)
                seen |= below(post.area_path) & handed
        return self.filter(seen)

    def outstanding(self) -> HazardQuerySet:
        return self.filter(settled_at=None)

    def overdue(self, now: datetime) -> HazardQuerySet:
        return self.filter(settled_at=None, due_at__lt=now)


def _person() -> Any:
    return models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")


def _moment() -> Any:
    return models.DateTimeField(null=True)


OUTSIDE_THE_LOOP = (State.TRANSFERRING, *GONE_STATES)
"""Where a hazard keeps what its former state had."""


def _set(*names: str) -> Q:
    return Q(**{f"{name}__isnull": False for name in names})


def _unset(*names: str) -> Q:
    return Q(**dict.fromkeys(names))


def _loop_constraints() -> list[models.CheckConstraint]:
    """Return what each state of the loop must have on record and what it must not have yet."""
    on_the_way = (State.ASSIGNED, State.REFUSED)
    assigned, rectified = ("assigned_at", "assigned_by", "due_at"), ("rectified_at",)
    return [
        models.CheckConstraint(
            condition=Q(state__in=OUTSIDE_THE_LOOP)
            | Q(_unset(*assigned), state=State.FOUND)
            | Q(_unset(*assigned), on_the_spot=True, state__in=RECTIFIED_STATES)
            | Q(
                _set(*assigned),
                on_the_spot=False,
                state__in=[*on_the_way, State.CLAIMED, *RECTIFIED_STATES],
            ),
            name="hazard_assigned_with_deadline",
        ),
        models.CheckConstraint(
            condition=Q(state__in=OUTSIDE_THE_LOOP)
            | Q(_unset("rectified_at", "rectified_by"), state__in=[State.FOUND, *on_the_way])
            | Q(
                ~Q(rectification="") & (_set("rectified_by") | Q(on_the_spot=True)),
                _set(*rectified),
                state__in=[State.CLAIMED, *RECTIFIED_STATES],
            ),
            name="hazard_rectified_is_described",
        ),
        models.CheckConstraint(
            condition=Q(state__in=GONE_STATES)
            | Q(_unset("accepted_at", "accepted_by"), state__in=OPEN_STATES)
            | Q(_set("accepted_at", "accepted_by", "minutes_to_rectify"), state__in=RECTIFIED_STATES),
            name="hazard_accepted_paired",
        ),
        models.CheckConstraint(
            condition=Q(state__in=GONE_STATES)
            | Q(~Q(state=State.CLOSED), closed_at=None, closed_by=None)
            | Q(state=State.CLOSED, closed_at__isnull=False, closed_by__isnull=False),
            name="hazard_closed_paired",
        ),
        models.CheckConstraint(
            condition=Q(state__in=OPEN_STATES, settled_at=None)
            | Q(state__in=[*RECTIFIED_STATES, *GONE_STATES], settled_at__isnull=False),
            name="hazard_settled_paired",
        ),
        models.CheckConstraint(
            condition=Q(grade=Grade.GENERAL) | Q(criterion__isnull=False), name="hazard_major_by_a_criterion"
        ),
        models.CheckConstraint(
            condition=Q(grade=Grade.GENERAL) | ~Q(state__in=RECTIFIED_STATES) | Q(plan_is_complete=True),
            name="hazard_major_by_a_plan",
        ),
        models.CheckConstraint(
            condition=Q(state=State.MERGED, merged_into__isnull=False)
            | Q(~Q(state=State.MERGED), merged_into=None),
            name="hazard_merged_into_another",
        ),
        models.CheckConstraint(
            condition=Q(state=State.TRANSFERRING, transfer_to__isnull=False)
            | Q(~Q(state=State.TRANSFERRING), transfer_to=None),
            name="hazard_transferred_to_somebody",
        ),
    ]


def _request_constraints() -> list[models.CheckConstraint]:
    """Return what a request that waits for a decision must hold."""
    who = ("asked_by", "asked_at")
    nothing = Q(_unset(*who, "asked_until", "asked_criterion"), asked="", asked_grade="")
    return [
        models.CheckConstraint(
            condition=nothing
            | Q(_set(*who, "asked_until"), ~Q(asked_reason=""), asked=Asked.EXTENSION)
            | Q(_set(*who), ~Q(asked_reason=""), asked=Asked.GRADE, asked_grade__in=Grade.values)
            | Q(_set(*who), ~Q(asked_reason=""), asked=Asked.VOID),
            name="hazard_request_is_whole",
        ),
        models.CheckConstraint(
            condition=Q(is_excepted=False, exception_person=None, exception_by=None, exception_part="")
            | Q(
                is_excepted=True,
                exception_person__isnull=False,
                exception_by__isnull=False,
                exception_part__in=Part.values,
            ),
            name="hazard_exception_is_whole",
        ),
    ]


def _person_constraints() -> list[models.CheckConstraint]:
    """Return that finder, rectifier, acceptor and looker-back are four people, but for a signed exception."""
    excepted = Q(is_excepted=True)
    pairs = {
        "acceptor_is_not_rectifier": Q(accepted_by=None)
        | Q(rectified_by=None)
        | ~Q(accepted_by=F("rectified_by")),
        "acceptor_is_not_finder": Q(accepted_by=None)
        | ~Q(accepted_by=F("found_by"))
        | Q(on_the_spot=True),  # 立查立改: the inspector confirms what he saw done
        "looker_back_is_a_fourth": Q(looked_back_by=None)
        | (
            ~Q(looked_back_by=F("accepted_by"))
            & ~Q(looked_back_by=F("found_by"))
            & (Q(rectified_by=None) | ~Q(looked_back_by=F("rectified_by")))
        ),
        "exception_is_signed_by_another": Q(exception_by=None) | ~Q(exception_by=F("exception_person")),
    }
    return [
        models.CheckConstraint(
            condition=condition if name.startswith("exception") else condition | excepted,
            name=f"hazard_{name}",
        )
        for name, condition in pairs.items()
    ]


class Hazard(Case):
    """One hazard on one place, from its finding to its closing out. Days are Shanghai days.

    Keys are indexed only where a page reads by them (place, visit, operator): a step writes every index.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="hazards")
    operator = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="hazards")
    # territory and line: each hazard has exactly one of both (三管三必须)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    department = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    # the organisation that found it, or received it by transfer, follows it up
    supervisor = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    grade = models.CharField(max_length=10, choices=Grade)
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, db_index=False, related_name="+")
    # the item of the visit's checklist of which it is the finding, with the law behind it and the days it gives
    item = models.ForeignKey(ChecklistItem, models.PROTECT, null=True, db_index=False, related_name="+")
    basis = models.CharField(max_length=800, blank=True)
    advised_days = models.PositiveSmallIntegerField(null=True)
    experts = models.JSONField(default=list)  # persons who were experts of its visit: they do not accept it
    category = models.CharField(max_length=12, choices=Category)
    description = models.CharField(max_length=500)
    interim_measure = models.CharField(max_length=300, blank=True)
    on_the_spot = models.BooleanField(default=False)
    is_pictured = models.BooleanField(default=False)  # a photograph was taken when it was found
    relapse_of = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    is_relapse = models.BooleanField(default=False)
    is_from_ledger = models.BooleanField(default=False)  # entered afterwards from a ledger

    found_at = models.DateTimeField()
    found_on = models.DateField()
    found_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    # whom each of the four acted for (代理): the deputy's act binds the person deputised for
    found_for = _person()
    assigned_at = _moment()
    assigned_by = _person()
    assigned_for = _person()
    due_at = _moment()
    requirement = models.CharField(max_length=300, blank=True)
    signed_for_at = _moment()
    signed_for_by = _person()
    plan = models.JSONField(default=dict)  # 五落实: duty, measure, fund, time, contingency
    plan_is_complete = models.BooleanField(default=False)
    extensions = models.PositiveSmallIntegerField(default=0)
    is_extended = models.BooleanField(default=False)
    rectified_at = _moment()
    rectified_by = _person()
    rectified_for = _person()
    rectification = models.CharField(max_length=500, blank=True)
    accepted_at = _moment()
    accepted_by = _person()
    accepted_for = _person()
    acceptance = models.CharField(max_length=300, blank=True)
    acceptance_mode = models.CharField(max_length=10, blank=True)
    minutes_to_rectify = models.PositiveIntegerField(null=True)  # from finding to acceptance
    looked_back_at = _moment()
    looked_back_by = _person()
    # the sample (its key) for which it was drawn and is to be looked back at; null once that is answered or overtaken
    sampled_in = models.BigIntegerField(null=True)
    closed_at = _moment()
    closed_by = _person()
    # null while it is outstanding: when it was accepted, merged or voided
    settled_at = _moment()

    asked = models.CharField(max_length=10, blank=True)
    asked_by = _person()
    asked_for = _person()
    asked_at = _moment()
    asked_reason = models.CharField(max_length=300, blank=True)
    asked_until = _moment()
    asked_grade = models.CharField(max_length=10, blank=True)
    asked_criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    transfers = models.PositiveSmallIntegerField(default=0)
    transfer_to = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    # the state to which a refused transfer or an undone merge leads back
    former_state = models.CharField(max_length=20, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    reopenings = models.PositiveSmallIntegerField(default=0)
    is_reopened = models.BooleanField(default=False)
    # a reasoned, signed exception from the rule of four different persons
    is_excepted = models.BooleanField(default=False)
    exception_person = _person()
    exception_part = models.CharField(max_length=10, blank=True)
    exception_by = _person()

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("hazard")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="hazard_state_known"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="hazard_grade_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="hazard_category_known"),
            models.CheckConstraint(condition=~Q(description=""), name="hazard_is_described"),
            *_loop_constraints(),
            *_request_constraints(),
            *_person_constraints(),
        ]
        indexes = [
            # rows of the figures: a period's hazards
            models.Index(fields=["found_on", "id"], name="hazard_by_day"),
            # everything about open hazards costs as many rows as are open
            models.Index(
                fields=["due_at", "id"],
                condition=Q(settled_at=None),
                name="hazard_open_by_due",
            ),
            # what is outstanding of a period (by age, area, grade): the wall asks a dozen times
            models.Index(fields=["found_on", "id"], condition=Q(settled_at=None), name="hazard_open_by_day"),
            # what was looked back at in a period: a few in a hundred of its hazards
            models.Index(
                fields=["found_on", "id"],
                condition=Q(looked_back_at__isnull=False) | Q(is_reopened=True),
                name="hazard_looked_back_by_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"YH{self.found_on:%Y}-{self.pk:07d}"
