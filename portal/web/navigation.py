"""The places that a person can go to, by what she may do."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import access
from portal.models import Organisation, User


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None


BY_KIND: dict[str, tuple[tuple[str, str], ...]] = {
    "brand": (("briefs", "Briefs"), ("new-brief", "New brief"), ("published", "Published")),
    "agency": (("desk", "Desk"), ("models", "Models")),
    "studio": (("orders", "Orders"),),
    "model": (("inbox", "Pictures"), ("my-twin", "My twin"), ("my-money", "Money")),
}


def kind_of(user: User) -> str:
    """Return what the user mainly is here: a kind of organisation, or a model, or nobody."""
    return _kind(access.organisations_of(user).first())


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every page its navigation; a context processor."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": [], "kind": "", "organisation": None}
    organisation = access.organisations_of(user).first()
    kind = _kind(organisation)
    places = [
        Place(_(label), reverse(name), request.path == reverse(name))
        for name, label in BY_KIND[kind]
    ]
    return {"navigation": places, "kind": kind, "organisation": organisation}


def _kind(organisation: Organisation | None) -> str:
    return "model" if organisation is None else str(organisation.kind)
