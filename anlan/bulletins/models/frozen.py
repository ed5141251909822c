"""What signing freezes: the document, every value with its trace, the files, a detached signature. Append-only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.bulletins.models.issues import Issue
from anlan.bulletins.models.templates import TemplateVersion
from anlan.org.models import Person


class Signed(models.Model):
    """An issue as it was signed. `digest` is over everything that it says, its numbers and the last seal included."""

    issue = models.OneToOneField(Issue, models.PROTECT, primary_key=True, related_name="signed")
    seq = models.BigIntegerField(unique=True)  # the journal entry of the signature
    version = models.PositiveIntegerField()
    composition = models.JSONField()  # documents.model.as_data
    known_seq = models.BigIntegerField()
    known_at = models.DateTimeField()
    seal_number = models.PositiveIntegerField(null=True)
    seal_root = models.BinaryField(max_length=32)  # empty: nothing was sealed yet
    algorithm = models.CharField(max_length=10)
    content_digest = models.BinaryField(max_length=32)  # before numbers: what the journal entry holds
    digest = models.BinaryField(max_length=32)
    # the version of the city's own template that makes its file too
    template = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(algorithm__in=["sha256", "sm3"]), name="signed_digest_known"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {bytes(self.digest).hex()[:16]}"


class SignedValue(models.Model):
    """One number of a signed issue: what was asked, what the answer was, and the rows that prove it.

    `row_digest` is empty for a number of a table: its value is kept, its rows are counted anew when asked.
    """

    signed = models.ForeignKey(Signed, models.PROTECT, db_index=False, related_name="values")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=120)  # of the token, or of the cell
    code = models.CharField(max_length=80)
    revision = models.PositiveIntegerField()  # of the figure's definition
    area_code = models.CharField(max_length=20)
    area_id = models.BigIntegerField()
    area_path = models.CharField(max_length=100)
    first_on = models.DateField()
    last_on = models.DateField()
    count = models.BigIntegerField()
    base = models.BigIntegerField(null=True)
    text = models.CharField(max_length=60)  # in official prose, without measure word
    phrase = models.CharField(max_length=80)
    printed = models.CharField(
        max_length=80
    )  # as it stands in the issue; differs from the truth where overridden
    origin = models.CharField(max_length=10)
    row_count = models.BigIntegerField(null=True)
    row_digest = models.CharField(max_length=64, blank=True)
    sectors = models.CharField(
        max_length=400, blank=True
    )  # keys of the sectors it was cut to, of a department's

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signed", "position"], name="signed_value_once")]

    def __str__(self) -> str:
        return f"{self.key} = {self.printed}"


class Format(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    HTML = "html", "HTML"
    TXT = "txt", _("plain text")
    OWN = "own", _("DOCX by the city’s own template")
    XLSX = "xlsx", "XLSX"


class Archived(models.Model):
    """A file of a signed issue, made once, after the signature; made again it must be the same, byte by byte."""

    signed = models.ForeignKey(Signed, models.PROTECT, db_index=False, related_name="files")
    format = models.CharField(max_length=5, choices=Format)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120, blank=True)  # the renderer: its versions, its fonts

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signed", "format"], name="archived_once"),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="archived_format_known"),
        ]

    def __str__(self) -> str:
        return f"{self.signed_id}.{self.format}"


class Verdict(models.TextChoices):
    """What a check of a detached signature found, when it was attached. One over another file is never attached."""

    TRUSTED = "trusted", _("verified: made over this file, by a certificate of a trusted authority")
    MATCHES = "matches", _("made over this file; whose certificate it is was not verified")
    UNCHECKED = "unchecked", _("not verified here")


class Signature(models.Model):
    """A detached signature over the archived PDF, made with the signer's own key outside of this system."""

    signed = models.ForeignKey(Signed, models.PROTECT, db_index=False, related_name="signatures")
    seq = models.BigIntegerField(unique=True)
    by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNCHECKED)
    signer = models.CharField(max_length=200, blank=True)  # whom the certificate names
    note = models.CharField(max_length=300, blank=True)  # why it could not be verified

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signed", "sha256"], name="signature_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="signature_verdict_known"),
        ]

    def __str__(self) -> str:
        return self.name
