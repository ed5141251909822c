from __future__ import annotations

from django.urls import path

from anlan.notifications import route_views, views

app_name = "notices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("read/", views.read, name="read"),
    path("ways/", route_views.routes, name="routes"),
    path("ways/add/", route_views.add, name="add"),
    path("ways/<int:pk>/", route_views.switch, name="switch"),
    path("<int:pk>/", views.withheld, name="withheld"),
]
