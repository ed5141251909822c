"""Signing in and out."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView

from anlan.kernel import clock


def demo_accounts() -> list[dict[str, str]]:
    """Return the accounts of the demo city, only while the clock is shifted: a real city shows none."""
    path = settings.HOME / "demo-accounts.json"
    if not clock.is_shifted() or not path.exists():
        return []
    accounts: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    return accounts


class SignIn(LoginView):
    """Asks for user name and password; `?as=` fills in a demo account, also without JavaScript."""

    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = demo_accounts()
        wanted = self.request.GET.get("as", "")
        chosen = next((account for account in accounts if account["username"] == wanted), None)
        return super().get_context_data(accounts=accounts, chosen=chosen, **kwargs)


class SignOut(LogoutView):
    """Ends the session; by POST only, so that no link of another page can do it."""

    http_method_names = ["post"]
