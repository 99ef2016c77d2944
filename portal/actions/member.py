"""Let somebody out of an organisation altogether."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.actions.grant import check_manages_people
from portal.actions.organisation import end_membership
from portal.errors import Conflict
from portal.models import Membership, Organisation, User


@transaction.atomic
def remove_member(
    *, organisation: Organisation, user: User, actor: User, at: datetime
) -> list[Membership]:
    """End every role that ``user`` has there, and with the last all that was granted besides.

    All of it or nothing. Raises ``Conflict`` where nobody would be left who manages people, and
    where she has left already.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if user.pk != actor.pk:
        check_manages_people(actor, organisation)
    current = list(organisation.memberships.current().filter(user=user).order_by("pk"))
    if not current:
        raise Conflict(_("%(name)s is not a member here any more.") % {"name": user})
    return [end_membership(membership=each, actor=actor, at=at) for each in current]
