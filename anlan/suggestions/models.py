"""What was proposed, on which page and in which role, and the answer. More about the sender is not kept here."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, PathField, Person
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor, Scope


class SuggestionState(models.TextChoices):
    SENT = "sent", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")
    NOTED = "noted", _("Answer read")


class SuggestionQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> SuggestionQuerySet:
        """Return what the office answers: those of its area. Whoever sent one meets it by `sent_by`."""
        return self.filter(scope.where(Permission.SUGGESTION_ANSWER, sector=None))

    def sent_by(self, actor: Actor) -> SuggestionQuerySet:
        return self.filter(sender=actor.person_id)


class Suggestion(Case):
    """A proposal. Its area is the whole of the city, not the sender's: the role is all that is kept of the post."""

    text = models.TextField()
    page = models.CharField(max_length=300, blank=True)  # a path of this site, without what was searched for
    role = models.CharField(max_length=20, choices=Role)
    sender = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SuggestionState.values), name="suggestion_state_known"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="suggestion_role_known"),
            models.CheckConstraint(
                condition=Q(state=SuggestionState.SENT, answer="", answered_at=None, answered_by=None)
                | (
                    ~Q(state=SuggestionState.SENT)
                    & ~Q(answer="")
                    & Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="suggestion_answered_paired",
            ),
        ]
        indexes = [
            # one's own, the newest first; and how many one sent of late
            models.Index(fields=["sender", "-id"], name="suggestion_of_sender"),
            # the list of the office
            models.Index(fields=["sent_on", "id"], name="suggestion_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"JY{self.sent_on:%Y}-{self.pk:07d}"
