"""What is owed on an issue or a delivery, by whom, by when. Days are the product's defaults."""

from __future__ import annotations

from anlan.bulletins.models import Delivery, Issue
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind
from anlan.org.calendar import in_working_days

REVIEW_WORKING_DAYS = 1
SIGN_WORKING_DAYS = 1
RECEIVE_WORKING_DAYS = 2


def review(issue: Issue, taken: Taken) -> Owed:
    clock_ = in_working_days(taken.at, REVIEW_WORKING_DAYS)
    return Owed(Kind.REVIEW_BULLETIN, issue.issuer_id, clock_.due_at, clock_.computation)


def sign(issue: Issue, taken: Taken) -> Owed:
    clock_ = in_working_days(taken.at, SIGN_WORKING_DAYS)
    return Owed(Kind.SIGN_BULLETIN, issue.issuer_id, clock_.due_at, clock_.computation)


def receive(delivery: Delivery, taken: Taken) -> Owed:
    clock_ = in_working_days(taken.at, RECEIVE_WORKING_DAYS)
    return Owed(Kind.RECEIVE_BULLETIN, delivery.organisation_id, clock_.due_at, clock_.computation)
