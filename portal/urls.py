"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from portal.web import cover, health, sign_in

urlpatterns = [
    path("", sign_in.home, name="home"),
    path("sign-in", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out", sign_in.SignOut.as_view(), name="sign-out"),
    path("cover", cover.cover, name="cover"),
    path("cover/<uuid:cover_id>/end", cover.end, name="end-cover"),
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
