from django.urls import path

from anlan.advisories.views import advisories, calls, feeds, receipts

app_name = "advisories"
urlpatterns = [
    path("", advisories.listing, name="list"),
    path("draft/", advisories.draft, name="draft"),
    path("active.atom", feeds.feed, name="feed"),
    path("open/<int:pk>.xml", feeds.public_cap, name="public-cap"),
    path("receipts/", receipts.listing, name="receipts"),
    path("receipts/<int:pk>/", receipts.detail, name="receipt"),
    path("receipts/<int:pk>/<slug:step>/", receipts.take, name="take-receipt"),
    path("<int:pk>/", advisories.detail, name="detail"),
    path("<int:pk>/calls/", calls.round_of, name="calls"),
    path("<int:pk>/cap.xml", feeds.cap_file, name="cap"),
    path("<int:pk>/<slug:step>/", advisories.take, name="take"),
]
