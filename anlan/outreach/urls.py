from django.urls import path

from anlan.outreach.views import campaigns, case, lists, record

app_name = "outreach"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("record/", record.record, name="record"),
    path("<int:pk>/", case.detail, name="detail"),
    path("<int:pk>/<slug:step>/", case.take, name="take"),
    path("campaigns/", campaigns.listing, name="campaigns"),
    path("campaigns/launch/", campaigns.launch, name="launch"),
    path("campaigns/<int:pk>/", campaigns.detail, name="campaign"),
    path("campaigns/<int:pk>/<slug:step>/", campaigns.take, name="take-campaign"),
]
