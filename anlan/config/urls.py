"""Every address of the product, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("anlan.web.urls")),
    path("hazards/", include("anlan.hazards.urls")),
    path("visits/", include("anlan.inspections.urls")),
    path("incidents/", include("anlan.incidents.urls")),
    path("plans/", include("anlan.plans.urls")),
    path("draws/", include("anlan.draws.urls")),
    path("look-backs/", include("anlan.lookbacks.urls")),
    path("teams/", include("anlan.teams.urls")),
    path("enforcement/", include("anlan.enforcement.urls")),
    path("installations/", include("anlan.installations.urls")),
    path("forces/", include("anlan.forces.urls")),
    path("maps/", include("anlan.maps.urls")),
    path("studies/", include("anlan.studies.urls")),
    path("warnings/", include("anlan.advisories.urls")),
    path("duty/", include("anlan.duty.urls")),
    path("outreach/", include("anlan.outreach.urls")),
    path("assignments/", include("anlan.assignments.urls")),
    path("periods/", include("anlan.periods.urls")),
    path("reports/", include("anlan.reporting.urls")),
    path("premises/", include("anlan.premises.urls")),
    path("figures/", include("anlan.figures.urls")),
    path("f/", include("anlan.figures.short_urls")),
    path("evidence/", include("anlan.evidence.urls")),
    path("lists/", include("anlan.listings.urls")),
    path("ledgers/", include("anlan.imports.urls")),
    path("administration/", include("anlan.administration.urls")),
    path("supervision/", include("anlan.supervision.urls")),
    path("papers/", include("anlan.papers.urls")),
    path("criteria/", include("anlan.criteria.urls")),
    path("checklists/", include("anlan.checklists.urls")),
    path("webhooks/", include("anlan.hooks.urls")),
    path("access/", include("anlan.access.urls")),
    path("public/", include("anlan.public.urls")),
    path("enterprise/", include("anlan.enterprise.urls")),
    path("enterprises/", include("anlan.enterprise.staff_urls")),
    path("tip-offs/", include("anlan.tipoffs.urls")),
    path("todo/", include("anlan.obligations.urls")),
    path("notices/", include("anlan.notifications.urls")),
    path("api/", include("anlan.api.urls")),
    path("photo-flags/", include("anlan.scrutiny.urls")),
    path("suggestions/", include("anlan.suggestions.urls")),
    path("bulletins/", include("anlan.bulletins.urls")),
    path("forms/", include("anlan.exchange.urls")),
    path("insight/", include("anlan.insight.urls")),
    path("digests/", include("anlan.digests.urls")),
    path("quality/", include("anlan.quality.urls")),
    path("field/", include("anlan.field.urls")),
    path("detection/", include("anlan.detection.urls")),
]

handler400 = "anlan.web.views.errors.bad_request"
handler403 = "anlan.web.views.errors.forbidden"
handler404 = "anlan.web.views.errors.not_found"
handler500 = "anlan.web.views.errors.server_error"
