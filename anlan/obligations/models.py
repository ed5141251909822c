from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Area, Organisation, PathField, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Scope


class Kind(models.TextChoices):
    ASSIGN = "hazard.assign", _("Assign the hazard")
    RECTIFY = "hazard.rectify", _("Rectify the hazard")
    ACCEPT = "hazard.accept", _("Accept the rectification")
    CLOSE_OUT = "hazard.close_out", _("Close the hazard out")
    SIGN_FOR = "hazard.sign_for", _("Sign for the assignment")
    HEAR_REFUSAL = "hazard.hear_refusal", _("Decide on the refusal")
    DECIDE_EXTENSION = "hazard.decide_extension", _("Decide on the extension")
    RECEIVE_TRANSFER = "hazard.receive_transfer", _("Receive the transfer")
    RULE_TRANSFER = "hazard.rule_transfer", _("Rule who is responsible")
    SECOND_VIEW = "hazard.second_view", _("Confirm the change of grade")
    DECIDE_VOID = "hazard.decide_void", _("Decide on voiding")
    LOOK_BACK = "hazard.look_back", _("Look back")
    ANSWER_SUPERVISION = "supervision.answer", _("Answer the supervision")
    SIGN_FOR_SUPERVISION = "supervision.sign_for", _("Sign for the supervision paper")
    DECIDE_SUPERVISION = "supervision.decide", _("Decide on the next supervision step")
    RECORD_INTERVIEW = "supervision.minutes", _("Record the interview")
    REVIEW_BULLETIN = "bulletin.review", _("Review the bulletin")
    SIGN_BULLETIN = "bulletin.sign", _("Sign the bulletin")
    RECEIVE_BULLETIN = "bulletin.receive", _("Sign for the bulletin")
    VERIFY_ACTIVITY = "outreach.verify", _("Verify the publicity")
    CORRECT_ACTIVITY = "outreach.correct", _("Correct the publicity")
    SIGN_FOR_TASK = "task.sign_for", _("Sign for the task")
    COMPLETE_TASK = "task.complete", _("Complete the task")
    FEED_BACK_TASK = "task.feedback", _("Report progress on the task")
    END_TASK_PART = "task.end_part", _("End the part in the task")
    DECIDE_TASK = "task.decide", _("Decide on the task: returned, or an extension")
    VERIFY_TASK = "task.verify", _("Verify the task")
    CLOSE_TASK = "task.close", _("Give the second signature to the task")
    SEND_REPORT = "report.send", _("Send the report")
    PHONE_INCIDENT = "incident.phone", _("Telephone the province about the incident")
    REPORT_INCIDENT = "incident.first_report", _("Send the first report of the incident")
    PASS_ON_INCIDENT = "incident.pass_on", _("Report the incident to the next level")
    FOLLOW_UP_INCIDENT = "incident.follow_up", _("Send the follow-up report of the incident")
    SUPPLEMENT_INCIDENT = "incident.supplement", _("Report the changed numbers of the incident")
    END_REPORT_INCIDENT = "incident.final_report", _("Send the final report of the incident")
    INVESTIGATE_INCIDENT = "incident.investigate", _("Submit the investigation report")
    REPLY_INCIDENT = "incident.reply", _("Reply to the investigation report")
    DRAW_SAMPLE = "lookback.draw", _("Draw the sample of look-backs")
    ANSWER_JOINT_VISIT = "joint_visit.answer", _("Agree to the joint visit, or decline")
    SERVE_PAPER = "enforcement.serve", _("Serve the paper")
    RECHECK_ORDER = "enforcement.recheck", _("Re-check the rectification order")
    DECIDE_ENFORCEMENT = "enforcement.decide", _("Decide on the proposal")
    END_MEASURE = "measure.end", _("Lift the measure, or take it further")
    REVIEW_RESUMPTION = "measure.review", _("Re-inspect before resuming")
    CONSENT_RESUMPTION = "measure.consent", _("Consent to resuming, or not")
    DECIDE_PENALTY = "penalty.decide", _("Decide on the penalty")
    PAY_PENALTY = "penalty.pay", _("Pay the penalty")
    REFUND_PENALTY = "penalty.refund", _("Give back what was paid too much")
    PUBLISH_PENALTY = "penalty.publish", _("Make the penalty public")
    WEIGH_CLOSURE = "penalty.weigh_closure", _("Repeated punishments: decide on asking for the closure")
    PUBLISH_LISTING = "listing.publish", _("Make the listing public")
    PLAN_LISTING = "listing.plan", _("Send the treatment plan of the listing")
    REPORT_LISTING = "listing.progress", _("Report progress of the listing")
    FINISH_LISTING = "listing.finish", _("Finish the treatment and ask for acceptance")
    DECIDE_LISTING_EXTENSION = "listing.extension", _("Answer the extension of the listing")
    ACCEPT_LISTING = "listing.accept", _("Have experts accept the listing")
    PUBLISH_DELISTING = "listing.publish_end", _("Make the delisting public")
    LOOK_BACK_LISTING = "listing.look_back", _("Look back after the delisting")
    RECEIVE_REFERRAL = "referral.receive", _("Sign for the hand-over")
    ANSWER_REFERRAL = "referral.answer", _("Tell the outcome of the hand-over")
    CORRECT_DUTY = "duty.correct", _("Put right what a spot check found")
    ANSWER_CALL = "call_out.answer", _("Say that the call-out came")
    WRITE_LOG = "team.log", _("Write the log of the day")
    ACKNOWLEDGE_WARNING = "advisory.acknowledge", _("Acknowledge the warning")
    TELL_MEASURES = "advisory.measures", _("Tell the measures taken because of the warning")
    FILE_INSTALLATION = "installation.file", _("File the major hazard installation")
    REVIEW_INSTALLATION = "installation.review", _("Assess the major hazard installation anew")
    FILL_POST = "guarantee.fill", _("Fill the guarantee post")
    ACKNOWLEDGE_POST = "guarantee.acknowledge", _("Acknowledge the guarantee post")
    PERFORM_DUTY = "guarantee.perform", _("Perform the guarantee duty")
    CHECK_ALARM = "plant_alarm.check", _("Check the alarm of the plant")
    CLOSE_ALARM = "plant_alarm.close", _("Close the alarm of the plant")
    CHECK_FOR_WARNING = "advisory.checks", _("Make the extra checks that the warning asks for, and tell them")
    GUARD_FOR_WARNING = "advisory.duty", _("Name who leads the duty while the warning holds")
    REPORT_FOR_WARNING = "advisory.report", _("Report how things stand while the warning holds")
    REVIEW_WARNING = "advisory.review", _("The warning runs out: extend it or lift it")
    DECIDE_WARNING = "advisory.decide", _("Decide on the update or lifting that was asked for")
    CLOSE_STUDY = "study.close", _("End every finding of the risk study and close it")
    DECIDE_PROBLEM = "systemic.decide", _("Confirm the systemic problem, or dismiss it")
    SOLVE_PROBLEM = "systemic.solve", _("Solve the systemic problem and tell the result")
    CLOSE_PROBLEM = "systemic.close", _("Close the systemic problem, or send the result back")


DECISIONS = (
    Kind.ACCEPT,
    Kind.HEAR_REFUSAL,
    Kind.DECIDE_EXTENSION,
    Kind.RECEIVE_TRANSFER,
    Kind.RULE_TRANSFER,
    Kind.SECOND_VIEW,
    Kind.DECIDE_VOID,
    Kind.DECIDE_SUPERVISION,
    Kind.REVIEW_BULLETIN,
    Kind.SIGN_BULLETIN,
    Kind.VERIFY_ACTIVITY,
    Kind.DECIDE_TASK,
    Kind.VERIFY_TASK,
    Kind.CLOSE_TASK,
    Kind.ANSWER_JOINT_VISIT,
    Kind.DECIDE_ENFORCEMENT,
    Kind.CONSENT_RESUMPTION,
    Kind.DECIDE_PENALTY,
    Kind.WEIGH_CLOSURE,
    Kind.DECIDE_LISTING_EXTENSION,
    Kind.DECIDE_WARNING,
    Kind.DECIDE_PROBLEM,
    Kind.CLOSE_PROBLEM,
)
"""What waits for a yes or a no: others stand still until it is said."""


READ_BY = {
    "hazard": Permission.HAZARD_READ,
    "supervision": Permission.HAZARD_READ,
    "bulletin": Permission.BULLETIN_READ,
    "delivery": Permission.BULLETIN_READ,
    "activity": Permission.OUTREACH_READ,
    "task": Permission.ASSIGNMENT_READ,
    "task_part": Permission.ASSIGNMENT_READ,
    "incident": Permission.INCIDENT_READ,
    "lookback_sample": Permission.LOOKBACK_KEEP,
    "team_day": Permission.VISIT_READ,
    "report": Permission.REPORT_FILE,
    "joint_visit": Permission.PLAN_READ,
    **dict.fromkeys(("site_paper", "measure", "penalty", "listing", "referral"), Permission.ENFORCEMENT_READ),
    "spot_check": Permission.DUTY_READ,
    "call_out": Permission.FORCE_READ,
    **dict.fromkeys(("advisory", "advisory_receipt"), Permission.ADVISORY_READ),
    "risk_study": Permission.STUDY_READ,
    "systemic_problem": Permission.SYSTEMIC_READ,
    **dict.fromkeys(
        ("installation", "guarantee_post", "guarantee_task", "plant_alarm"), Permission.INSTALLATION_READ
    ),
}
"""Kind of case → the right without which its page does not open, or nothing on it can be done."""


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def within(self, scope: Scope) -> ObligationQuerySet:
        """Return what the scope's readers may see; a business sees what it owes itself.

        What is owed on a case without a sector (publicity) is seen whatever the sectors of a post.
        """
        if scope.everything:
            return self.all()
        on_cases = scope.where(Permission.HAZARD_READ, organisation="owner_id")
        without = Q(sector=None) & scope.where(Permission.OUTREACH_READ, sector=None)
        return self.filter(on_cases | without)

    def open(self) -> ObligationQuerySet:
        return self.filter(discharged_at=None)

    def begun(self, now: datetime) -> ObligationQuerySet:
        """Return what can be done already: a report that opens tomorrow is on no list of today."""
        return self.filter(opened_at__lte=now)

    def owed_by(self, organisation_ids: list[int]) -> ObligationQuerySet:
        return self.filter(owner__in=organisation_ids)

    def to_do(self, actor: Actor) -> ObligationQuerySet:
        """Return what the organisations of somebody's posts owe, but for cases that no such post may open.

        An auditor sits at the office and opens none of its cases: what he cannot open is not his to do.
        """
        closed: dict[int, set[str]] = {}
        for post in actor.posts:
            shut = {kind for kind, permission in READ_BY.items() if permission not in post.permissions}
            closed[post.organisation_id] = closed.get(post.organisation_id, shut) & shut
        open_to_all = sorted(key for key, kinds in closed.items() if not kinds)
        owed = Q(owner__in=open_to_all)
        for key, kinds in closed.items():
            if kinds:
                owed |= Q(owner=key) & ~Q(case_kind__in=sorted(kinds))
        return self.filter(owed)

    def overdue(self, now: datetime) -> ObligationQuerySet:
        return self.filter(discharged_at=None, due_at__lt=now)


class Obligation(models.Model):
    """Something an organisation owes on a case by a moment. Late or on time is derived, never stored."""

    kind = models.CharField(max_length=30)
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    owner = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    opened_at = models.DateTimeField()
    opened_seq = models.BigIntegerField()
    due_at = models.DateTimeField()
    computation = models.CharField(max_length=300, blank=True)  # how `due_at` was worked out, canonical JSON
    discharged_at = models.DateTimeField(null=True)
    discharged_seq = models.BigIntegerField(null=True)
    # how far it was escalated (ladders.Rung), and when the sweep looks at it again; None: never
    rung = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "kind"], condition=Q(discharged_at=None), name="obligation_open_once"
            ),
            models.CheckConstraint(
                condition=Q(discharged_at=None, discharged_seq=None)
                | Q(discharged_at__isnull=False, discharged_seq__isnull=False),
                name="obligation_discharge_paired",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="obligation_kind_known"),
        ]
        indexes = [
            # what was owed on a case, and the deadline that stood at a past moment
            models.Index(fields=["case_id", "opened_seq"], name="obligation_of_case"),
            # to-do list of an organisation, nearest first
            models.Index(fields=["owner", "due_at"], condition=Q(discharged_at=None), name="obligation_todo"),
            # overdue list of an area
            models.Index(fields=["due_at"], condition=Q(discharged_at=None), name="obligation_due"),
            # the sweep: what is to be reminded, escalated or, once discharged, ended
            models.Index(
                fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="obligation_next"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_kind} {self.case_id}"
