from __future__ import annotations

from django.urls import path

from anlan.obligations import views

app_name = "todo"
urlpatterns = [path("", views.listing, name="list")]
