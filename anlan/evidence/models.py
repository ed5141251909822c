"""What is kept of a photograph, to which entry of which case it belongs, and which photographs look alike."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Person


class Format(models.TextChoices):
    """What was uploaded; what is kept is always a JPEG of our own making."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    HEIC = "heic", "HEIC"


class Role(models.TextChoices):
    BEFORE = "before", _("Before rectification")
    AFTER = "after", _("After rectification")
    DOCUMENT = "document", _("Supporting document")
    SIGNATURE = "signature", _("Signature on glass")


class File(models.Model):
    """One picture, kept once however often it is uploaded; width, height and size are those of what is kept."""

    sha256 = models.CharField(max_length=64, unique=True)  # of the bytes that were uploaded, hex
    # of the bytes that are kept: what the journal holds; an index, because a step is given it back
    picture_sha256 = models.CharField(max_length=64, db_index=True)
    format = models.CharField(max_length=4, choices=Format)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True)  # as the camera's clock says
    has_position = models.BooleanField(default=False)
    # where the camera says it was, in millionths of a degree (WGS 84): evidence, never in what is served
    lat_e6 = models.IntegerField(null=True)
    lon_e6 = models.IntegerField(null=True)
    has_camera = models.BooleanField(default=False)  # the upload named the camera that made it
    came_wide = models.PositiveIntegerField(null=True)  # pixels of the upload; null: older than this column
    came_high = models.PositiveIntegerField(null=True)
    grid = models.FloatField(
        null=True
    )  # how much a fine grid stands out (screens.py); null: not measured yet
    thumb_sha256 = models.CharField(max_length=64, blank=True)  # empty: older than this column
    dhash = models.BigIntegerField()
    # of the picture and of windows in it (anlan/evidence/prints.py); null: older than prints, made by a job
    print = models.BinaryField(null=True)
    # null: somebody without an account, with a tip-off
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(format__in=Format.values), name="evidence_file_format_known"),
            models.CheckConstraint(
                condition=Q(size__gt=0, width__gt=0, height__gt=0), name="evidence_file_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(lat_e6=None, lon_e6=None)
                | Q(lat_e6__range=(-90_000_000, 90_000_000), lon_e6__range=(-180_000_000, 180_000_000)),
                name="evidence_file_placed_by_both",
            ),
        ]
        indexes = [
            # how many pictures somebody left unattached today
            models.Index(fields=["uploaded_by", "uploaded_at"], name="evidence_by_uploader"),
            # pictures that no job has measured yet
            models.Index(fields=["id"], condition=Q(grid=None), name="evidence_not_measured"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """A picture of one entry of one case; written by the lifecycle's door with that entry, never changed."""

    # the index tells which pictures are attached at all, and where else a picture was used
    file = models.ForeignKey(File, models.PROTECT, related_name="attachments")
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    seq = models.BigIntegerField()  # of the journal entry
    role = models.CharField(max_length=10, choices=Role)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            # its index also finds the pictures of a case: every page that shows them, every access check
            models.UniqueConstraint(
                fields=["case_kind", "case_id", "seq", "role", "position"], name="evidence_attachment_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="evidence_attachment_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.case_id} {self.role} {self.position}"


class Likeness(models.Model):
    """Two pictures that look alike, found when the later one was stored; a flag for people, never a verdict."""

    file = models.ForeignKey(File, models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(File, models.CASCADE, related_name="+")  # the earlier one; read from both sides
    distance = models.PositiveSmallIntegerField()  # bits of 64

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "other"], name="evidence_likeness_once"),
            models.CheckConstraint(condition=~Q(file=F("other")), name="evidence_likeness_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} ~ {self.other_id}"
