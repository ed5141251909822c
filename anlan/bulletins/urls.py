from __future__ import annotations

from django.urls import path

from anlan.bulletins.views import (
    begin,
    deliveries,
    derived,
    edit,
    issue,
    lists,
    proof,
    series,
    templates,
    versions,
)

app_name = "bulletins"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("day/", lists.day, name="day"),
    path("new/", begin.begin, name="begin"),
    path("series/", series.listing, name="series-list"),
    path("series/new/", series.begin, name="series-new"),
    path("series/<int:series>/", series.series, name="series"),
    path("templates/", templates.listing, name="templates"),
    path("templates/sample/<slug:language>/", templates.sample, name="template-sample"),
    path("templates/<int:pk>/", templates.detail, name="template"),
    path("templates/<int:pk>/file/<int:number>/", templates.download, name="template-file"),
    path("templates/<int:pk>/step/<slug:step>/", templates.take, name="template-step"),
    path("<int:pk>/", issue.detail, name="detail"),
    path("<int:pk>/edit/", edit.edit, name="edit"),
    path("<int:pk>/edit/preview/", edit.preview, name="preview"),
    path("<int:pk>/edit/<slug:step>/", edit.write, name="write"),
    path("<int:pk>/versions/", versions.versions, name="versions"),
    path("<int:pk>/derived/", derived.derived, name="derived"),
    path("<int:pk>/deliveries/", deliveries.deliveries, name="deliveries"),
    path("<int:pk>/receive/", deliveries.receive, name="receive"),
    path("<int:pk>/remind/", deliveries.remind, name="remind"),
    path("<int:pk>/proof/", proof.proof, name="proof"),
    path("<int:pk>/file/<slug:form>/", issue.file, name="file"),
    path("<int:pk>/signatures/<int:number>/", issue.signature, name="signature"),
    path("<int:pk>/step/<slug:step>/", issue.take, name="take"),
]
