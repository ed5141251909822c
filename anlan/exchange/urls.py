from django.urls import path

from anlan.exchange.views import fillings, forms

app_name = "exchange"
urlpatterns = [
    path("", forms.listing, name="forms"),
    path("bring/", forms.bring, name="bring"),
    path("filled/", fillings.listing, name="fillings"),
    path("filled/<int:pk>/", fillings.detail, name="filling"),
    path("filled/<int:pk>/file/", fillings.file, name="filled-file"),
    path("filled/<int:pk>/<slug:step>/", fillings.take, name="take-filling"),
    path("<int:pk>/", forms.detail, name="form"),
    path("<int:pk>/file/", forms.blank, name="blank"),
    path("<int:pk>/fill/", fillings.fill, name="fill"),
    path("<int:pk>/<slug:step>/", forms.take, name="take-form"),
]
