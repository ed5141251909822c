from django.urls import path

from anlan.public import views

app_name = "public"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:code>/", views.listing, name="list"),
    path("<slug:code>/file/", views.file, name="file"),
]
