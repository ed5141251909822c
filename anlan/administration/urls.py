from __future__ import annotations

from django.urls import path

from anlan.administration.views import people, posts, readiness, responsibility, sectors, tree

app_name = "administration"
urlpatterns = [
    path("people/", people.listing, name="people"),
    path("people/new/", people.account, name="account"),
    path("people/<int:person>/", people.person, name="person"),
    path("people/<int:person>/appoint/", people.appoint, name="appoint"),
    path("posts/<int:post>/", posts.post, name="post"),
    path("my-posts/", posts.own, name="my-posts"),
    path("areas/", tree.areas, name="areas"),
    path("areas/<int:area>/", tree.area, name="area"),
    path("organisations/", tree.organisations, name="organisations"),
    path("organisations/<int:organisation>/", tree.organisation, name="organisation"),
    path("sectors/", sectors.sectors, name="sectors"),
    path("sectors/<slug:sector>/", sectors.sector, name="sector"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("responsibility/", responsibility.matrix, name="matrix"),
    path("responsibility/unclear/", responsibility.unclear, name="unclear"),
    path("responsibility/<slug:sector>/<int:area>/", responsibility.cell, name="cell"),
]
