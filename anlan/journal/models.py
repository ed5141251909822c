"""Tables of the journal. They point at nothing: a case is named by its kind and key only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anlan.journal import digest


class Head(models.Model):
    """The one row that numbers entries. Whoever takes it holds it to the commit: order of seq = order of commit."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField()
    digest = models.CharField(max_length=10, default=digest.configured)  # of every entry and seal, for good

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="journal_head_is_one_row"),
            models.CheckConstraint(
                condition=Q(digest__in=digest.ALGORITHMS), name="journal_head_digest_is_known"
            ),
        ]


class Entry(models.Model):
    """One step of one case: who did it in which post, when it happened, when the system learned it."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    n = models.PositiveIntegerField()  # 1, 2, 3 … within the case
    step = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20)  # empty on the opening entry
    to_state = models.CharField(max_length=20)
    actor_id = models.BigIntegerField()
    post_id = models.BigIntegerField(null=True)  # null: the system itself
    organisation_id = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    input = models.TextField()  # canonical JSON
    key = models.CharField(max_length=80, null=True)  # noqa: DJ001 -- absent, not empty: unique per actor
    former_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_id", "n"], name="journal_case_step_once"),
            # written as “is not null”: only so does SQLite find a key by it, the other way it reads the whole journal
            models.UniqueConstraint(
                fields=["actor_id", "key"], condition=Q(key__isnull=False), name="journal_key_once"
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="journal_seq_from_1"),
            models.CheckConstraint(condition=Q(n__gte=1), name="journal_n_from_1"),
            models.CheckConstraint(
                condition=Q(occurred_at__lte=models.F("recorded_at")), name="journal_no_future"
            ),
        ]
        indexes = [
            # an earlier known_at: the last seq recorded by then
            models.Index(fields=["recorded_at"], name="journal_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.case_id} {self.step}"


class Seal(models.Model):
    """The root over a range of entries, linked to the seal before it: ranges follow one another without a gap.

    That each follows the one before it is also kept by a trigger (`triggers.py`): a constraint sees one row only.
    """

    number = models.PositiveIntegerField(primary_key=True)  # 1, 2, 3 …
    # the seal of an entry: the first one whose last_seq is not below it (index of the unique constraint)
    first_seq = models.BigIntegerField(unique=True)
    last_seq = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=10)
    root = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    former_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number=1, first_seq=1) | Q(number__gt=1, first_seq__gt=1),
                name="journal_seal_from_1",
            ),
            models.CheckConstraint(
                condition=Q(first_seq__lte=models.F("last_seq")), name="journal_seal_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(digest__in=digest.ALGORITHMS), name="journal_seal_digest_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.first_seq}–{self.last_seq}"
