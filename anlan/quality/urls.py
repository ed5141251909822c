from django.urls import path

from anlan.quality import text_views, views

app_name = "quality"
urlpatterns = [
    path("", views.flags, name="flags"),
    path("file/", views.workbook, name="file"),
    path("hollow/", text_views.hollow, name="hollow"),
    path("hollow/file/", text_views.workbook, name="hollow-file"),
]
