"""What the platform's staff may do for others: as two people, and for no organisation of theirs."""

from django.utils.translation import gettext as _

from portal import access
from portal.errors import NotAllowed
from portal.models import User


def check_is_staff_of_nobody(actor: User) -> None:
    """Staff of the platform, and a member of no organisation."""
    if not (actor.is_staff and actor.is_active):
        raise NotAllowed(_("Only staff of the platform may do this."))
    if access.organisations_of(actor).exists():
        raise NotAllowed(_("Nobody who belongs to an organisation may do this."))
