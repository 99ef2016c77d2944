"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from portal.web import audit, cover, health, installed, person_rights, see_as, sign_in

urlpatterns = [
    path("", sign_in.home, name="home"),
    path("cover", cover.cover, name="cover"),
    path("cover/<uuid:cover_id>/end", cover.end, name="end-cover"),
    path("", include("portal.account_urls")),
    path("site.webmanifest", installed.manifest, name="manifest"),
    path("worker.js", installed.worker, name="worker"),
    path("offline", installed.offline, name="offline"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("audit/<uuid:chain_id>", audit.audit, name="audit"),
    path("audit/<uuid:chain_id>/verify", audit.verify, name="verify-audit"),
    path("audit/<uuid:chain_id>/events.csv", audit.as_csv, name="audit-csv"),
    path("audit/<uuid:chain_id>/events.jsonl", audit.as_json_lines, name="audit-json-lines"),
    path("rights/people/<uuid:user_id>", person_rights.person_rights, name="person-rights"),
    path("rights/people/<uuid:user_id>/see-as", see_as.begin, name="see-as"),
    path("see-as/end", see_as.end, name="see-as-end"),
    path("admin/", admin.site.urls),
    path("", include("portal.people_urls")),
    path("", include("twins.urls")),
    path("", include("approvals.urls")),
]

if settings.DEBUG:
    urlpatterns += [
        path(
            "styleguide", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"
        ),
    ]
