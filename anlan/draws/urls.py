from django.urls import path

from anlan.draws import views

app_name = "draws"
urlpatterns = [
    path("", views.listing, name="list"),
    path("prepare/", views.prepare, name="prepare"),
    path("public/", views.public, name="public"),
    path("public/<int:pk>/", views.public_detail, name="public-detail"),
    path("public/<int:pk>/files/<slug:what>/", views.public_file, name="public-file"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/files/<slug:what>/", views.file, name="file"),
    path("<int:pk>/<slug:step>/", views.take, name="take"),
]
