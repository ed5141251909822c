from django.urls import path

from anlan.forces.rows import KINDS
from anlan.forces.views import alerts, cases, stands

app_name = "forces"
urlpatterns = [
    path("", cases.listing, {"kind": "force"}, name="force"),
    path("calls/", alerts.call_list, name="calls"),
    path("running/", alerts.panel, name="panel"),
    path("of-incident/<int:pk>/", alerts.of_incident, name="of-incident"),
    path("of-level/<int:pk>/", stands.of_level, name="of-level"),
    path("alert/<int:pk>/order/", alerts.order, name="order"),
    path("alert/<int:pk>/report/", alerts.report, name="report"),
    path("alert/<int:pk>/live/", alerts.live, name="live"),
    *(
        path(f"{kind.replace('_', '-')}/", cases.listing, {"kind": kind}, name=kind)
        for kind in KINDS
        if kind != "force"
    ),
    *(
        path(
            f"{kind.replace('_', '-')}/{step}/",
            cases.begin,
            {"kind": kind, "step": step},
            name=f"{kind}-{step}",
        )
        for kind, steps in cases.OPENINGS.items()
        for step, _permission in steps
    ),
    path("case/<slug:kind>/<int:pk>/", cases.detail, name="case"),
    path("case/<slug:kind>/<int:pk>/<slug:step>/", cases.take, name="take"),
]
