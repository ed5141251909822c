from django.urls import path

from anlan.suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("", views.listing, name="list"),
    path("own/", views.own, name="own"),
    path("send/", views.send, name="send"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<slug:step>/", views.take, name="take"),
]
