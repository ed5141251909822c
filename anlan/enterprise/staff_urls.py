from django.urls import path

from anlan.enterprise.views import staff

app_name = "enterprises"
urlpatterns = [
    path("", staff.listing, name="list"),
    path("give/", staff.give, name="give"),
    path("<int:pk>/", staff.detail, name="detail"),
    path("<int:pk>/<slug:step>/", staff.take, name="take"),
    path("self-checks/", staff.checks, name="checks"),
    path("self-checks/<int:pk>/", staff.check, name="check"),
    path("letters/", staff.letters, name="letters"),
    path("letters/<int:pk>/answer/", staff.answer, name="answer"),
]
