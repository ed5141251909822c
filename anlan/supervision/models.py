from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.obligations.ladders import Rung
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.papers.kinds import kinds


class State(models.TextChoices):
    REMINDED = "reminded", _("Reminded")
    LETTER = "letter", _("Supervision letter")
    CIRCULAR = "circular", _("Circular")
    INTERVIEW = "interview", _("Interview")
    HANDED_OVER = "handed_over", _("Handed over for accountability")
    ENDED = "ended", _("Ended")


RUNGS: dict[str, Rung] = {
    State.REMINDED: Rung.REMINDER,
    State.LETTER: Rung.LETTER,
    State.CIRCULAR: Rung.CIRCULAR,
    State.INTERVIEW: Rung.INTERVIEW,
    State.HANDED_OVER: Rung.HANDED_OVER,
}
STATES = {rung: state for state, rung in RUNGS.items()}
OPEN_STATES = frozenset(RUNGS)


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def within(self, scope: Scope) -> SupervisionQuerySet:
        """Return what the owner, the supervisor and whoever stands above the supervisor may see."""
        if scope.everything:
            return self.all()
        seen = Q(pk__in=())
        for post in scope.held:
            if Permission.HAZARD_READ not in post.permissions:
                continue
            seen |= Q(owner=post.organisation_id) | Q(supervisor=post.organisation_id)
            above = {Permission.SUPERVISE, Permission.SUPERVISION_OVERRIDE} & post.permissions
            if above and not post.own_only:
                seen |= below(post.area_path, "supervisor_path")
        return self.filter(seen)

    def open(self) -> SupervisionQuerySet:
        return self.filter(ended_at=None)


class Supervision(Case):
    """How far one late obligation was escalated. Area and sector are those of the obligation, copied."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, db_index=False, related_name="+")
    duty = models.CharField(max_length=30, choices=Kind)  # what is owed
    case_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()  # the case on which it is owed
    owner = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    supervisor = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    supervisor_path = PathField()  # whoever is above it sees the supervision too
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    due_at = models.DateTimeField()
    rung = models.PositiveSmallIntegerField()  # ladders.Rung
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    served_at = models.DateTimeField()  # the last paper
    text = models.CharField(max_length=500, blank=True)  # what the last paper asks for
    proposed = models.PositiveSmallIntegerField(default=0)  # the rung that waits for a signature
    acknowledged_at = models.DateTimeField(null=True)  # of the last paper
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    interview_at = models.DateTimeField(null=True)
    interviewer = models.CharField(max_length=60, blank=True)
    interviewed = models.CharField(max_length=60, blank=True)
    minutes = models.CharField(max_length=2000, blank=True)
    pledge = models.CharField(max_length=500, blank=True)
    pledged_by = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="supervision_state_known"),
            # the sweep finds the supervision of an obligation by this too
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(ended_at=None), name="supervision_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state=State.ENDED, ended_at__isnull=False)
                | Q(~Q(state=State.ENDED), ended_at=None),
                name="supervision_ended_paired",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="supervision_acknowledged_paired",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(state__in=[state, State.ENDED.value], rung=rung.value) | ~Q(rung=rung.value),
                    name=f"supervision_rung_{rung.value}",
                )
                for state, rung in RUNGS.items()
            ),
        ]
        indexes = [
            # the supervisions of the organisation that owes, and of the one that supervises
            models.Index(fields=["owner", "-id"], name="supervision_of_owner"),
            models.Index(fields=["supervisor", "-id"], name="supervision_by_supervisor"),
            # the supervisions of a case, on its page
            models.Index(fields=["subject_id"], name="supervision_of_case"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"DB{self.opened_on:%Y}-{self.pk:07d}"


class PaperKind(models.TextChoices):
    REMINDER = "reminder", _("Reminder")
    LETTER = "letter", _("Supervision letter")
    CIRCULAR = "circular", _("Circular")
    INTERVIEW = "interview", _("Notice of interview")
    MINUTES = "minutes", _("Minutes of the interview")
    HAND_OVER = "hand_over", _("Hand-over for accountability")


PAPERS: dict[Rung, PaperKind] = {
    Rung.REMINDER: PaperKind.REMINDER,
    Rung.LETTER: PaperKind.LETTER,
    Rung.CIRCULAR: PaperKind.CIRCULAR,
    Rung.INTERVIEW: PaperKind.INTERVIEW,
    Rung.HANDED_OVER: PaperKind.HAND_OVER,
}


class Paper(models.Model):
    """One numbered paper of a supervision, as it was served: who signed it, and who signed for it."""

    supervision = models.ForeignKey(Supervision, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    seq = models.BigIntegerField(unique=True)  # the journal entry that issued it
    text = models.CharField(max_length=500, blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    served_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "number"], name="paper_number_once"),
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="paper_kind_known"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="paper_acknowledged_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the paper's number as it is printed: 督办函〔2022〕17号."""
        return kinds()[f"supervision.{self.kind}"].numbered(self.year, self.number)
