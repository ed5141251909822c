"""The digest of an area's day, and its editions: the one that the clock made, and those made anew with a reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.documents.model import Composition, from_data
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope

LANGUAGES = ("zh", "en")


class DigestState(models.TextChoices):
    MADE = "made", _("Made")


class DigestQuerySet(models.QuerySet["Digest"]):
    def within(self, scope: Scope) -> DigestQuerySet:
        """Return the digests of the areas whose reports a reader sees."""
        if scope.everything:
            return self.all()
        return self.filter(scope.where(Permission.REPORT_READ, sector=None))


class Digest(Case):
    """What an area's day was, as known when it was made. Its text stands in its editions and never changes there."""

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    issuer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    edition = models.PositiveIntegerField()
    made_at = models.DateTimeField()  # its latest edition
    known_seq = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily digest")
        constraints = [
            # its index also serves the list: an area's days
            models.UniqueConstraint(fields=["area", "day"], name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=DigestState.values), name="digest_state_known"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="digest_has_an_edition"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"KB{self.day:%Y%m%d}-{self.pk:07d}"


class Edition(models.Model):
    """A digest as it was made at a moment, in each language, with the digest of what it says. Never changed."""

    digest = models.ForeignKey(Digest, models.PROTECT, db_index=False, related_name="editions")
    number = models.PositiveIntegerField()
    seq = models.BigIntegerField(unique=True)  # the journal entry that made it
    by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)  # empty: the clock made it
    known_seq = models.BigIntegerField()
    known_at = models.DateTimeField()
    compositions = models.JSONField()  # language → documents.model.as_data
    numbers = models.JSONField()  # key of a figure → {name, printed, number}, in Chinese
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "number"], name="edition_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(why=""), name="edition_anew_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.digest_id} #{self.number}"

    def document(self, language: str) -> Composition:
        """Return what was made, in a language."""
        return from_data(self.compositions[language])
