"""The edge of the pages on people and roles: who asks, and in which organisation."""

from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import access
from portal.errors import NotAllowed, NotFound
from portal.models import Invitation, Membership, Organisation, Role, User
from portal.web.keyset import Marks
from portal.web.navigation import Place


def asker(request: HttpRequest) -> User:
    """Return who is signed in. Raises ``NotAllowed`` for nobody: views ask for a sign-in first."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first; nothing is lost."))
    return request.user


def managed(user: User) -> list[Organisation]:
    """Return the organisations in which ``user`` manages people, by name."""
    found = Organisation.objects.filter(pk__in=access.organisations_where(user, "manage_people"))
    return list(found.order_by("name", "pk"))


def organisation_of(request: HttpRequest) -> Organisation:
    """Return the organisation that the asker chose, or her first. Raises ``NotFound``."""
    found = managed(asker(request))
    chosen = as_uuid(request.POST.get("organisation") or request.GET.get("organisation"))
    if chosen is not None:
        found = [each for each in found if each.pk == chosen]
    if not found:
        raise NotFound(_("There is nothing here for you."))
    return found[0]


def member_of(request: HttpRequest, membership_id: UUID) -> Membership:
    """Return a membership of somebody who is a member still. Raises ``NotFound``."""
    found = (
        Membership.objects.filter(
            pk=membership_id,
            organisation__in=access.organisations_where(asker(request), "manage_people"),
        )
        .select_related("organisation", "user", "role", "given_by__user")
        .first()
    )
    if found is None or not roles_of(found).exists():
        raise NotFound(_("There is nobody here whom this is about."))
    return found


def roles_of(membership: Membership) -> models.QuerySet[Any]:
    """Return the memberships that the same person has in the same organisation now."""
    current = Membership.objects.current().filter(
        user=membership.user_id, organisation=membership.organisation_id
    )
    return current.select_related("user", "role", "given_by__user").order_by("started_at", "pk")


def role_of(request: HttpRequest, role_id: UUID) -> Role:
    """Return a role of an organisation whose people the asker manages. Raises ``NotFound``."""
    where = access.organisations_where(asker(request), "manage_people")
    roles = Role.objects.filter(pk=role_id, organisation__in=where)
    found = roles.select_related("organisation", "created_by__user").first()
    if found is None:
        raise NotFound(_("There is no such role here."))
    return found


def invitation_of(request: HttpRequest, invitation_id: UUID) -> Invitation:
    """Return an invitation to where the asker manages people. Raises ``NotFound``."""
    where = access.organisations_where(asker(request), "manage_people")
    invitations = Invitation.objects.filter(pk=invitation_id, organisation__in=where)
    found = invitations.select_related("organisation", "role").first()
    if found is None:
        raise NotFound(_("There is no such invitation here."))
    return found


def tabs(organisation: Organisation, here: str) -> dict[str, object]:
    """Return what every page on people and roles says about where it is."""
    query = {"organisation": str(organisation.pk)}
    return {
        "here": organisation,
        "tabs": [
            Place(label, reverse(name, query=query), name == here)
            for name, label in (
                ("people", _("People")),
                ("roles", _("Roles")),
                ("people-sign-in", _("Sign-in")),
                ("people-time", _("Time")),
            )
        ],
    }


def place(name: str, organisation: Organisation, **query: str) -> str:
    """Return the address of a list in this organisation."""
    return reverse(name, query={"organisation": str(organisation.pk)} | query)


def marks(request: HttpRequest, prefix: str = "") -> Marks:
    """Return after or before which row the page of a list is asked for, as ``page_of`` takes it.

    ``prefix`` is for a list that does not stand alone on its page.
    """
    asked = request.GET.get
    return {"after": as_uuid(asked(f"{prefix}after")), "before": as_uuid(asked(f"{prefix}before"))}


def as_uuid(text: str | None) -> UUID | None:
    """Return the id that was sent, or nothing."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
