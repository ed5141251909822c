"""Contributions are the permanent ledger of all that is counted; cells are their fold, exact to a watermark."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anlan.org.models import Area


class Measure(models.Model):
    """The small number of a measure's code, so that millions of rows need not repeat the code."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.code


class Contribution(models.Model):
    """What one journal entry adds to one measure: one case, or a quantity. Written with the entry, never changed, in
    order of commit.

    `day` is the bucket counted (a cohort measure: the day of finding); `step_day` the day on which the
    step happened. Both are eight-digit buckets of Shanghai days.
    """

    pk = models.CompositePrimaryKey("seq", "line")
    seq = models.BigIntegerField()
    line = models.PositiveSmallIntegerField()
    measure = models.ForeignKey(
        Measure, models.PROTECT, db_index=False, related_name="+", db_constraint=False
    )
    day = models.IntegerField()
    step_day = models.IntegerField()
    area_id = models.BigIntegerField()  # a leaf of the counting tree
    sector_id = models.BigIntegerField()  # NO_SECTOR where the measure has no sector
    grade = models.CharField(max_length=10)  # empty where the measure has no grade
    # one sending of messages may be 16 million; no wider, for PostgreSQL adds wider ones up as numeric
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(n=0), name="contribution_counts_something"),
            models.CheckConstraint(
                condition=Q(step_day__gte=F("day")), name="contribution_step_not_before_day"
            ),
        ]
        indexes = [
            # a past `to`: what was counted into earlier days by later steps
            models.Index(
                fields=["measure", "step_day"],
                condition=Q(step_day__gt=F("day")),
                name="contribution_later_steps",
            ),
        ]


class Cell(models.Model):
    """The sum of contributions up to the watermark for a bucket (day, month or year), at leaf, county and city.

    `area` is the leaf or any ancestor; `sector` 0 holds all sectors together.
    """

    # buckets before grades: a period is then one range of the key whatever the grade (100 times faster at 8.1 M)
    pk = models.CompositePrimaryKey("measure_id", "area_id", "sector_id", "bucket", "grade")
    measure = models.ForeignKey(
        Measure, models.PROTECT, db_index=False, related_name="+", db_constraint=False
    )
    area_id = models.BigIntegerField()
    sector_id = models.BigIntegerField()
    grade = models.CharField(max_length=10)
    bucket = models.IntegerField()
    n = models.BigIntegerField()


class Fold(models.Model):
    """How far the cells hold: every contribution with seq ≤ `seq` is in them, none after it."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="fold_is_one_row")]


class Quote(models.Model):
    """A value under a short permanent address: what was asked, as known when, and what the answer was. Append-only."""

    code = models.CharField(max_length=13, unique=True)
    question = models.BinaryField(max_length=32, unique=True)  # SHA-256: the same question has the same code
    figure = models.CharField(max_length=60)
    revision = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    sectors = models.CharField(max_length=500)  # keys, ascending, with commas; empty: all of them
    grade = models.CharField(max_length=10)
    first = models.DateField()
    last = models.DateField()
    known_seq = models.BigIntegerField()
    known_at = models.DateTimeField()
    count = models.BigIntegerField()
    base = models.BigIntegerField(null=True)
    text = models.CharField(max_length=20)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="quote_period_in_order"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(figure=""), name="quote_names_something"),
        ]

    def __str__(self) -> str:
        return self.code


class Favourite(models.Model):
    """A figure that somebody wants on top of the list."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    figure = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "figure"], name="favourite_once"),
        ]
