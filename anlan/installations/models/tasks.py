"""What a guarantee post owes in one cycle, and the daily pledge (安全承诺公告)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.installations.kinds import Role, TaskState
from anlan.installations.models.owned import PlantCase, PlantQuerySet
from anlan.installations.models.register import Installation
from anlan.premises.models import Premises


class GuaranteeTask(PlantCase):
    """One duty of one post in one cycle; of the daily pledge, which is a plant's, no installation is named.

    Performed after `due_at` it is late; not performed by `closes_at`, the clock notes it as missed, for good.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="guarantee_tasks")
    installation = models.ForeignKey(Installation, models.PROTECT, null=True, related_name="tasks")
    duty = models.CharField(max_length=24)
    pack = models.CharField(max_length=30)
    role = models.CharField(max_length=12)
    occasion = models.CharField(max_length=80, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    holder = models.CharField(max_length=60, blank=True)
    result = models.CharField(max_length=500, blank=True)
    hazards_found = models.PositiveIntegerField(null=True)
    performed_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)

    objects = PlantQuerySet.as_manager()

    class Meta:
        verbose_name = _("guarantee duty")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(TaskState.values)), name="guarantee_task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(Role.values)), name="guarantee_task_role_known"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"), closes_at__gte=F("due_at")),
                name="guarantee_task_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, performed_at__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(performed_at=None)),
                name="guarantee_task_done_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["installation", "duty", "first_day"],
                condition=Q(installation__isnull=False),
                name="guarantee_task_once_a_cycle",
            ),
            models.UniqueConstraint(
                fields=["premises", "duty", "first_day"],
                condition=Q(installation=None),
                name="plant_task_once_a_cycle",
            ),
        ]
        indexes = [
            # the clock: what is over and was not performed
            models.Index(fields=["closes_at", "id"], condition=Q(state="due"), name="guarantee_task_closing"),
            # those of a span of days
            models.Index(fields=["due_on", "id"], name="guarantee_task_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"LZ{self.due_on:%Y}-{self.pk:07d}"


class Pledge(models.Model):
    """What a plant announced at its gate on a day (应急〔2018〕74号; domain brief §3.4). Only ever added to."""

    task = models.OneToOneField(GuaranteeTask, models.PROTECT, primary_key=True, related_name="pledge")
    seq = models.BigIntegerField()
    units_total = models.PositiveIntegerField()
    units_running = models.PositiveIntegerField()
    units_stopped = models.PositiveIntegerField()
    units_maintained = models.PositiveIntegerField()
    special_fire = models.PositiveIntegerField()
    fire_one = models.PositiveIntegerField()
    fire_two = models.PositiveIntegerField()
    confined = models.PositiveIntegerField()
    other_works = models.PositiveIntegerField()
    is_trial = models.BooleanField()
    is_starting = models.BooleanField()
    is_tank_farm_safe = models.BooleanField()
    trouble = models.CharField(max_length=300, blank=True)
    sentence = models.CharField(max_length=300)
    principal = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(units_total__gte=F("units_running") + F("units_stopped"))
                & Q(units_stopped__gte=F("units_maintained")),
                name="pledge_units_add_up",
            ),
            models.CheckConstraint(
                condition=Q(is_tank_farm_safe=True) | ~Q(trouble=""), name="pledge_unsafe_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
