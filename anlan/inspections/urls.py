from django.urls import path

from anlan.inspections.views import checks, qualified, record, visits

app_name = "inspections"
urlpatterns = [
    path("", visits.listing, name="list"),
    path("record/", record.record, name="record"),
    path("<int:pk>/", visits.detail, name="detail"),
    path("<int:pk>/check/", checks.check, name="check"),
    path("<int:pk>/<slug:step>/", visits.take, name="take"),
    path("people/", qualified.listing, name="people"),
    path("people/enter/", qualified.enter, name="enter-person"),
    path("people/<int:pk>/", qualified.detail, name="person"),
    path("people/<int:pk>/<slug:step>/", qualified.take, name="take-person"),
]
