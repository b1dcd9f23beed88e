"""The paths of the site: the REST interface and the pages."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("engagement.api.urls")),
    path("", include("engagement.pages")),
]
