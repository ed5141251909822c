from django.urls import path

from anlan.tipoffs.views import cases, informants

app_name = "tipoffs"
urlpatterns = [
    path("", cases.listing, name="list"),
    path("new/", informants.new, name="new"),
    path("follow/", informants.follow, name="follow"),
    path("follow/<slug:step>/", informants.take, name="follow-take"),
    path("record/", cases.record, name="record"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/identity/", cases.identity, name="identity"),
    path("<int:pk>/<slug:step>/", cases.take, name="take"),
]
