from django.urls import path

from anlan.plans.views import due, joint, leaders, plans

app_name = "plans"
urlpatterns = [
    path("", plans.listing, name="list"),
    path("draft/", plans.draft, name="draft"),
    path("due/", due.day_list, name="due"),
    path("at/<int:pk>/", joint.at_place, name="at-place"),
    path("joint/", joint.listing, name="joints"),
    path("joint/propose/<int:premises>/", joint.propose, name="propose"),
    path("joint/<int:pk>/", joint.detail, name="joint"),
    path("joint/<int:pk>/<slug:step>/", joint.take, name="take-joint"),
    path("leaders/", leaders.listing, name="leaders"),
    path("leaders/set/", leaders.set_plan, name="set-leader"),
    path("leaders/<int:pk>/", leaders.detail, name="leader"),
    path("leaders/<int:pk>/<slug:step>/", leaders.take, name="take-leader"),
    path("<int:pk>/", plans.detail, name="detail"),
    path("<int:pk>/places/", plans.place_list, name="places"),
    path("<int:pk>/close-by/", plans.close_by, name="close-by"),
    path("<int:pk>/<slug:step>/", plans.take, name="take"),
]
