from django.urls import path

from anlan.maps import views

app_name = "maps"
urlpatterns = [
    path("", views.home, name="home"),
    path("of/<slug:layer>/", views.panel, name="panel"),
    path("of/<slug:layer>/map.geojson", views.geojson, name="geojson"),
    path("borders/", views.sets, name="sets"),
    path("borders/load/", views.load, name="load"),
    path("borders/<int:pk>/", views.detail, name="set"),
    path("borders/<int:pk>/<slug:step>/", views.take, name="take"),
]
