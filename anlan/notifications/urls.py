from __future__ import annotations

from django.urls import path

from anlan.notifications import views

app_name = "notices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("read/", views.read, name="read"),
    path("<int:pk>/", views.withheld, name="withheld"),
]
