"""Series of bulletins, special series within them, their counters, and to whom they go."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.bulletins.models.templates import Template
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Sector

EARLIEST = date(2000, 1, 1)
"""The first day of what stood before anybody said since when."""


def chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


class Cycle(models.TextChoices):
    """How many days an issue tells of: what its figures count, up to its day."""

    YEAR = "year", _("the year to the day")
    MONTH = "month", _("the month to the day")
    WEEK = "week", _("the week to the day")
    DAY = "day", _("the day")
    SPECIAL = "period", _("the special period to the day")


class Series(models.Model):
    """A run of issues under one name (刊名), numbered by year. `sections` names its section files."""

    code = models.CharField(max_length=20)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    issuer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    masthead = models.CharField(max_length=40, blank=True)  # 刊头, where it is not the name
    masthead_en = models.CharField(max_length=80, blank=True)
    sections = models.CharField(max_length=20, blank=True)  # empty: the text is written by hand
    cycle = models.CharField(max_length=6, choices=Cycle)
    position = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True)
    # the city's own DOCX template by which its issues are made too
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, db_index=False, related_name="series_set"
    )

    class Meta:
        verbose_name = _("series")
        constraints = [
            models.UniqueConstraint(fields=["area", "code"], name="series_code_once"),
            models.CheckConstraint(condition=Q(cycle__in=Cycle.values), name="series_cycle_known"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name if chinese() else self.name_en

    def masthead_in(self, language: str) -> str:
        """Return what stands in red at the head of an issue."""
        return self.masthead or self.name if language == "zh" else self.masthead_en or self.name_en


class SpecialSeries(models.Model):
    """A run within a series for a time (专刊), with a counter of its own that does not begin anew with the year."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="specials")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("special series")
        constraints = [
            models.UniqueConstraint(fields=["series", "name"], name="special_series_name_once"),
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=F("first_on")),
                name="special_series_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name if chinese() else self.name_en


class Counter(models.Model):
    """The last number given in a series and year, or in a special series (year 0); held while the next is given.

    `start` is the number that was reached elsewhere before this system began: 48 if the first issue here is No. 49.
    """

    series = models.ForeignKey(Series, models.PROTECT, db_index=False, related_name="+")
    special = models.ForeignKey(SpecialSeries, models.PROTECT, null=True, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year"], condition=Q(special=None), name="counter_of_series_once"
            ),
            models.UniqueConstraint(
                fields=["special"], condition=Q(special__isnull=False), name="counter_of_special_once"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("start")), name="counter_never_goes_back"),
            models.CheckConstraint(
                condition=Q(special=None, year__gt=0) | Q(special__isnull=False, year=0), name="counter_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.special_id or '-'} {self.year}: {self.last}"


class Line(models.TextChoices):
    """The lines of the colophon: upwards, sideways, downwards."""

    REPORT = "report", _("Report to")  # 报
    DELIVER = "deliver", _("Deliver to")  # 送
    ISSUE = "issue", _("Issue to")  # 发


class Selector(models.TextChoices):
    """Which organisations a group stands for; worked out on the day of sending."""

    LEADERS = "leaders", _("where leaders hold posts")
    AREA_OFFICES = "area_offices", _("the offices of the areas below")
    DEPARTMENTS = "departments", _("the member departments")
    STATIONS = "stations", _("the safety stations")
    NAMED = "named", _("those named")


class GroupQuerySet(models.QuerySet["Group"]):
    def on(self, day: date) -> GroupQuerySet:
        """Return the groups that stand on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Group(models.Model):
    """Whom a line of the colophon names, and the organisations meant by it: those of the selector, and its members."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="groups")
    line = models.CharField(max_length=8, choices=Line)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    selector = models.CharField(max_length=14, choices=Selector)
    mail = models.CharField(max_length=254, blank=True)  # a mailing list, or somebody outside of this system
    valid_from = models.DateField(default=EARLIEST)
    valid_to = models.DateField(null=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient group")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="group_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(mail="") | Q(mail__contains="@"), name="group_mail_is_one"),
            models.CheckConstraint(condition=Q(line__in=Line.values), name="group_line_known"),
            models.CheckConstraint(condition=Q(selector__in=Selector.values), name="group_selector_known"),
            models.UniqueConstraint(
                fields=["series", "line", "name"], condition=Q(valid_to=None), name="group_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name if chinese() else self.name_en


class Member(models.Model):
    """An organisation that belongs to a group by name, between two days."""

    group = models.ForeignKey(Group, models.PROTECT, db_index=False, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "organisation"], condition=Q(valid_to=None), name="member_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="member_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.organisation_id}"


class BookState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class SeriesBook(Case):
    """The book of a series: every decision about its name, counters, special series and recipients, as a case."""

    series = models.OneToOneField(
        Series, models.PROTECT, null=True, related_name="book"
    )  # written by its first step
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    opened_on = models.DateField()

    class Meta:
        verbose_name = _("book of a series")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BookState.values), name="series_book_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}"
