"""What happens when something owed stays undone: one ladder per kind of obligation, rung by rung (domain brief §6.5).

A rung is counted from the one before it as it was taken, so that a system that stood still sends no two papers at
once. Reminder and letter are sent by the sweep; circular and interview it only proposes: a person signs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import lru_cache

from anlan.obligations.models import Kind
from anlan.org import calendar


class Rung(IntEnum):
    """How far an obligation has been escalated; `NONE` is where each of them begins."""

    NONE = 0
    REMINDER = 1  # 提醒函
    LETTER = 2  # 督办函
    CIRCULAR = 3  # 通报
    INTERVIEW = 4  # 约谈
    HANDED_OVER = 5  # 移交问责: a leader's decision, never the clock's


@dataclass(frozen=True, slots=True)
class Ladder:
    """The clock of a ladder; a rung whose time is None is not reached by the clock."""

    remind_hours: (
        int  # before it is due; at most a quarter of the term, so that a short one is not reminded at once
    )
    circular_days: int | None = None  # working days after the letter
    interview_days: int | None = None  # working days after the circular


LATE_REMINDER = timedelta(hours=24)
"""What is reminded of only after it was due gets this long until the letter."""

LONG = Ladder(remind_hours=24, circular_days=3, interview_days=7)
SHORT = Ladder(remind_hours=4)

LADDERS: Mapping[str, Ladder] = {
    Kind.RECTIFY: LONG,
    Kind.LOOK_BACK: LONG,
    Kind.ASSIGN: SHORT,
    Kind.ACCEPT: SHORT,
    Kind.CLOSE_OUT: SHORT,
    Kind.SIGN_FOR: SHORT,
    Kind.HEAR_REFUSAL: SHORT,
    Kind.DECIDE_EXTENSION: SHORT,
    Kind.RECEIVE_TRANSFER: SHORT,
    Kind.RULE_TRANSFER: SHORT,
    Kind.SECOND_VIEW: SHORT,
    Kind.DECIDE_VOID: SHORT,
    Kind.COMPLETE_TASK: LONG,
    Kind.END_TASK_PART: LONG,
    Kind.FEED_BACK_TASK: SHORT,
    Kind.SIGN_FOR_TASK: SHORT,
    Kind.DECIDE_TASK: SHORT,
    Kind.VERIFY_TASK: SHORT,
    Kind.CLOSE_TASK: SHORT,
    Kind.CORRECT_DUTY: SHORT,
    Kind.CLOSE_STUDY: SHORT,
    Kind.DECIDE_PROBLEM: SHORT,
    Kind.SOLVE_PROBLEM: LONG,
    Kind.CLOSE_PROBLEM: SHORT,
    Kind.PHONE_INCIDENT: SHORT,
    Kind.REPORT_INCIDENT: SHORT,
    Kind.PASS_ON_INCIDENT: SHORT,
    Kind.FOLLOW_UP_INCIDENT: SHORT,
    Kind.SUPPLEMENT_INCIDENT: SHORT,
    Kind.END_REPORT_INCIDENT: LONG,
    Kind.INVESTIGATE_INCIDENT: LONG,
    Kind.REPLY_INCIDENT: LONG,
    Kind.DRAW_SAMPLE: SHORT,
    Kind.ANSWER_JOINT_VISIT: SHORT,
    Kind.END_MEASURE: LONG,
    Kind.FINISH_LISTING: LONG,
    Kind.FILE_INSTALLATION: SHORT,
    Kind.REVIEW_INSTALLATION: LONG,
    Kind.FILL_POST: SHORT,
    Kind.ACKNOWLEDGE_POST: SHORT,
    **dict.fromkeys(
        (
            Kind.SERVE_PAPER, Kind.RECHECK_ORDER, Kind.DECIDE_ENFORCEMENT, Kind.REVIEW_RESUMPTION,
            Kind.CONSENT_RESUMPTION, Kind.DECIDE_PENALTY, Kind.PAY_PENALTY, Kind.PUBLISH_PENALTY, Kind.WEIGH_CLOSURE,
            Kind.PUBLISH_LISTING, Kind.PLAN_LISTING, Kind.REPORT_LISTING, Kind.DECIDE_LISTING_EXTENSION,
            Kind.ACCEPT_LISTING, Kind.PUBLISH_DELISTING, Kind.LOOK_BACK_LISTING, Kind.RECEIVE_REFERRAL,
            Kind.ANSWER_REFERRAL, Kind.REFUND_PENALTY,
        ),
        SHORT,
    ),
}  # fmt: skip
"""A kind that is not here is never escalated: what is owed in a supervision would supervise itself for ever,
and publicity that nobody verified counts in no figure, which is enough.
A team's missing log is counted until it is written. An unanswered call-out and a warning that nobody acknowledges
have clocks of minutes of their own (anlan/forces/jobs.py, anlan/advisories/jobs.py). A guarantee duty that is not
performed is noted as missed (anlan/installations/tasking.py); an alarm of a plant is due within the half-hour."""


@lru_cache(maxsize=4_096)
def first_look(kind: str, opened_at: datetime, due_at: datetime) -> datetime | None:
    """Return when the sweep first looks at an obligation: its reminder. None where nothing is escalated.

    What is due before it was opened (a rectification sent back after its deadline) is looked at at once.
    """
    ladder = LADDERS.get(kind)
    if ladder is None:
        return None
    term = due_at - opened_at
    if term <= timedelta(0):
        return opened_at
    return due_at - min(timedelta(hours=ladder.remind_hours), term / 4)


def next_look(kind: str, rung: Rung, *, due_at: datetime, at: datetime) -> datetime | None:
    """Return when the rung after `rung`, taken at `at`, is reached by the clock; None where it never is."""
    ladder = LADDERS.get(kind)
    days: int | None = None
    if ladder is None:
        return None
    if rung == Rung.REMINDER:
        return due_at if at < due_at else at + LATE_REMINDER
    if rung == Rung.LETTER:
        days = ladder.circular_days
    elif rung == Rung.CIRCULAR:
        days = ladder.interview_days
    return None if days is None else calendar.in_working_days(at, days).due_at
