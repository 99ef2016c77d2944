"""An organisation's identity providers as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from portal.models import IdentityProvider
from portal.web.people_list import day


@dataclass(frozen=True)
class Line:
    """One provider: where it is, whom it vouches for, and where it sends people back to."""

    provider: IdentityProvider
    issuer: str
    domains: list[str]
    since: str
    back: str


def with_all(providers: QuerySet[IdentityProvider]) -> QuerySet[IdentityProvider]:
    """Return ``providers`` with what a line says of each, in two questions."""
    return providers.select_related("app", "organisation", "role").prefetch_related("domains")


def lines(providers: Iterable[IdentityProvider]) -> list[Line]:
    """Return what is shown of each."""
    return [
        Line(
            each,
            issuer=str(each.app.settings.get("server_url", "")),
            domains=sorted(domain.name for domain in each.domains.all()),
            since=day(each.created_at, each.organisation),
            back=settings.SITE_URL
            + reverse("openid_connect_callback", args=[each.app.provider_id]),
        )
        for each in providers
    ]
