"""The city's own DOCX templates: each a case, every version of its file kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope

LOOKING = (
    Permission.BULLETIN_EDIT,
    Permission.BULLETIN_REVIEW,
    Permission.BULLETIN_SIGN,
    Permission.BULLETIN_FOLLOW,
)
"""Whoever makes bulletins of an area sees its templates."""


class TemplateState(models.TextChoices):
    IN_USE = "in_use", _("In use")
    RETIRED = "retired", _("Retired")


class TemplateQuerySet(models.QuerySet["Template"]):
    def within(self, scope: Scope) -> TemplateQuerySet:
        if scope.everything:
            return self.all()
        seen = Q(pk__in=())
        for permission in LOOKING:
            seen |= scope.where(permission, sector=None)
        return self.filter(seen)

    def in_use(self) -> TemplateQuerySet:
        return self.filter(state=TemplateState.IN_USE)


class Template(Case):
    """A template of an area, by its name; series choose it. Its newest version makes the files of what is signed."""

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    opened_on = models.DateField()

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TemplateState.values), name="template_state_known"),
            models.UniqueConstraint(
                fields=["area", "name"], condition=Q(state=TemplateState.IN_USE), name="template_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """One file of a template, as it was uploaded. Never changed: what was signed with it is made from it again."""

    template = models.ForeignKey(Template, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    seq = models.BigIntegerField(unique=True)  # the journal entry that brought it
    by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    placeholders = models.JSONField()  # as they stand in the file, in order
    figures = models.JSONField()  # keys of the figures among them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"
