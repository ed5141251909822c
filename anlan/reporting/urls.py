from django.urls import path

from anlan.reporting.views import board, case, lists, receipt

app_name = "reporting"
urlpatterns = [
    path("", case.own, name="own"),
    path("list/", lists.listing, name="list"),
    path("board/", board.board_page, name="board"),
    path("board/live/", board.live, name="live"),
    path("board/call/<int:pk>/", board.call, name="call"),
    path("<int:pk>/", case.detail, name="detail"),
    path("<int:pk>/receipt/", receipt.receipt, name="receipt"),
    path("<int:pk>/<slug:step>/", case.take, name="take"),
]
