"""Official criteria of major hazards, by the document that issues them. Public law: whoever reads hazards reads it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

ALL_SECTORS = "*"
"""Among the sectors of a pack: it holds wherever a sector has no words of its own for a case."""


class PackQuerySet(models.QuerySet["CriterionPack"]):
    def in_force(self, on: date) -> PackQuerySet:
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on)


class CriterionPack(models.Model):
    """One document with its time in force (both days count). Its words never change: a new text is a new pack."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    issuer = models.CharField(max_length=80)
    issuer_en = models.CharField(max_length=120)
    doc_no = models.CharField(max_length=60)
    sectors = models.JSONField()  # codes of the sectors that it is about
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    complete = models.BooleanField()  # every criterion of the document is here
    note = models.CharField(max_length=400, blank=True)
    note_en = models.CharField(max_length=400, blank=True)
    digest = models.CharField(max_length=64)  # of the file that it was loaded from

    objects = PackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="criterion_pack_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(complete=True) | ~Q(note=""), name="criterion_pack_says_what_is_missing"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"《{self.title}》（{self.doc_no}）"

    @property
    def remark(self) -> str:
        return self.note if (get_language() or "zh").startswith("zh") else self.note_en

    def is_about(self, sector: str) -> bool:
        """Tell whether the pack holds for a sector (its code)."""
        return sector in self.sectors or ALL_SECTORS in self.sectors

    def stands_on(self, day: date) -> bool:
        """Tell whether the pack is in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class Criterion(models.Model):
    """One article or item: the official words, and the words by which it is suggested."""

    pack = models.ForeignKey(CriterionPack, models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    article = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    keywords = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "position"], name="criterion_position_once"),
            models.UniqueConstraint(fields=["pack", "article"], name="criterion_article_once"),
            models.CheckConstraint(condition=~Q(text=""), name="criterion_has_words"),
        ]

    def __str__(self) -> str:
        return self.citation

    @property
    def citation(self) -> str:
        """Return how a paper cites it; needs the pack."""
        return f"{self.pack.label}{self.article}"
