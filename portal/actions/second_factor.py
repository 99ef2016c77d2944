"""Ask everybody in an organisation for a second factor."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal import access, audit
from portal.errors import NotAllowed
from portal.models import Organisation, User


@transaction.atomic
def require_second_factor(
    *, organisation: Organisation, required: bool, actor: User, at: datetime
) -> Organisation:
    """Ask for a second factor, or no longer: the act of somebody who manages people there.

    Who has none is sent to enrol at the very next request. Staff of the platform, and who manages
    an agency's people, need one in any case.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not access.holds(actor, "manage_people", organisation):
        raise NotAllowed(_("You may not decide how people sign in here."))
    if organisation.requires_second_factor == required:
        return organisation
    organisation.requires_second_factor = required
    organisation.save(update_fields=["requires_second_factor"])
    audit.record(
        chains=[organisation.pk],
        person=actor.person,
        at=at,
        act="organisation.second_factor",
        subject=organisation,
        required=required,
    )
    return organisation
