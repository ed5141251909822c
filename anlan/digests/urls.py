from django.urls import path

from anlan.digests import views

app_name = "digests"
urlpatterns = [
    path("", views.listing, name="list"),
    path("make/", views.make, name="make"),
    path("panel/", views.panel, name="panel"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/remake/", views.remake, name="remake"),
    path("<int:pk>/<slug:form>/", views.file, name="file"),
]
