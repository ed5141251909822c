from django.urls import path

from anlan.visiting.views import arranged, planner

app_name = "visiting"
urlpatterns = [
    path("", planner.planner, name="planner"),
    path("accept/", planner.accept, name="accept"),
    path("file/", planner.workbook, name="file"),
    path("at/<int:pk>/", planner.place, name="place"),
    path("arranged/", arranged.listing, name="list"),
    path("arranged/<int:pk>/", arranged.detail, name="arranged"),
    path("arranged/<int:pk>/<slug:step>/", arranged.take, name="take"),
]
