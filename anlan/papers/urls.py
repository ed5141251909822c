from __future__ import annotations

from django.urls import path

from anlan.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/file.<slug:form>", views.download, name="download"),
]
