"""The first page after signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anlan.kernel import clock


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """Show what the reader has to do and to know today."""
    return render(request, "web/today.html", {"now": clock.now()})
