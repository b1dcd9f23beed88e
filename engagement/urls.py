"""The paths of the site: the REST interface and the pages."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # The administration's own login does not count attempts; the pages' does.
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", admin.site.urls),
    path("api/", include("engagement.api.urls")),
    path("", include("engagement.pages")),
]
