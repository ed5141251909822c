"""Terms of the statutory clocks that the city's office laid down before those that ship (`anlan.incidents.terms`)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.incidents.kinds import IncidentKind
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class TermState(models.TextChoices):
    LAID_DOWN = "laid_down", _("Laid down")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ClockTermQuerySet(models.QuerySet["ClockTerm"]):
    def within(self, scope: Scope) -> ClockTermQuerySet:
        """Return those of a scope's areas, and those of the areas above: a term holds all the way down."""
        if scope.everything:
            return self.all()
        above = {
            f"/{'/'.join(parts[: n + 1])}/"
            for post in scope.held
            if Permission.INCIDENT_READ in post.permissions and not post.own_only
            for parts in [post.area_path.strip("/").split("/")]
            for n in range(len(parts))
        }
        here = scope.where(Permission.INCIDENT_READ, sector=None)
        return self.filter(here | Q(area_path__in=sorted(above)))

    def standing(self) -> ClockTermQuerySet:
        return self.filter(state=TermState.LAID_DOWN)


class ClockTerm(Case):
    """A number of minutes, hours or days that a clock runs from a day on, for one kind of incident or for all."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, blank=True, choices=IncidentKind)  # empty: of every kind
    number_given = models.PositiveIntegerField()
    first_day = models.DateField()
    basis = models.CharField(max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    laid_down_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    objects = ClockTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term of a clock")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(TermState.values)), name="clock_term_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=sorted(IncidentKind.values)), name="clock_term_kind_known"
            ),
            # which number holds on a day is read by it
            models.UniqueConstraint(
                fields=["code", "kind", "first_day"],
                condition=Q(state=TermState.LAID_DOWN),
                name="clock_term_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"SX{self.first_day:%Y}-{self.pk:07d}"
