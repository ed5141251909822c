from __future__ import annotations

from django.urls import path

from anlan.evidence import views

app_name = "evidence"
urlpatterns = [
    path("upload/", views.upload, name="upload"),
    path("own/<str:token>/thumb/", views.own_thumb, name="own-thumb"),
    path("<slug:case_kind>/<int:case_id>/<int:file_id>/", views.show, name="show"),
    path("<slug:case_kind>/<int:case_id>/<int:file_id>/thumb/", views.thumb, name="thumb"),
]
