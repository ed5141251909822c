from django.urls import path

from anlan.hazards.views import bulk, case, hints, lists, owners, record, rescreening

app_name = "hazards"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("owners/", owners.owners, name="owners"),
    path("hints/", hints.hints, name="hints"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("<int:pk>/", case.detail, name="detail"),
    path("<int:pk>/<slug:step>/", case.take, name="take"),
    path("rescreen/<int:pack>/", rescreening.rescreen, name="rescreen"),
    path("of-visit/<int:visit>/", lists.panel, name="of-visit"),
    path("of-premises/<int:premises>/", lists.panel, name="of-premises"),
    path("record/<int:visit>/", record.record, name="record"),
]
