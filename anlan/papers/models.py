"""The register of papers. A paper and its archived files are only ever added."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Organisation
from anlan.org.scope import Scope
from anlan.papers.access import SEEN


class Form(models.TextChoices):
    """A form in which a paper is kept; the code is the file's ending."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"


class Numbering(models.Model):
    """The last number given to a kind of paper in a year; locked while the next one is given, so none is missing."""

    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="papers_numbering_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def within(self, scope: Scope) -> PaperQuerySet:
        """Return the papers of the cases that somebody sees: whoever loses the case loses its papers."""
        seen = Q(pk__in=())
        for kind, cases in SEEN.items():
            seen |= Q(case_kind=kind, case_id__in=cases(scope).values("pk"))
        return self.filter(seen)


class Paper(models.Model):
    """One numbered paper as it was issued. `content` is the composed document, `digest` the SHA-256 of its bytes."""

    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)  # the number as it is printed: 督办函〔2022〕17号
    title = models.CharField(max_length=300)
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    seq = models.BigIntegerField(unique=True)  # the journal entry that issued it
    issuer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    recipient = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    issued_at = models.DateTimeField()
    content = (
        models.JSONField()
    )  # empty for papers older than this register: their words are told from the case
    digest = models.CharField(max_length=64)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        constraints = [
            # its index also serves the list of one kind
            models.UniqueConstraint(fields=["kind", "year", "number"], name="papers_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="papers_number_positive"),
        ]
        indexes = [
            # the papers of the cases that somebody sees, and of one case
            models.Index(fields=["case_kind", "case_id"], name="papers_of_case"),
        ]

    def __str__(self) -> str:
        return self.name


class Archive(models.Model):
    """A file of a paper as it was first made; its bytes lie under their digest in the data folder."""

    paper = models.ForeignKey(Paper, models.PROTECT, db_index=False, related_name="archives")
    form = models.CharField(max_length=4, choices=Form)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            # its index finds the files of a paper, and the newest paper that has one
            models.UniqueConstraint(fields=["paper", "form"], name="papers_archive_once"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="papers_archive_form_known"),
            models.CheckConstraint(condition=Q(size__gt=0), name="papers_archive_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.form}"


class Method(models.TextChoices):
    """How a paper is served (Civil Procedure Law, art. 87 on: in hand, left, by post, electronically, by notice)."""

    IN_HAND = "in_hand", _("In hand")
    LEFT = "left", _("Left on the spot")
    POST = "post", _("By post")
    ELECTRONIC = "electronic", _("Electronically")
    NOTICE = "notice", _("By public notice")


class Service(models.Model):
    """How a paper was served, once: who signed for it, or that the signature was refused before a witness."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="service")
    seq = models.BigIntegerField(unique=True)  # the journal entry that recorded it
    method = models.CharField(max_length=10, choices=Method)
    receiver = models.CharField(max_length=60, blank=True)
    is_refused = models.BooleanField(default=False)
    witness = models.CharField(max_length=60, blank=True)
    served_at = models.DateTimeField()

    class Meta:
        verbose_name = _("service of a paper")
        constraints = [
            models.CheckConstraint(condition=Q(method__in=Method.values), name="papers_service_method_known"),
            models.CheckConstraint(
                condition=Q(is_refused=False) & ~Q(receiver="") | Q(is_refused=True) & ~Q(witness=""),
                name="papers_service_signed_or_witnessed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.receiver or self.witness}"
