"""Who owes a report (rules and obliged units, both dated) and what is due: one case for each unit, form and day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.reporting.demand import MOST_TURNS, Demand, Schedule
from anlan.reporting.form_models import FormVersion
from anlan.reporting.kinds import Axis, Ladder, Recurrence
from anlan.reporting.month_models import MonthFold, MonthSeal, UnitMonth
from anlan.reporting.roll_models import RollNote

__all__ = [
    "Axis",
    "Demand",
    "Due",
    "DueQuerySet",
    "DueState",
    "MonthFold",
    "MonthSeal",
    "Obliged",
    "ReportKind",
    "ReportRule",
    "ReportValue",
    "RollNote",
    "UnitMonth",
]


class ReportKind(models.TextChoices):
    REPORT = "report", _("Work reported")
    ZERO = "zero", _("All safe reported")


class Measured(models.TextChoices):
    """Who told how long a report took: the server's own token, or the client (kept as evidence only)."""

    SERVER = "server", _("measured by the server")
    CLIENT = "client", _("claimed by the client")


MOST_SECONDS = 3_600
"""A page that lay open longer tells nothing about the work: it counts as an hour."""


class DueState(models.TextChoices):
    """What was done about a report that is due. Late and missing are no states: time makes them (`standing`)."""

    OWED = "owed", _("Owed")
    REPORTED = "reported", _("Reported")
    ZERO = "zero", _("Zero report")
    EXCUSED = "excused", _("Excused")
    WITHDRAWN = "withdrawn", _("Withdrawn by the rule")


class ReportRule(Schedule):
    """A version of a rule: a form owed by its units on the days from the first to the last, by a time of the day
    (Shanghai). A rule without a `demand` is kept by nobody: the loader of an older city wrote it.
    """

    demand = models.ForeignKey(Demand, models.PROTECT, null=True, related_name="versions")
    form = models.CharField(max_length=20)  # the code of a form: `formbook.choices`
    axis = models.CharField(max_length=12, choices=Axis)
    first_day = models.DateField()
    last_day = models.DateField(null=True)

    class Meta:
        verbose_name = _("report rule")
        constraints = [
            models.CheckConstraint(condition=~Q(form=""), name="report_rule_has_a_form"),
            models.CheckConstraint(condition=Q(axis__in=Axis.values), name="report_rule_axis_known"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="report_rule_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(recurrence__in=Recurrence.values), name="report_rule_recurrence_known"
            ),
            models.CheckConstraint(condition=Q(ladder__in=Ladder.values), name="report_rule_ladder_known"),
            models.CheckConstraint(
                condition=Q(turn__gte=1, turn__lte=MOST_TURNS), name="report_rule_turn_of_a_day"
            ),
            models.UniqueConstraint(fields=["demand", "first_day"], name="report_rule_one_version_a_day"),
            models.CheckConstraint(
                condition=Q(
                    call_minutes__lte=F("second_call_minutes"), second_call_minutes__lte=F("leader_minutes")
                ),
                name="report_rule_ladder_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.axis} {self.due_time:%H:%M}"


class Obliged(models.Model):
    """A unit that owes what a rule asks, from a day to a day, with the number at which its duty desk answers."""

    rule = models.ForeignKey(ReportRule, models.PROTECT, related_name="obliged")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    phone = models.CharField(max_length=20, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    is_released = models.BooleanField(
        default=False, db_default=False
    )  # by the office: the group does not bring it back

    class Meta:
        verbose_name = _("obliged unit")
        constraints = [
            models.UniqueConstraint(fields=["rule", "organisation", "first_day"], name="obliged_once"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="obliged_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.first_day}"


class DueQuerySet(models.QuerySet["Due"]):
    def within(self, scope: Scope) -> DueQuerySet:
        """Return what a scope shows: the reports of its area, and those that its own organisations owe."""
        if scope.everything:
            return self.all()
        # 0 is nobody's: a condition that holds for nothing still has to compile (the API embeds its SQL)
        own = [0] + [
            post.organisation_id for post in scope.held if Permission.REPORT_FILE in post.permissions
        ]
        return self.filter(scope.where(Permission.REPORT_READ, sector=None) | Q(organisation__in=own))


_NOTHING_SENT = Q(
    kind="", first_kind="", received_at=None, signed_by=None, is_on_time=False, amended_at=None, version=0,
    form_version=None, typed_fields=None, seconds=None,
)  # fmt: skip
_SENT = Q(received_at__isnull=False, signed_by__isnull=False, form_version__isnull=False, version__gte=1)


class Due(Case):
    """A report that is due: who owes it for which day, by when, and what came in. Its state is what was done.

    `received_at` is the server's moment, `client_at` what the sender's device claimed. `seen_at` is the moment of the
    pre-filled figures that were confirmed: the same numbers can be evaluated again for it. `first_kind` is what the
    first version was, `kind` what the latest is; the versions themselves are the journal's entries.
    """

    rule = models.ForeignKey(ReportRule, models.PROTECT, db_index=False, related_name="+")
    form = models.CharField(max_length=20)
    axis = models.CharField(max_length=12)
    day = models.DateField()
    turn = models.PositiveSmallIntegerField(default=1, db_default=1)  # which report of the day
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    # the area whose report stands over this one; nothing stands over a department's
    above = models.ForeignKey(Area, models.PROTECT, null=True, db_index=False, related_name="+")
    collector = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    phone = models.CharField(max_length=20, blank=True)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_after = models.DateTimeField()  # the deadline and its grace: until then it counts as on time
    closes_at = models.DateTimeField()
    kind = models.CharField(max_length=10, blank=True)
    first_kind = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField(null=True)
    is_on_time = models.BooleanField(default=False)
    client_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    situation = models.TextField(blank=True)
    help_wanted = models.TextField(blank=True)
    # the version of the form in which it was sent, and stays
    form_version = models.ForeignKey(FormVersion, models.PROTECT, null=True, db_index=False, related_name="+")
    # the burden of the first sending: fields typed, seconds from the page's opening, by the server or as claimed
    typed_fields = models.PositiveSmallIntegerField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    seconds_by = models.CharField(max_length=10, blank=True)
    contradictions = models.CharField(max_length=200, blank=True)  # what spoke against a zero: code=number,…
    explanation = models.CharField(max_length=500, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    amended_at = models.DateTimeField(null=True)  # the first time
    excused_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    excused_at = models.DateTimeField(null=True)
    excused_reason = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)  # the last time
    answer = models.CharField(max_length=300, blank=True)  # to the last call
    told_leader_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)  # its window closed, and nothing had come in
    is_named = models.BooleanField(default=False, db_default=False)  # in the weekly circular, by its rule
    # the reminder letter, if it was the third that was missed in a month: proposed, signed or left, signed for
    letter_proposed_at = models.DateTimeField(null=True)
    letter_at = models.DateTimeField(null=True)
    letter_dropped_at = models.DateTimeField(null=True)
    letter_received_at = models.DateTimeField(null=True)
    # how the reports below stood when it was sent: said, never silently complete
    below_due = models.PositiveSmallIntegerField(default=0, db_default=0)
    below_missing = models.PositiveSmallIntegerField(default=0, db_default=0)
    below_more = models.CharField(
        max_length=300, blank=True, default="", db_default=""
    )  # code=own<sum below,…

    objects = DueQuerySet.as_manager()

    class Meta:
        verbose_name = _("due report")
        constraints = [
            # its index also serves a unit's own days
            models.UniqueConstraint(fields=["organisation", "form", "day", "turn"], name="due_once"),
            models.CheckConstraint(condition=~Q(form=""), name="due_has_a_form"),
            models.CheckConstraint(condition=Q(axis__in=Axis.values), name="due_axis_known"),
            models.CheckConstraint(
                condition=Q(
                    opens_at__lt=F("due_at"), due_at__lte=F("late_after"), late_after__lte=F("closes_at")
                ),
                name="due_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    _NOTHING_SENT, state=DueState.OWED, excused_by=None, excused_at=None, excused_reason=""
                )
                | Q(
                    _NOTHING_SENT,
                    ~Q(excused_reason=""),
                    state=DueState.EXCUSED,
                    excused_by__isnull=False,
                    excused_at__isnull=False,
                )
                | Q(
                    _NOTHING_SENT,
                    ~Q(excused_reason=""),
                    state=DueState.WITHDRAWN,
                    excused_by=None,
                    excused_at__isnull=False,
                )
                | Q(
                    _SENT,
                    state=DueState.REPORTED,
                    kind=ReportKind.REPORT,
                    first_kind__in=ReportKind.values,
                    excused_by=None,
                    excused_at=None,
                    excused_reason="",
                )
                | Q(
                    _SENT,
                    state=DueState.ZERO,
                    kind=ReportKind.ZERO,
                    first_kind=ReportKind.ZERO,
                    amended_at=None,
                    excused_by=None,
                    excused_at=None,
                    excused_reason="",
                ),
                name="due_state_is_what_was_done",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None)
                | Q(is_on_time=True, received_at__lte=F("late_after"))
                | Q(is_on_time=False, received_at__gt=F("late_after")),
                name="due_on_time_by_the_server",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None)
                | Q(received_at__gte=F("opens_at"), received_at__lte=F("closes_at")),
                name="due_received_in_its_window",
            ),
            models.CheckConstraint(
                condition=Q(version__lte=1, amended_at=None) | Q(version__gt=1, amended_at__isnull=False),
                name="due_amended_has_versions",
            ),
            models.CheckConstraint(
                condition=Q(seconds=None, seconds_by="")
                | Q(seconds__lte=MOST_SECONDS, seconds_by__in=Measured.values),
                name="due_seconds_are_told_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(contradictions="") | ~Q(explanation=""), name="due_contradiction_is_explained"
            ),
            models.CheckConstraint(
                condition=Q(calls=0, called_at=None) | Q(calls__gt=0, called_at__isnull=False),
                name="due_called_paired",
            ),
            models.CheckConstraint(
                condition=Q(below_missing__lte=F("below_due")), name="due_missing_below_are_of_those_due"
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at=None) | Q(received_at=None), name="due_lapsed_was_not_received"
            ),
            models.CheckConstraint(
                condition=Q(is_named=False) | Q(lapsed_at__isnull=False), name="due_named_has_lapsed"
            ),
            models.CheckConstraint(
                condition=Q(
                    letter_proposed_at=None, letter_at=None, letter_dropped_at=None, letter_received_at=None
                )
                | Q(
                    letter_proposed_at__isnull=False,
                    lapsed_at__isnull=False,
                    letter_at=None,
                    letter_received_at=None,
                )
                | Q(
                    letter_proposed_at__isnull=False,
                    lapsed_at__isnull=False,
                    letter_at__isnull=False,
                    letter_dropped_at=None,
                ),
                name="due_letter_in_order",
            ),
        ]
        indexes = [
            # the board of a day, and a period's figures
            models.Index(fields=["day", "form", "id"], name="due_by_day"),
            # the reports below an area's own
            models.Index(fields=["above", "day"], condition=Q(above__isnull=False), name="due_below"),
            # the job of the minute: whose leader to tell, whose window closed
            models.Index(
                fields=["due_at", "id"], condition=Q(state="owed", lapsed_at=None), name="due_to_chase"
            ),
            # whose reminder letter waits for a signature
            models.Index(
                fields=["letter_proposed_at"],
                condition=Q(letter_proposed_at__isnull=False),
                name="due_letter",
            ),
            # the job of the minute: whom to remind
            models.Index(
                fields=["due_at"], condition=Q(state="owed", reminded_at=None), name="due_to_remind"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The receipt's number: the same however often the report is sent again."""
        return f"RB{self.day:%Y%m%d}-{self.pk:07d}"


class ReportValue(models.Model):
    """What a report says in a field of its form, as of its latest version: a number, or words (a choice's code, a day).

    Of a bound field there is a row only where the unit states a difference: `number` is what it says, `derived` what
    the system knew then, `reason` why they differ. The former versions stand in the journal.
    """

    due = models.ForeignKey(Due, models.PROTECT, db_index=False, related_name="values")
    field = models.CharField(max_length=40)
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)  # yes is 1, no is 0
    words = models.TextField(blank=True)
    derived = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("value of a report")
        constraints = [
            models.UniqueConstraint(fields=["due", "field"], name="report_value_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, words="") | Q(~Q(words=""), number=None),
                name="report_value_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(reason="", derived=None) | Q(~Q(reason=""), number__gte=0),
                name="report_value_difference_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_id} {self.field}"
