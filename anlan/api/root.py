"""The API put together: routers, what stands before and after each operation, its document."""

from __future__ import annotations

import logging
from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from anlan import __version__
from anlan.api import administering, stepping
from anlan.api.answers import envelope_fault, refusal
from anlan.api.gate import Parsed
from anlan.api.routers import (
    activities,
    acts,
    advisories,
    analyses,
    bulletins,
    campaigns,
    changes,
    checklists,
    digests,
    draws,
    duty,
    enforcement,
    enterprises,
    exports,
    figures,
    forces,
    forms,
    hazards,
    incidents,
    installations,
    joint_visits,
    journal,
    leader_plans,
    leaders,
    leading,
    ledgers,
    look_backs,
    maps,
    me,
    meetings,
    notices,
    papers,
    people,
    periods,
    photo_flags,
    photographs,
    places,
    planner,
    plans,
    qualifications,
    report_rules,
    reports,
    roll_ups,
    studies,
    suggestions,
    superior_forms,
    supervisions,
    systemic,
    task_parts,
    tasks,
    team_days,
    team_handovers,
    team_visits,
    teams,
    templates,
    tip_offs,
    todo,
    visits,
    webhooks,
)
from anlan.kernel.errors import AnlanError

log = logging.getLogger(__name__)

API = NinjaAPI(
    title="anlan",
    version=__version__,
    description=(
        "Work-safety supervision of a city, for other programmes: the same rules, numbers and errors as the pages.\n\n"
        "Send an access token (`Authorization: Bearer anlan_…`). Lists are read page by page, by `next`. Acts take an "
        "`Idempotency-Key`: sent again, they are answered and not done twice. `Accept-Language: en` or `zh`."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
    parser=Parsed(),
)
for path, module in (
    ("me", me),
    ("hazards", hazards),
    ("visits", visits),
    ("checklists", checklists),
    ("qualifications", qualifications),
    ("activities", activities),
    ("campaigns", campaigns),
    ("draws", draws),
    ("incidents", incidents),
    ("look-backs", look_backs),
    ("teams", teams),
    ("team-days", team_days),
    ("team-visits", team_visits),
    ("team-handovers", team_handovers),
    ("plans", plans),
    ("joint-visits", joint_visits),
    ("visit-planner", planner),
    ("leader-plans", leader_plans),
    ("", duty),
    ("", forces),
    ("", installations),
    ("", maps),
    ("", studies),
    ("", systemic),
    ("meetings", meetings),
    ("leaders", leaders),
    ("leading", leading),
    ("tasks", tasks),
    ("task-parts", task_parts),
    ("reports", reports),
    ("periods", periods),
    ("report-rules", report_rules),
    ("roll-ups", roll_ups),
    ("forms", forms),
    ("superior-forms", superior_forms),
    ("suggestions", suggestions),
    ("tip-offs", tip_offs),
    ("", enterprises),
    ("digests", digests),
    ("supervisions", supervisions),
    ("papers", papers),
    ("bulletins", bulletins),
    ("bulletin-templates", templates),
    ("", places),
    ("figures", figures),
    ("analysis", analyses),
    ("todo", todo),
    ("journal", journal),
    ("changes", changes),
    ("webhooks", webhooks),
    ("photographs", photographs),
    ("photo-flags", photo_flags),
    ("acts", acts),
    ("ledgers", ledgers),
    ("exports", exports),
    ("notices", notices),
    ("", people),
):
    API.add_router(path, module.router)
API.add_router("arranged-visits", planner.arranged)
API.add_router("form-fillings", superior_forms.fillings)
API.add_router("advisories", advisories.router)
API.add_router("advisory-receipts", advisories.receipts)
API.add_router("recommendations", incidents.recommendations)
API.add_router("confirmations", incidents.confirmations)
API.add_router("", administering.router())
for path, router in (*enforcement.ROUTERS, *stepping.routers()):
    API.add_router(path, router)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal(error)


def _misshapen(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal(envelope_fault(error))


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a fault of the system without its particulars; those go to the log."""
    log.error("the API failed at %s %s", request.method, request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return refusal(
        AnlanError(
            "system.failed",
            _("An unexpected fault has occurred. What you were doing may not have been saved."),
            http=500,
        )
    )


API.add_exception_handler(AnlanError, _refused)
API.add_exception_handler(ValidationError, _misshapen)
API.add_exception_handler(Exception, _failed)
