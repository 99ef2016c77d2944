"""Say by which clock an organisation lives."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal import access, audit
from portal.errors import Invalid, NotAllowed
from portal.models import Organisation, User
from portal.zones import known


@transaction.atomic
def keep_time_zone(
    *, organisation: Organisation, time_zone: str, actor: User, at: datetime
) -> Organisation:
    """Count the days and working hours of ``organisation`` in ``time_zone`` from now on.

    The act of somebody who manages people there. What has its end already keeps the instant
    (RULINGS 10). Raises ``NotAllowed``, and ``Invalid`` for what is no IANA name of a zone.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not access.holds(actor, "manage_people", organisation):
        raise NotAllowed(_("You may not decide by which clock people work here."))
    if not known(time_zone):
        raise Invalid(_("Twinset knows no such time zone."))
    if organisation.time_zone == time_zone:
        return organisation
    before, organisation.time_zone = organisation.time_zone, time_zone
    organisation.save(update_fields=["time_zone"])
    audit.record(
        chains=[organisation.pk],
        person=actor.person,
        at=at,
        act="organisation.time_zone",
        subject=organisation,
        before=before,
        after=time_zone,
    )
    return organisation
