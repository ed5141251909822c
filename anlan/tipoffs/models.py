"""A tip-off with all that its lifecycle reads, what was said about it, and how often the informant was looked at."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.inspections.models import Visit
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class TipState(models.TextChoices):
    RECEIVED = "received", _("Received, to be sorted")
    ASSIGNED = "assigned", _("Assigned, being looked into")
    VISITED = "visited", _("Visited, to be answered")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Refused with a reason")
    WITHDRAWN = "withdrawn", _("Taken back with its ledger")


OPEN_STATES = frozenset({TipState.RECEIVED, TipState.ASSIGNED, TipState.VISITED})
AT_WORK = frozenset({TipState.ASSIGNED, TipState.VISITED})
ANSWERED_STATES = frozenset({TipState.ANSWERED, TipState.CLOSED})


class Channel(models.TextChoices):
    WEB = "web", _("This site")
    PHONE = "phone", _("Telephone 12350")
    HOTLINE = "hotline", _("Citizens’ hotline 12345")
    LETTER = "letter", _("Letter or mail")
    VISIT = "visit", _("In person")


class Subject(models.TextChoices):
    HAZARD = "hazard", _("A danger or hazard")
    VIOLATION = "violation", _("A violation of safety law")
    ACCIDENT = "accident", _("An accident that was not reported")
    OFFICIAL = "official", _("Supervision that does not do its duty")
    OTHER = "other", _("Something else")


class Result(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    PARTLY = "partly", _("Confirmed in part")
    UNFOUNDED = "unfounded", _("Not confirmed")


class Refusal(models.TextChoices):
    DUPLICATE = "duplicate", _("The same was told before")
    MALICIOUS = "malicious", _("Invented, or to harm somebody")
    OUTSIDE = "outside", _("Not work safety: others are responsible")
    UNCLEAR = "unclear", _("Cannot be looked into: place or matter unclear")


class TipQuerySet(models.QuerySet["TipOff"]):
    def within(self, scope: Scope) -> TipQuerySet:
        """Return those that the scope's own office sorts, and those assigned to one of its organisations.

        Nobody else sees one because of an area or a sector: those whom it is about work there.
        """
        if scope.everything:
            return self.all()
        seen = Q(pk__in=())
        for post in scope.held:
            if post.own_only:
                continue
            if Permission.TIP_TRIAGE in post.permissions:
                seen |= below(post.area_path)
            if Permission.TIP_HANDLE in post.permissions:
                seen |= Q(handler=post.organisation_id)
        return self.filter(seen)

    def open(self) -> TipQuerySet:
        return self.filter(state__in=OPEN_STATES)


def _person() -> Any:
    return models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")


def _together(*names: str) -> Q:
    return Q(**dict.fromkeys(names)) | Q(**{f"{name}__isnull": False for name in names})


def _constraints() -> list[models.CheckConstraint]:
    answered = ("answered_at", "answered_by")
    return [
        models.CheckConstraint(condition=Q(state__in=TipState.values), name="tip_state_known"),
        models.CheckConstraint(condition=Q(channel__in=Channel.values), name="tip_channel_known"),
        models.CheckConstraint(condition=Q(subject__in=Subject.values), name="tip_subject_known"),
        models.CheckConstraint(
            condition=Q(is_named=False, sealed="") | (Q(is_named=True) & ~Q(sealed="")),
            name="tip_identity_is_sealed",
        ),
        models.CheckConstraint(
            condition=Q(state__in=[TipState.RECEIVED, TipState.REFUSED, TipState.WITHDRAWN])
            | Q(handler__isnull=False, triaged_at__isnull=False, answer_due_at__isnull=False),
            name="tip_assigned_with_its_term",
        ),
        models.CheckConstraint(condition=_together("triaged_at", "triaged_by"), name="tip_sorted_paired"),
        models.CheckConstraint(
            condition=Q(
                **dict.fromkeys(answered),
                result="",
                answer="",
                state__in=sorted([*OPEN_STATES, TipState.REFUSED, TipState.WITHDRAWN]),
            )
            | Q(
                ~Q(answer=""),
                **{f"{name}__isnull": False for name in answered},
                result__in=Result.values,
                state__in=sorted(ANSWERED_STATES),
            ),
            name="tip_answered_is_whole",
        ),
        models.CheckConstraint(
            condition=Q(~Q(state=TipState.REFUSED), refusal="", refused_at=None, refused_by=None)
            | Q(
                ~Q(refusal_note=""),
                state=TipState.REFUSED,
                refusal__in=Refusal.values,
                refused_at__isnull=False,
                refused_by__isnull=False,
            ),
            name="tip_refused_with_a_reason",
        ),
        models.CheckConstraint(
            condition=Q(duplicate_of=None) | Q(refusal=Refusal.DUPLICATE), name="tip_duplicate_is_refused"
        ),
        models.CheckConstraint(
            condition=Q(~Q(state=TipState.CLOSED), closed_at=None, closed_by=None)
            | Q(state=TipState.CLOSED, closed_at__isnull=False, closed_by__isnull=False),
            name="tip_closed_paired",
        ),
        models.CheckConstraint(
            condition=Q(closed_by=None) | ~Q(closed_by=F("answered_by")), name="tip_closed_by_another"
        ),
        models.CheckConstraint(
            condition=Q(
                is_rewarded=False, reward=0, rewarded_at=None, rewarded_by=None, reward_received_at=None
            )
            | Q(
                ~Q(reward_decision=""),
                is_rewarded=True,
                is_confirmed=True,
                reward__gt=0,
                rewarded_at__isnull=False,
                rewarded_by__isnull=False,
            ),
            name="tip_reward_is_whole",
        ),
    ]


class TipOff(Case):
    """One tip-off. What the informant told of himself lies in `sealed`, written with a key outside this database."""

    channel = models.CharField(max_length=10, choices=Channel)
    subject = models.CharField(max_length=10, choices=Subject)
    text = models.TextField()
    place = models.CharField(max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    received_at = models.DateTimeField()
    received_on = models.DateField()
    receipt = models.CharField(
        max_length=64, unique=True
    )  # keyed digest of the code that the informant holds
    is_named = models.BooleanField(default=False)
    sealed = models.TextField(blank=True)
    openings = models.PositiveSmallIntegerField(default=0)  # how often the identity was read
    triage_due_at = models.DateTimeField()
    is_from_ledger = models.BooleanField(default=False, db_default=False)

    premises = models.ForeignKey(Premises, models.PROTECT, null=True, db_index=False, related_name="+")
    handler = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    triaged_at = models.DateTimeField(null=True)
    triaged_by = _person()
    answer_due_at = models.DateTimeField(null=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, db_index=False, related_name="+")
    result = models.CharField(max_length=10, choices=Result, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = _person()
    is_in_time = models.BooleanField(default=False)
    is_confirmed = models.BooleanField(default=False)
    refusal = models.CharField(max_length=10, choices=Refusal, blank=True)
    refusal_note = models.CharField(max_length=300, blank=True)
    refused_at = models.DateTimeField(null=True)
    refused_by = _person()
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = _person()
    is_rewarded = models.BooleanField(default=False)
    reward = models.PositiveIntegerField(default=0)  # yuan
    reward_decision = models.CharField(max_length=200, blank=True)  # by whom, in which document
    rewarded_at = models.DateTimeField(null=True)
    rewarded_by = _person()
    reward_received_at = models.DateTimeField(null=True)  # as the informant confirmed, by the code alone

    objects = TipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tip-off")
        constraints = [*_constraints()]
        indexes = [
            # the list, and rows of the figures
            models.Index(fields=["received_on", "id"], name="tip_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return number(self.pk, self.received_on)

    @property
    def due_at(self) -> Any:
        """Return by when the next thing is owed, None where nothing is."""
        if self.state == TipState.RECEIVED:
            return self.triage_due_at
        return self.answer_due_at if self.state in AT_WORK else None


def number(key: int, on: Any) -> str:
    return f"JB{on:%Y}-{key:07d}"


class TipMessage(models.Model):
    """What was said after the tip-off itself; the words stand here alone, the journal keeps a keyed digest of them."""

    tip = models.ForeignKey(TipOff, models.PROTECT, related_name="messages")
    seq = models.BigIntegerField(unique=True)  # the journal entry with which it was said
    at = models.DateTimeField()
    is_from_informant = models.BooleanField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="tip_message_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.seq}"
