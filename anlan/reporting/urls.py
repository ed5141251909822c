from django.urls import path

from anlan.reporting.views import board, case, demands, lists, rolling

app_name = "reporting"
urlpatterns = [
    path("", case.own, name="own"),
    path("list/", lists.listing, name="list"),
    path("board/", board.board_page, name="board"),
    path("board/live/", board.live, name="live"),
    path("roll-up/", rolling.roll_up, name="roll-up"),
    path("roll-up/note/", rolling.note, name="note"),
    path("rules/", demands.listing, name="rules"),
    path("rules/lay-down/", demands.lay_down, name="lay-down"),
    path("rules/<int:pk>/", demands.detail, name="rule"),
    path("rules/<int:pk>/<slug:step>/", demands.take, name="take-rule"),
    path("<int:pk>/", case.detail, name="detail"),
    path("<int:pk>/<slug:step>/", case.take, name="take"),
]
