"""Addresses of the API: its description for people, its document, its operations."""

from django.urls import include, path

from anlan.api import views
from anlan.api.root import API

operations, _app, namespace = API.urls
pages = (
    [path("", views.reference, name="reference"), path("anlan_client.py", views.client, name="client")],
    "api",
)
urlpatterns = [
    path("", include(pages)),
    path("v1/openapi.json", views.openapi, name="openapi"),
    path("v1/", include((operations, "ninja"), namespace=namespace)),
]
