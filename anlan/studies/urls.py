from django.urls import path

from anlan.studies.views import cases, ends

app_name = "studies"
urlpatterns = [
    path("", cases.listing, {"kind": "risk_study"}, name="risk_study"),
    path("findings/", cases.listing, {"kind": "finding"}, name="finding"),
    path("levels/", cases.listing, {"kind": "risk_rating"}, name="risk_rating"),
    path("prepare/", cases.begin, {"kind": "risk_study", "step": "prepare"}, name="risk_study-prepare"),
    path("levels/rate/", cases.begin, {"kind": "risk_rating", "step": "rate"}, name="risk_rating-rate"),
    path("<int:pk>/", cases.paper_page, name="paper-page"),
    path("<int:pk>/find/", ends.find, name="find"),
    path("<int:pk>/hold/", ends.hold, name="hold"),
    path("findings/<int:pk>/warn/", ends.warn, name="warn"),
    path("findings/<int:pk>/assign/", ends.assign, name="assign"),
    path("of/<slug:kind>/<int:subject>/", ends.of_end, name="of-end"),
    path("case/<slug:kind>/<int:pk>/", cases.detail, name="case"),
    path("case/<slug:kind>/<int:pk>/<slug:step>/", cases.take, name="take"),
]
