from django.urls import path

from anlan.insight import views

app_name = "insight"
urlpatterns = [
    path("wall/", views.wall, name="wall"),
    path("wall/live/", views.live, name="live"),
    path("analysis/", views.analyse, name="analysis"),
    path("analysis/file/", views.file, name="analysis-file"),
]
