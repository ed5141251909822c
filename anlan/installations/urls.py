from django.urls import path

from anlan.installations.rows import KINDS
from anlan.installations.views import alarms, cases, sheets

app_name = "installations"
urlpatterns = [
    path("", cases.listing, {"kind": "installation"}, name="installation"),
    path("board/", sheets.board, name="board"),
    path("alarms/", alarms.receive, name="receive"),
    path("of-plant/<int:pk>/", sheets.of_plant, name="of-plant"),
    path("<int:pk>/grading.pdf", sheets.grading, name="grading"),
    path("<int:pk>/notice.pdf", sheets.notice, name="notice"),
    *(
        path(f"{kind.replace('_', '-')}/", cases.listing, {"kind": kind}, name=kind)
        for kind in KINDS
        if kind != "installation"
    ),
    *(
        path(
            f"{kind.replace('_', '-')}/{step.replace('_', '-')}/",
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
