from django.urls import path

from anlan.incidents.views import case, listing, panel, recommendations, terms, zeros

app_name = "incidents"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("take/", listing.take_call, name="begin"),
    path("panel/", panel.panel, name="panel"),
    path("drill/", listing.begin_drill, name="drill"),
    path("terms/", terms.terms_page, name="terms"),
    path("terms/<int:pk>/<slug:step>/", terms.take_term, name="take-term"),
    path("zeros/", zeros.zeros, name="zeros"),
    path("zeros/confirm/", zeros.confirm, name="confirm"),
    path("zeros/<int:pk>/withdraw/", zeros.withdraw, name="withdraw"),
    path("recommendations/<int:pk>/", recommendations.detail, name="recommendation"),
    path("recommendations/<int:pk>/<slug:step>/", recommendations.take, name="take-recommendation"),
    path("<int:pk>/", case.detail, name="detail"),
    path("<int:pk>/log/", case.log, name="log"),
    path("<int:pk>/recommend/", recommendations.recommend, name="recommend"),
    path("<int:pk>/reports/<int:ordinal>.pdf", case.drill_paper, name="drill-paper"),
    path("<int:pk>/<slug:step>/", case.take, name="take"),
]
