"""Spot checks (查岗): rounds whose rooms are drawn from a list fixed beforehand, and the check of each room drawn."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.duty.kinds import Method
from anlan.duty.models.rooms import DutyRoom
from anlan.duty.models.scoped import DutyCase, DutyQuerySet, SpotCheckQuerySet
from anlan.org.models import Organisation, Person


class RoundState(models.TextChoices):
    COMMITTED = "committed", _("Digest published")
    DRAWN = "drawn", _("Drawn")
    PUBLISHED = "published", _("Made public")
    VOIDED = "voided", _("Voided")


class SpotRound(DutyCase):
    """A round of spot checks. The list of rooms and the digest of a secret are fixed before anything is drawn.

    `pool`: a line `key TAB area TAB name` a room. `result`: a line `rank TAB key TAB lot` a room drawn. The seed is
    the secret, a blank, and a text that nobody could know when the digest was told (anlan/kernel/draws.py).
    """

    title = models.CharField(max_length=120)
    wanted = models.PositiveSmallIntegerField()
    rooms_in = models.PositiveSmallIntegerField()
    pool = models.TextField()
    pool_digest = models.CharField(max_length=64)
    nonce = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    committed_on = models.DateField()
    committed_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    public_text = models.CharField(max_length=100, blank=True)
    seed = models.CharField(max_length=200, blank=True)
    result = models.TextField(blank=True)
    drawn_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of spot checks")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="spot_round_state_known"),
            models.CheckConstraint(
                condition=Q(wanted__gte=1, rooms_in__gte=F("wanted")), name="spot_round_has_enough"
            ),
            models.CheckConstraint(
                condition=Q(seed="", result="", drawn_at=None)
                | Q(~Q(seed=""), ~Q(result=""), drawn_at__isnull=False),
                name="spot_round_drawn_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.COMMITTED) | Q(seed=""), name="spot_round_committed_has_no_seed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"CG{self.committed_on:%Y}-{self.pk:07d}"


class CheckState(models.TextChoices):
    WAITING = "waiting", _("To be made")
    PASSED = "passed", _("Passed")
    FAILED = "failed", pgettext_lazy("spot check", "Failed")
    CORRECTED = "corrected", _("Corrected")


class SpotCheck(DutyCase):
    """The check of one duty room: who was called how, in how many seconds somebody answered, and what was found.

    `organisation` is the one that was checked, `checking` the one that checks. It passed if somebody on the roster
    answered in time, the seats and the leader were there, and the situation of the day was known: `passed` is worked
    out, never typed.
    """

    round = models.ForeignKey(SpotRound, models.PROTECT, null=True, related_name="checks")
    room = models.ForeignKey(DutyRoom, models.PROTECT, db_index=False, related_name="+")
    checking = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    drawn_on = models.DateField()  # the day on which it counts
    checker = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    checked_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=6, blank=True)
    dialled = models.CharField(max_length=20, blank=True)
    is_answered = models.BooleanField(default=False)
    seconds = models.PositiveSmallIntegerField(null=True)
    answered_by = models.CharField(max_length=40, blank=True)
    on_roster = models.BooleanField(default=False)
    on_post = models.BooleanField(default=False)
    leader_present = models.BooleanField(default=False)
    knows_situation = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    correction = models.CharField(max_length=500, blank=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("spot check")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="spot_check_state_known"),
            models.CheckConstraint(
                condition=Q(state=CheckState.WAITING)
                | Q(checker__isnull=False, checked_at__isnull=False, method__in=Method.values),
                name="spot_check_made_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(is_answered=False, seconds=None) | Q(is_answered=True, seconds__isnull=False),
                name="spot_check_answered_in_seconds",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.PASSED)
                | Q(
                    is_answered=True, on_roster=True, on_post=True, leader_present=True, knows_situation=True
                ),
                name="spot_check_passed_is_whole",
            ),
        ]
        indexes = [
            # the latest checks of an area
            models.Index(fields=["drawn_on", "id"], name="spot_check_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.drawn_on} {self.room_id}"

    @property
    def number(self) -> str:
        return f"CC{self.drawn_on:%Y}-{self.pk:07d}"
