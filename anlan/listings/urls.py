from __future__ import annotations

from django.urls import path

from anlan.listings import downloads, views

app_name = "listings"
urlpatterns = [
    path("views/", views.views, name="views"),
    path("views/save/", views.save_view, name="save-view"),
    path("views/<int:pk>/", views.change_view, name="change-view"),
    path("exports/", downloads.exports, name="exports"),
    path("exports/new/<str:page>/", downloads.export, name="export"),
    path("exports/<int:pk>/", downloads.progress, name="export-progress"),
    path("exports/<int:pk>/file/", downloads.file, name="export-file"),
    path("exports/<int:pk>/drop/", downloads.drop, name="export-drop"),
    path("batches/", views.batches, name="batches"),
    path("batches/<int:pk>/", views.batch, name="batch"),
]
