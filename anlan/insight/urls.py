from django.urls import path

from anlan.insight.views import analysis, wall

app_name = "insight"
urlpatterns = [
    path("wall/", wall.wall, name="wall"),
    path("wall/live/", wall.live, name="live"),
    path("analysis/", analysis.figure, name="analysis"),
    path("analysis/loop/", analysis.loop, name="loop"),
    path("analysis/times/", analysis.times, name="times"),
    path("analysis/coverage/", analysis.coverage, name="coverage"),
    path("analysis/file/", analysis.file, name="analysis-file"),
]
