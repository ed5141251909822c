from django.urls import path

from anlan.hooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.listing, name="list"),
    path("register/", views.register, name="register"),
    path("<int:pk>/", views.receiver, name="receiver"),
    path("<int:pk>/test/", views.test, name="test"),
    path("<int:pk>/again/<int:delivery>/", views.again, name="again"),
    path("<int:pk>/<slug:step>/", views.take, name="take"),
]
