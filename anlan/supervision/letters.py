"""The words of a supervision's papers: the values that their templates (`paper_kinds/`) ask for."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from anlan.documents.model import Composition
from anlan.kernel import clock
from anlan.kernel.tellers import CaseWords, tell
from anlan.obligations.models import Kind
from anlan.papers.issuing import TELL_AGAIN, Body, compose, written_day
from anlan.papers.kinds import kinds
from anlan.papers.models import Paper as Registered
from anlan.supervision.models import Paper, Supervision


def code_of(kind: str) -> str:
    """Return the code under which a kind of paper is registered and numbered."""
    return f"supervision.{kind}"


def values_of(case: Supervision, owner: Body, words: CaseWords) -> dict[str, str]:
    """Return what a paper of a supervision says of it, in official Chinese. No query."""
    with translation.override("zh-hans"):
        duty = str(Kind(case.duty).label)
    return {
        "duty": duty,
        "matter": words.text or words.number or "—",
        "due": _moment(case.due_at),
        "owner": owner.name,
        "text": case.text,
        "interview_at": _moment(case.interview_at) if case.interview_at else "",
        "interviewed": case.interviewed,
        "interviewer": case.interviewer,
        "minutes": case.minutes,
        "pledge": case.pledge,
        "pledged_by": _moment(case.pledged_by) if case.pledged_by else "",
    }


def told(case: Supervision) -> CaseWords:
    """Return the words of the case on which something is late, in official Chinese."""
    about = (case.case_kind, case.subject_id)
    with translation.override("zh-hans"):
        return tell([about])[about]


def tell_again(paper: Registered) -> Composition:
    """Return a paper that is older than the register, told from its supervision as it stands now."""
    case = Supervision.objects.select_related("owner", "supervisor").get(pk=paper.case_id)
    case.text = Paper.objects.get(seq=paper.seq).text  # the case holds the last paper's
    values = values_of(case, Body(case.owner_id, case.owner.name), told(case))
    issuer = Body(case.supervisor_id, case.supervisor.name)
    return compose(kinds()[paper.kind], name=paper.name, issuer=issuer, at=paper.issued_at, values=values)


TELL_AGAIN["supervision"] = tell_again


def _moment(at: datetime) -> str:
    return f"{written_day(at)}{at.astimezone(clock.SHANGHAI):%H:%M}"
