"""What an office adds to the reports of a day below its area: its own note, nothing retyped."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class NoteState(models.TextChoices):
    NOTED = "noted", _("Noted")


class RollNoteQuerySet(models.QuerySet["RollNote"]):
    def within(self, scope: Scope) -> RollNoteQuerySet:
        return self.filter(scope.where(Permission.REPORT_READ, sector=None))


class RollNote(Case):
    """The note of an area's office on the reports of a day; how many were missing when it was written is kept."""

    form = models.CharField(max_length=20)
    day = models.DateField()
    turn = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    noted_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    note = models.TextField()
    due_count = models.PositiveIntegerField()
    missing_count = models.PositiveIntegerField()

    objects = RollNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note on a roll-up")
        constraints = [
            models.UniqueConstraint(fields=["area", "day", "form", "turn"], name="roll_note_once"),
            models.CheckConstraint(condition=Q(state__in=NoteState.values), name="roll_note_state_known"),
            models.CheckConstraint(
                condition=Q(missing_count__lte=models.F("due_count")), name="roll_note_missing_of_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.form}"
