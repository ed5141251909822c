from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class DrawState(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    DRAWN = "drawn", _("Drawn")
    PUBLISHED = "published", _("Made public")
    VOIDED = "voided", _("Voided")


class Spread(models.TextChoices):
    WHOLE = "whole", _("From all together")
    BY_AREA = "by_area", _("From each county or zone by its size")


class DrawQuerySet(models.QuerySet["Draw"]):
    def within(self, scope: Scope) -> DrawQuerySet:
        """Return what a scope shows. What is public, everybody may see: `published`."""
        return self.filter(scope.where(Permission.DRAW_READ, sector=None))

    def published(self) -> DrawQuerySet:
        return self.filter(published_at__isnull=False)


_NOT_DRAWN = Q(seed="", public_text="", result="", drawn_by=None, drawn_at=None)
_DRAWN = Q(~Q(seed=""), ~Q(public_text=""), ~Q(result=""), drawn_by__isnull=False, drawn_at__isnull=False)


class Draw(Case):
    """A draw of places and of officers. Its pools, kept as text, never change; who is excluded stands beside them.

    `object_pool`, `officer_pool`: a line `key TAB group TAB name` for each candidate, in the order of the keys.
    `excluded`: a line `o:key TAB reason` for a place, `p:key TAB reason` for an officer. `result`: a line `rank TAB key
    TAB lot TAB officers' keys, with commas` for each place drawn. Half of the seed is the secret `nonce`, whose SHA-256
    (`commitment`) is told when the draw is prepared; the other half is a text that nobody could know then.
    """

    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    sectors = models.CharField(max_length=200, blank=True)  # codes with commas; empty: all
    spread = models.CharField(max_length=10, choices=Spread)
    wanted = models.PositiveIntegerField()
    per_object = models.PositiveSmallIntegerField()
    objects_in = models.PositiveIntegerField()
    officers_in = models.PositiveIntegerField()
    object_pool = models.TextField()
    officer_pool = models.TextField()
    object_digest = models.CharField(max_length=64)
    officer_digest = models.CharField(max_length=64)
    excluded = models.TextField(blank=True)
    nonce = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    prepared_on = models.DateField()
    public_text = models.CharField(max_length=100, blank=True)
    witness = models.CharField(max_length=80, blank=True)
    seed = models.CharField(max_length=200, blank=True)
    result = models.TextField(blank=True)
    drawn_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DrawState.values), name="draw_state_known"),
            models.CheckConstraint(condition=Q(spread__in=Spread.values), name="draw_spread_known"),
            models.CheckConstraint(
                condition=Q(_NOT_DRAWN, state=DrawState.PREPARED)
                | Q(_NOT_DRAWN | _DRAWN, state=DrawState.VOIDED)
                | Q(_DRAWN, state__in=(DrawState.DRAWN, DrawState.PUBLISHED)),
                name="draw_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=DrawState.PUBLISHED, published_at__isnull=False)
                | Q(~Q(seed=""), state=DrawState.VOIDED, published_at__isnull=False)
                | Q(state=DrawState.VOIDED, seed="", published_at=None)
                | Q(state__in=(DrawState.PREPARED, DrawState.DRAWN), published_at=None),
                name="draw_published_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(drawn_by=None) | ~Q(drawn_by=models.F("prepared_by")),
                name="draw_is_drawn_by_another",
            ),
            models.CheckConstraint(
                condition=Q(wanted__gte=1, objects_in__gte=models.F("wanted")), name="draw_has_enough"
            ),
        ]
        indexes = [
            # the list, the latest first
            models.Index(fields=["prepared_on", "id"], name="draw_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"CQ{self.prepared_on:%Y}-{self.pk:07d}"
