"""Addresses of the field page and of what it calls."""

from __future__ import annotations

from django.urls import path

from anlan.field.views import office, position, shell, sync

app_name = "field"
urlpatterns = [
    path("", shell.shell, name="shell"),
    path("sw.js", shell.worker, name="worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("authority.crt", shell.the_authority, name="authority"),
    path("hello/", sync.hello, name="hello"),
    path("phone/", sync.phone, name="phone"),
    path("day/", sync.today, name="day"),
    path("places/", sync.places, name="places"),
    path("records/<uuid:key>/", sync.record, name="record"),
    path("photos/<uuid:key>/", sync.photo, name="photo"),
    path("papers/<int:visit>/", sync.papers, name="papers"),
    path("conflicts/", office.conflicts, name="conflicts"),
    path("conflicts/<int:pk>/", office.conflict, name="conflict"),
    path("phones/", office.phones_page, name="phones"),
    path("phones/<uuid:key>/revoke/", office.revoke, name="revoke"),
    path("positions/<slug:kind>/<int:pk>/", position.positions, name="positions"),
    path("paper-form/", office.paper_form, name="paper-form"),
]
