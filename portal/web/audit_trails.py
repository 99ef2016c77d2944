"""The edge of the audit pages: whose trail is it, and may this person read it?"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import access
from portal.errors import NotAllowed, NotFound
from portal.models import AuditChain, Organisation, User


@dataclass(frozen=True)
class Trail:
    """One chain and its reader's name for it; ``zone`` is the one its days are counted in."""

    id: UUID
    name: str
    zone: str
    own: bool = False

    @property
    def url(self) -> str:
        """Where it is read."""
        return reverse("audit", args=[self.id])


def trail_of(request: HttpRequest, chain_id: UUID) -> Trail:
    """Return a trail that the asker may read: her own, or that of an organisation.

    Raises ``NotFound`` for strangers, ``NotAllowed`` for members without the right.
    """
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first; nothing is lost."))
    found = own_trail(request.user) if chain_id == request.user.person_id else None
    return found or _trail_of_organisation(request.user, chain_id)


def own_trail(user: User) -> Trail | None:
    """Return the trail of a model about herself, once there is one."""
    if not AuditChain.objects.filter(pk=user.person_id).exists():
        return None
    return Trail(user.person_id, str(user), user.time_zone, own=True)


def organisations_read_by(user: User) -> list[Trail]:
    """Return the trails of all organisations in which ``user`` may read them."""
    readable = access.held(user).where("view_audit")
    if not readable:
        return []
    found = Organisation.objects.filter(pk__in=readable).order_by("name", "pk")
    return [_trail(each) for each in found]


def _trail_of_organisation(user: User, chain_id: UUID) -> Trail:
    organisation = Organisation.objects.filter(pk=chain_id).first()
    if organisation is not None and access.holds(user, "view_audit", organisation):
        return _trail(organisation)
    if organisation is not None and access.organisations_of(user).filter(pk=chain_id).exists():
        raise NotAllowed(_("You may not read what everybody here did."))
    raise NotFound(_("There is nothing here for you."))


def _trail(organisation: Organisation) -> Trail:
    return Trail(organisation.pk, organisation.name, organisation.time_zone)
