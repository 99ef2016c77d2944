"""The places that a person can go to, by what she may do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from portal import access
from portal.models import Organisation, User
from portal.roles import FOR_LICENCES, FOR_PROGRAMS
from portal.web.audit_trails import organisations_read_by


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None


BY_KIND: dict[str, tuple[tuple[str, Promise], ...]] = {
    "brand": (
        ("briefs", lazy("Briefs")),
        ("new-brief", lazy("New brief")),
        ("published", pgettext_lazy("pictures", "Published")),
    ),
    "agency": (("desk", lazy("Desk")), ("models", lazy("Models")), ("cases", lazy("Cases"))),
    "studio": (("orders", lazy("Orders")),),
    "model": (
        ("inbox", lazy("Pictures")),
        ("my-twin", lazy("My twin")),
        ("my-money", lazy("Money")),
    ),
    "staff": (
        ("recoveries", lazy("Recoveries")),
        ("appointments", lazy("Appointments")),
        ("identity-providers", lazy("Identity providers")),
    ),
}


def kind_of(user: User) -> str:
    """Return what the user mainly is here: a kind of organisation, a model, or staff."""
    return _kind(user, access.organisations_of(user).first())


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every page its navigation; a context processor. A page without one asks nothing."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": [], "kind": "", "organisation": None}
    made = cache(partial(_made, request, user))
    names = ("navigation", "kind", "organisation", "account_menu")
    return {name: SimpleLazyObject(partial(_one, made, name)) for name in names}


def _one(made: Callable[[], dict[str, object]], name: str) -> object:
    return made()[name]


def _made(request: HttpRequest, user: User) -> dict[str, object]:
    organisation = access.organisations_of(user).first()
    kind = _kind(user, organisation)
    places = [
        Place(str(label), reverse(name), request.path == reverse(name))
        for name, label in BY_KIND[kind]
    ]
    if organisation is not None and any(map(access.held(user).where, FOR_LICENCES)):
        places.append(_licences(request.path))
    places += [
        Place(_("Audit"), trail.url, request.path.startswith(trail.url))
        for trail in organisations_read_by(user)[:1]
    ]
    if organisation is not None and access.held(user).where("manage_people"):
        places.append(_people(request.path))
    return {
        "navigation": places,
        "kind": kind,
        "organisation": organisation,
        "account_menu": _account_menu(request, user, organisation),
    }


def _kind(user: User, organisation: Organisation | None) -> str:
    """Whoever belongs to no organisation is a model, or works for the platform."""
    if organisation is not None:
        return str(organisation.kind)
    return "staff" if user.is_staff else "model"


def _licences(path: str) -> Place:
    """The place for who signs or proposes licences; a model finds hers on her own page."""
    return Place(_("Licences"), reverse("licences"), path.startswith(reverse("licences")))


def _people(path: str) -> Place:
    """The place for who manages people: its pages say where they are by their tabs."""
    is_here = path.startswith((reverse("people"), reverse("roles")))
    return Place(_("People"), reverse("people"), is_here)


def _account_menu(
    request: HttpRequest, user: User, organisation: Organisation | None
) -> list[Place]:
    """What stands under her name: how she signs in, and whom she covers where she works."""
    named = [(_("What is new"), "notices")]
    named += [(_("Cover"), "cover")] if organisation is not None else []
    named += [
        (_("Language and time"), "language"),
        (_("How you sign in"), "mfa_index"),
        (_("Where you are signed in"), "sessions"),
    ]
    if _may_have_keys(user):
        named.append((_("Keys for programs"), "api-keys"))
    if user.is_staff and organisation is not None:
        named += [(str(label), name) for name, label in BY_KIND["staff"]]
    return [Place(label, reverse(name), request.path == reverse(name)) for label, name in named]


def _may_have_keys(user: User) -> bool:
    """Whether she holds herself what a program may do; asked for twice only where she does it."""
    return any(
        access.held(user).where(right) and access.held(user, covering=False).where(right)
        for right in FOR_PROGRAMS
    )
