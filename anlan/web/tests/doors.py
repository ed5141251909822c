"""Addresses for tests only: all of them, and views that fail in each of the ways a view can."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from anlan.kernel.errors import Refused


def refused(request: HttpRequest) -> HttpResponse:
    raise Refused("hazard.no_photo", "The photo after <rectification> is missing")


def fault(request: HttpRequest) -> HttpResponse:
    raise ValueError("secret detail of the fault")


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def damaged(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("secret detail of the request")


urlpatterns = [
    path("", include("anlan.config.urls")),
    path("refused/", refused),
    path("fault/", fault),
    path("denied/", denied),
    path("damaged/", damaged),
]

handler400 = "anlan.web.views.errors.bad_request"
handler403 = "anlan.web.views.errors.forbidden"
handler404 = "anlan.web.views.errors.not_found"
handler500 = "anlan.web.views.errors.server_error"
