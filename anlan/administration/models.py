"""What is decided about people, posts, responsibility and the tree, as cases: the journal is their history.

What they come to stands in the tables of `org`, which a step writes in its own transaction (`projects`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Post, Sector
from anlan.org.roles import Permission, Role
from anlan.org.scope import Scope


class AccountState(models.TextChoices):
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Deactivated")


class Account(Case):
    """A person's account. `Person.account_seq` is its key."""

    username = models.CharField(max_length=40, unique=True)
    # the area of the security administrator who opened it: whose staff looks after it
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        verbose_name = _("account")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AccountState.values), name="account_state_known"),
        ]

    def __str__(self) -> str:
        return self.username


class AppointmentState(models.TextChoices):
    HELD = "held", _("Held")
    ACTING = "acting", _("Held as a deputy")
    ENDED = "ended", _("Ended")


class Appointment(Case):
    """One post given to one person, or lent to a deputy. `Post.appointment_seq` is its key."""

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    # of a deputy: the post that is lent, and who holds it
    acting_for = models.ForeignKey(Post, models.PROTECT, null=True, db_index=False, related_name="+")
    principal = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        verbose_name = _("appointment")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AppointmentState.values), name="appointment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(acting_for=None, principal=None)
                | Q(acting_for__isnull=False, principal__isnull=False, last_day__isnull=False),
                name="appointment_of_a_deputy_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(principal=None) | ~Q(principal=models.F("person")),
                name="appointment_nobody_deputises_for_themselves",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RulingState(models.TextChoices):
    SOLE = "sole", _("One department is responsible")
    DISPUTED = "disputed", _("Claimed by more than one")
    OPEN = "open", _("No ruling of its own")


class RulingQuerySet(models.QuerySet["Ruling"]):
    def within(self, scope: Scope) -> RulingQuerySet:
        return self.filter(scope.where(Permission.RESPONSIBILITY_READ))


class Ruling(Case):
    """The rulings on one cell of the matrix, one after the other: who answers for a sector in an area.

    Work Safety Law art. 10: where duties for a new sector are unclear, the government designates by similarity of
    business; so a ruling names who decided, in which document, and on what ground.
    """

    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()

    objects = RulingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ruling")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RulingState.values), name="ruling_state_known"),
            models.UniqueConstraint(fields=["sector", "area"], name="ruling_one_case_a_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.sector_id} {self.area_id}"


class ReorganisationState(models.TextChoices):
    DONE = "done", _("Carried out")
    TAKEN_BACK = "taken_back", _("Taken back")


class Reorganisation(Case):
    """One change of the tree or of the bodies in it: what was closed, what was opened in its place."""

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+"
    )  # closed, or the parent of what is opened
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField()
    # what the step opened: written by it
    new_area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    new_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("reorganisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReorganisationState.values), name="reorganisation_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
