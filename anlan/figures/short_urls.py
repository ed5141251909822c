"""The short address of a value: /f/7K3M-9QXD/, to be typed from paper or read from a QR code."""

from django.urls import path

from anlan.figures.views import quotes

app_name = "short"
urlpatterns = [path("<str:code>/", quotes.show, name="value")]
