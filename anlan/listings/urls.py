from __future__ import annotations

from django.urls import path

from anlan.listings import views

app_name = "listings"
urlpatterns = [
    path("views/", views.views, name="views"),
    path("views/save/", views.save_view, name="save-view"),
    path("views/<int:pk>/", views.change_view, name="change-view"),
    path("batches/", views.batches, name="batches"),
    path("batches/<int:pk>/", views.batch, name="batch"),
]
