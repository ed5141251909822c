from __future__ import annotations

from django.urls import path

from anlan.criteria import views

app_name = "criteria"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
]
