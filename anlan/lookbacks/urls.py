from django.urls import path

from anlan.lookbacks.views import estimate, looks, published, rates, samples

app_name = "lookbacks"
urlpatterns = [
    path("", looks.listing, name="looks"),
    path("samples/", samples.listing, name="samples"),
    path("samples/prepare/", samples.prepare, name="prepare"),
    path("samples/<int:pk>/", samples.detail, name="sample"),
    path("samples/<int:pk>/files/<slug:what>/", samples.file, name="file"),
    path("samples/<int:pk>/<slug:step>/", samples.take, name="take"),
    path("rates/", rates.listing, name="rates"),
    path("rates/<int:pk>/withdraw/", rates.withdraw, name="withdraw-rates"),
    path("estimate/", estimate.estimate, name="estimate"),
    path("public/", published.public, name="public"),
    path("public/<int:pk>/", published.public_detail, name="public-detail"),
    path("public/<int:pk>/files/<slug:what>/", published.public_file, name="public-file"),
]
