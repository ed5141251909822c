from django.urls import path

from anlan.systemic.views import candidates, cases, panel

app_name = "systemic"
urlpatterns = [
    path("", cases.listing, name="list"),
    path("propose/", cases.propose, name="propose"),
    path("candidates/", candidates.page, name="candidates"),
    path("candidates/file/", candidates.workbook, name="candidates-file"),
    path("candidates/take-up/", candidates.take_up, name="take-up"),
    path("of/<slug:kind>/<int:subject>/", panel.of, name="of"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/<slug:step>/", cases.take, name="take"),
]
