"""A paper is served: signed for, or refused before a witness; recorded in the transaction of the step that says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.papers.models import Paper, Service


def unserved(case_kind: str, case_id: int) -> list[Paper]:
    """Return the papers of a case that are not served, the oldest first."""
    papers = Paper.objects.filter(case_kind=case_kind, case_id=case_id, service=None).order_by("pk")
    return list(papers.defer("content"))


def may_be_served(case_kind: str, case_id: int, given: Mapping[str, Any]) -> Decision:
    """Tell whether what was sent names one paper that is not served, and says who signed or who saw the refusal."""
    if given["signature"] == "refused" and not given["witness"]:
        return denied(_("A refusal to sign is recorded with a witness"), code="paper.witness")
    if given["signature"] == "signed" and not given["receiver"]:
        return denied(_("Say who signed for it"), code="paper.receiver")
    papers = unserved(case_kind, case_id)
    if not papers:
        return denied(_("Every paper of this case is served already"), code="paper.served")
    if given["paper"] and given["paper"] not in [paper.name for paper in papers]:
        told = _("No paper of this case that is not served bears the number %(number)s")
        return denied(told % {"number": given["paper"]}, code="paper.number")
    if not given["paper"] and len(papers) > 1:
        told = _("Say which paper was served: %(numbers)s")
        return denied(told % {"numbers": "、".join(paper.name for paper in papers)}, code="paper.which")
    return ALLOWED


def serve(case_kind: str, case_id: int, seq: int, given: Mapping[str, Any], *, at: datetime) -> Paper:
    """Record the service of the paper that was meant and return it. Raises Conflict where somebody was first."""
    papers = unserved(case_kind, case_id)
    meant = [paper for paper in papers if given["paper"] in ("", paper.name)]
    if len(meant) != 1:
        raise Conflict("paper.served", _("Its service was recorded at the same moment. Load the page again."))
    Service.objects.create(
        paper=meant[0],
        seq=seq,
        method=given["method"],
        receiver=given["receiver"],
        is_refused=given["signature"] == "refused",
        witness=given["witness"],
        served_at=at,
    )
    return meant[0]
