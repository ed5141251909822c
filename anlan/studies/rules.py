"""Who prepares and closes studies, tells and ends findings, lays down risk levels; the reason is shown with the no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.studies.models import Asked


def _keep(actor: Actor, area_path: str) -> Decision:
    post = actor.holds_in(Permission.STUDY_KEEP, area_path=area_path)
    if post is None:
        return denied(_("Only the office of the area, or of one above, does this"), code="study.keep")
    return allowed(via=post)


def may_prepare(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _keep(actor, draft["area"].path or "")


def may_keep(actor: Actor, study: Any) -> Decision:
    return _keep(actor, study.area_path)


def may_find(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """The office that keeps the study, and whoever was asked to it."""
    study = draft["study"]
    keeps = _keep(actor, study.area_path)
    if keeps:
        return keeps
    asked = set(Asked.objects.filter(study=study.pk).values_list("organisation", flat=True))
    for post in actor.posts:
        if Permission.STUDY_READ in post.permissions and post.organisation_id in asked:
            return allowed(via=post)
    return denied(
        _("Findings are told by the office and by the bodies asked to the study"), code="study.asked"
    )


def may_correct(actor: Actor, finding: Any) -> Decision:
    """The office, and the body that told the finding."""
    keeps = _keep(actor, finding.study_path)
    if keeps:
        return keeps
    for post in actor.posts:
        if Permission.STUDY_READ in post.permissions and post.organisation_id == finding.organisation_id:
            return allowed(via=post)
    return denied(_("Only the office, or the body that told it, changes a finding"), code="finding.change")


def may_end(actor: Actor, finding: Any) -> Decision:
    return _keep(actor, finding.study_path)


def may_rate(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    place, area = draft["premises"], draft["area"]
    if place is None and area is None:
        return ALLOWED  # what is missing, the guard says
    return _keep(actor, place.area_path if place is not None else area.path or "")


def may_keep_rating(actor: Actor, rating: Any) -> Decision:
    return _keep(actor, rating.area_path)


def may_take_back(actor: Actor, case: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    return _keep(actor, getattr(case, "study_path", case.area_path))
