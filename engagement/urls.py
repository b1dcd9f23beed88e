"""The paths of the site: the REST interface and the pages."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("engagement.api.urls")),
    path("", include("engagement.pages")),
]
