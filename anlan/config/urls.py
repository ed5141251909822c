"""Every address of the product, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("anlan.web.urls")),
    path("hazards/", include("anlan.hazards.urls")),
    path("visits/", include("anlan.inspections.urls")),
    path("premises/", include("anlan.premises.urls")),
    path("figures/", include("anlan.figures.urls")),
    path("bulletins/", include("anlan.bulletins.urls")),
]

handler400 = "anlan.web.views.errors.bad_request"
handler403 = "anlan.web.views.errors.forbidden"
handler404 = "anlan.web.views.errors.not_found"
handler500 = "anlan.web.views.errors.server_error"
