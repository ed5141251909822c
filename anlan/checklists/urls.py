from __future__ import annotations

from django.urls import path

from anlan.checklists.views import issuing, lists

app_name = "checklists"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("issue/", issuing.issue, name="issue"),
    path("<int:pk>/", lists.detail, name="detail"),
    path("<int:pk>/withdraw/", lists.withdraw, name="withdraw"),
]
