from __future__ import annotations

from django.urls import path

from anlan.supervision import views

app_name = "supervision"
urlpatterns = [
    path("", views.listing, name="list"),
    path("of/<slug:kind>/<int:subject>/", views.panel, name="of-case"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/papers/<int:number>/", views.paper, name="paper"),
    path("<int:pk>/<slug:step>/", views.take, name="take"),
]
