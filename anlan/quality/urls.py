from django.urls import path

from anlan.quality import views

app_name = "quality"
urlpatterns = [
    path("", views.flags, name="flags"),
    path("file/", views.workbook, name="file"),
]
