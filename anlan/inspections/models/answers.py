"""Who took part in a visit, and what was answered to each item of its checklist."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.checklists.models import ChecklistItem
from anlan.inspections.models.qualifications import Qualification
from anlan.inspections.models.visits import Visit


class MemberRole(models.TextChoices):
    EXPERT = "expert", _("Expert")
    OFFICER = "officer", _("Enforcement officer")


class VisitMember(models.Model):
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="members")
    role = models.CharField(max_length=10, choices=MemberRole)
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "role", "qualification"], name="visit_member_once_in_a_role"
            ),
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="visit_member_role_known"),
        ]


class Result(models.TextChoices):
    CONFORMS = "conforms", _("Conforms")
    FAILS = "fails", _("Does not conform")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    UNCHECKED = "unchecked", _("Unchecked")


class Answer(models.Model):
    """What was found on one item; an item without an answer was not checked."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, db_index=False, related_name="+")
    result = models.CharField(max_length=14, choices=Result)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "item"], name="answer_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="answer_result_known"),
            models.CheckConstraint(
                condition=~Q(result=Result.NOT_APPLICABLE) | ~Q(reason=""),
                name="answer_not_applicable_for_a_reason",
            ),
        ]
