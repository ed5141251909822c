from django.urls import path

from anlan.duty.rows import KINDS
from anlan.duty.views import boards, cases, feeds

app_name = "duty"
urlpatterns = [
    path("", boards.screen, name="night"),
    path("live/", boards.screen_live, name="night-live"),
    path("now/", boards.now, name="now"),
    path("seats/", boards.seats, name="seats"),
    path("mine/", feeds.mine, name="mine"),
    path("mine/calendar/", feeds.make, name="feed-make"),
    path("mine/calendar/revoke/", feeds.revoke, name="feed-revoke"),
    path("calendar/<str:secret>.ics", feeds.feed, name="feed"),
    *(path(f"{kind.replace('_', '-')}/", cases.listing, {"kind": kind}, name=kind) for kind in KINDS),
    *(
        path(f"{kind.replace('_', '-')}/new/", cases.begin, {"kind": kind}, name=f"{kind}-begin")
        for kind in KINDS
    ),
    path("case/<slug:kind>/<int:pk>/", cases.detail, name="case"),
    path("case/<slug:kind>/<int:pk>/<slug:step>/", cases.take, name="take"),
]
