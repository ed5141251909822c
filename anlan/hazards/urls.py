from django.urls import path

from anlan.hazards import views

app_name = "hazards"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<slug:step>/", views.take, name="take"),
    path("of-visit/<int:visit>/", views.panel, name="of-visit"),
    path("of-premises/<int:premises>/", views.panel, name="of-premises"),
    path("record/<int:visit>/", views.record, name="record"),
]
