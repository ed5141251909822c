from __future__ import annotations

from django.urls import path

from anlan.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.listing, name="list"),
    path("bring/", views.bring, name="bring"),
    path("template/<slug:kind>/", views.template, name="template"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/map/", views.map_columns, name="map"),
    path("<int:pk>/act/", views.act, name="act"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/faults/", views.faults, name="faults"),
]
