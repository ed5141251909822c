from django.urls import path

from anlan.figures.views import changed, detail, listing, panels, proof, quotes

app_name = "figures"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("explain/", changed.explain, name="explain"),
    path("<str:code>/", detail.detail, name="detail"),
    path("<str:code>/rows/", detail.rows, name="rows"),
    path("<str:code>/value/", listing.value, name="value"),
    path("<str:code>/parts/", panels.taken_apart, name="parts"),
    path("<str:code>/changes/", changed.changed, name="changes"),
    path("<str:code>/proof/", proof.proof, name="proof"),
    path("<str:code>/proof/steps/", proof.steps, name="proof-steps"),
    path("<str:code>/favourite/", listing.favourite, name="favourite"),
    path("<str:code>/quote/", quotes.make, name="quote"),
]
