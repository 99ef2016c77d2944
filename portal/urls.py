"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from portal.web import health, sign_in

urlpatterns = [
    path("", sign_in.home, name="home"),
    path("", include("portal.account_urls")),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("admin/", admin.site.urls),
    path("", include("twins.urls")),
    path("", include("approvals.urls")),
]

if settings.DEBUG:
    urlpatterns += [
        path(
            "styleguide", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"
        ),
    ]
