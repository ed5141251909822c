from django.urls import path

from anlan.detection import views

app_name = "detection"
urlpatterns = [
    path("", views.gap, name="gap"),
    path("file/", views.workbook, name="file"),
]
