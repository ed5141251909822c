from django.urls import path

from anlan.inspections import views

app_name = "inspections"
urlpatterns = [
    path("", views.listing, name="list"),
    path("record/", views.record, name="record"),
    path("<int:pk>/", views.detail, name="detail"),
]
