"""Take a side in a brief, once and for all."""

from datetime import datetime

from django.utils.translation import gettext as _

from approvals.models import Brief, Seat
from portal.errors import NotAllowed
from portal.models import Person, User


def take_seat(brief: Brief, actor: User | Person, side: str, at: datetime) -> Seat:
    """Fix the side for which a person speaks in a brief with the first act there (RULINGS 3).

    Raises ``NotAllowed`` when the person already speaks for another.
    """
    person = actor.person if isinstance(actor, User) else actor
    seat, _new = Seat.objects.get_or_create(
        brief=brief, person=person, defaults={"side": side, "taken_at": at}
    )
    if seat.side != side:
        raise NotAllowed(_("You already speak for another side in this brief."))
    return seat
