from django.urls import path

from anlan.bulletins import views

app_name = "bulletins"
urlpatterns = [path("", views.compose_page, name="list")]
