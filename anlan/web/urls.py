"""Addresses of the shell."""

from django.urls import path
from django.views.i18n import set_language

from anlan.web.views import account, health, journal, preferences, session, set_up, single, today

urlpatterns = [
    path("", today.today, name="today"),
    path("sign-in/", session.SignIn.as_view(), name="sign-in"),
    path("sign-in/single/", single.start, name="single"),
    path("sign-in/single/return/", single.come_back, name="single-return"),
    path("set-up/", set_up.set_up, name="set-up"),
    path("sign-out/", session.SignOut.as_view(), name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/password/", account.Password.as_view(), name="password"),
    path("language/", set_language, name="set-language"),
    path("theme/", preferences.set_theme, name="set-theme"),
    path("journal/", journal.journal, name="journal"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
