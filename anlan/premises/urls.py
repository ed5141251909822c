from django.urls import path

from anlan.premises import views

app_name = "premises"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
]
