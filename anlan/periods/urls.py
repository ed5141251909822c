from django.urls import path

from anlan.periods import views

app_name = "periods"
urlpatterns = [
    path("", views.listing, name="list"),
    path("declare/", views.declare, name="declare"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<slug:step>/", views.take, name="take"),
]
