from django.urls import path

from anlan.access import token_views, views

app_name = "access"
urlpatterns = [
    path("permissions/", views.permissions, name="permissions"),
    path("sign-ins/", views.sign_ins, name="sign-ins"),
    path("looks/", views.looks, name="looks"),
    path("open/<slug:register>/", views.open_register, name="open"),
    path("phone/<slug:kind>/<int:pk>/", views.phone, name="phone"),
    path("sessions/end-others/", views.end_others, name="end-others"),
    path("tokens/", token_views.own, name="tokens"),
    path("tokens/machines/", token_views.machines, name="machines"),
    path("tokens/<int:pk>/revoke/", token_views.revoke, name="revoke-token"),
]
