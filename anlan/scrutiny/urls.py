from __future__ import annotations

from django.urls import path

from anlan.scrutiny import views

app_name = "scrutiny"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<slug:step>/", views.take, name="take"),
]
