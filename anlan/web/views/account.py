"""The reader's own page: who they are, which posts they hold, what those let them do, and their password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.org.roles import Permission

RIGHTS = {
    Permission.PREMISES_READ: gettext_lazy("See premises"),
    Permission.VISIT_READ: gettext_lazy("See inspections"),
    Permission.VISIT_RECORD: gettext_lazy("Record inspections"),
    Permission.HAZARD_READ: gettext_lazy("See hazards"),
    Permission.HAZARD_RECORD: gettext_lazy("Record hazards"),
    Permission.HAZARD_ASSIGN: gettext_lazy("Assign hazards"),
    Permission.HAZARD_CLAIM: gettext_lazy("Report rectification"),
    Permission.HAZARD_ACCEPT: gettext_lazy("Accept rectification"),
    Permission.HAZARD_CLOSE: gettext_lazy("Close hazards out"),
    Permission.HAZARD_GRADE: gettext_lazy("Grade hazards"),
    Permission.HAZARD_EXTEND: gettext_lazy("Decide on extensions"),
    Permission.HAZARD_LOOK_BACK: gettext_lazy("Look back at closed hazards"),
    Permission.HAZARD_TRANSFER: gettext_lazy("Transfer hazards"),
    Permission.HAZARD_MERGE: gettext_lazy("Merge duplicate hazards"),
    Permission.HAZARD_RULE: gettext_lazy("Decide as the superior: refusals, exceptions, voiding"),
    Permission.CONTACT_READ: gettext_lazy("See telephone numbers (each look is logged)"),
    Permission.RESPONSIBILITY_READ: gettext_lazy("See the responsibility matrix"),
    Permission.RESPONSIBILITY_RULE: gettext_lazy("Rule who is responsible"),
    Permission.SUPERVISE: gettext_lazy("Supervise what is late"),
    Permission.SUPERVISION_OVERRIDE: gettext_lazy("Skip a rung of the ladder of supervision"),
    Permission.FIGURE_READ: gettext_lazy("See figures"),
    Permission.BULLETIN_READ: gettext_lazy("See bulletins"),
    Permission.JOURNAL_READ: gettext_lazy("See the journal"),
    Permission.PEOPLE_MANAGE: gettext_lazy("Manage people and posts"),
    Permission.ORG_MANAGE: gettext_lazy("Manage areas, organisations and sectors"),
    Permission.AUDIT_READ: gettext_lazy("See sign-ins and looks at protected data"),
}


class Account(LoginRequiredMixin, PasswordChangeView):
    """Shows the account and changes its password."""

    template_name = "web/account.html"
    success_url = reverse_lazy("account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor  # type: ignore[attr-defined]
        posts = [
            {
                "title": post.title,
                "organisation": post.organisation_name,
                "area": post.area_name,
                "rights": [RIGHTS.get(code, code) for code in Permission if code in post.permissions],
            }
            for post in actor.posts
        ]
        return super().get_context_data(posts=posts, **kwargs)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("Your password has been changed."))
        return super().form_valid(form)
