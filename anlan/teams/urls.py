from django.urls import path

from anlan.teams.views import days, handovers, teams, visits

app_name = "teams"
urlpatterns = [
    path("", teams.listing, name="list"),
    path("set-up/", teams.set_up, name="set-up"),
    path("<int:pk>/", teams.detail, name="detail"),
    path("<int:pk>/days/<slug:day>/", days.day, name="day"),
    path("<int:pk>/hand-over/", handovers.hand_over, name="hand-over"),
    path("<int:pk>/<slug:step>/", teams.take, name="take"),
    path("days/", days.listing, name="days"),
    path("days/<int:pk>/<slug:step>/", days.take, name="take-day"),
    path("hand-overs/<int:pk>/", handovers.detail, name="handover"),
    path("hand-overs/<int:pk>/<slug:step>/", handovers.take, name="take-handover"),
    path("of-visit/<int:visit>/", visits.panel, name="of-visit"),
    path("of-visit/<int:visit>/name/", visits.name, name="name-visit"),
    path("visits/<int:pk>/<slug:step>/", visits.take, name="take-visit"),
]
