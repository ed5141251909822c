from django.urls import path

from anlan.assignments.views import activities, arisen, leaders, meetings, offenders, parts, task, tasks

app_name = "assignments"
urlpatterns = [
    path("", tasks.listing, name="tasks"),
    path("issue/", tasks.issue, name="issue"),
    path("of/<slug:kind>/<int:subject>/", arisen.panel, name="arisen"),
    path("offenders/", offenders.listing, name="offenders"),
    path("<int:pk>/", task.detail, name="task"),
    path("<int:pk>/join/", parts.join, name="join"),
    path("<int:pk>/<slug:step>/", task.take, name="take"),
    path("parts/<int:pk>/<slug:step>/", parts.take, name="take-part"),
    path("meetings/", meetings.listing, name="meetings"),
    path("meetings/record/", meetings.record, name="record-meeting"),
    path("meetings/<int:pk>/", meetings.detail, name="meeting"),
    path("meetings/<int:pk>/<slug:step>/", meetings.take, name="take-meeting"),
    path("leaders/", leaders.listing, name="leaders"),
    path("leaders/enter/", leaders.record, name="enter-leader"),
    path("leaders/<int:pk>/", leaders.detail, name="leader"),
    path("leaders/<int:pk>/<slug:step>/", leaders.take, name="take-leader"),
    path("activities/", activities.listing, name="activities"),
    path("activities/record/", activities.record, name="record-activity"),
    path("activities/<int:pk>/", activities.detail, name="activity"),
    path("activities/<int:pk>/<slug:step>/", activities.take, name="take-activity"),
]
