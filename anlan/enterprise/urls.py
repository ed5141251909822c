from django.urls import path

from anlan.enterprise.views import own, papers, plants, warnings

app_name = "enterprise"
urlpatterns = [
    path("", own.home, name="home"),
    path("sign-in/", own.sign_in, name="sign-in"),
    path("sign-out/", own.sign_out, name="sign-out"),
    path("hazards/<int:pk>/", own.hazard, name="hazard"),
    path("hazards/<int:pk>/<slug:step>/", own.take_hazard, name="take-hazard"),
    path("warnings/", warnings.listing, name="warnings"),
    path("warnings/<int:pk>/", warnings.warning, name="warning"),
    path("warnings/<int:pk>/<slug:step>/", warnings.take, name="take-warning"),
    path("installations/", plants.listing, name="installations"),
    path("installations/<int:pk>/notice.pdf", plants.notice, name="notice"),
    path("installations/<slug:kind>/<int:pk>/", plants.case, name="plant-case"),
    path("installations/<slug:kind>/<int:pk>/<slug:step>/", plants.take, name="take-plant"),
    path("hints/", own.hints, name="hints"),
    path("self-checks/", own.checks, name="checks"),
    path("self-checks/record/", own.record_check, name="record-check"),
    path("self-checks/<int:pk>/", own.check, name="check"),
    path("self-checks/<int:pk>/<slug:step>/", own.take_check, name="take-check"),
    path("letters/", own.letters, name="letters"),
    path("letters/<int:pk>/read/", own.read_letter, name="read-letter"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("pictures/own/<str:token>/", own.own_picture, name="own-picture"),
    path("pictures/<slug:case_kind>/<int:case_id>/<int:file_id>/", own.picture, name="picture"),
]
