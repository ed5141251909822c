from django.urls import path

from anlan.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/proof/", views.proof, name="proof"),
]
