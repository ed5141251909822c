from django.urls import path

from anlan.enforcement import views
from anlan.enforcement.desks import DESKS

app_name = "enforcement"
urlpatterns = [
    path("limits/", views.limits_page, name="limits"),
    path("limits/<int:pk>/<slug:step>/", views.take_limit, name="take-limit"),
    path("of/<slug:what>/<int:pk>/", views.panel, name="of"),
]
for _desk in DESKS.values():
    urlpatterns += [
        path(f"{_desk.path}/", views.listing(_desk), name=_desk.path),
        path(f"{_desk.path}/new/<slug:step>/", views.begin(_desk), name=f"begin-{_desk.name}"),
        path(f"{_desk.path}/<int:pk>/", views.detail(_desk), name=_desk.name),
        path(f"{_desk.path}/<int:pk>/<slug:step>/", views.take(_desk), name=f"take-{_desk.name}"),
    ]
