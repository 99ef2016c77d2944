"""The urgent stop: the model halts all that is new of her, and lets it go on (RULINGS 19)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.errors import NotAllowed
from portal.models import User
from twins import stop_mail
from twins.locks import lock_twin
from twins.models import Representation, Stop, Twin


@transaction.atomic
def place_stop(*, twin: Twin, actor: User, at: datetime, how: str) -> Stop:
    """Halt orders and new publications of the twin; what is live stays live.

    Placing it twice changes nothing. Every address of hers is told. Raises ``NotAllowed`` for
    anybody but the model.
    """
    twin, at = lock_twin(twin, at)
    _check_is_herself(twin, actor)
    standing = twin.stops.standing().first()
    if standing is not None:
        return standing
    placed = Stop.objects.create(twin=twin, placed_at=at, placed_how=how)
    _record(placed, "stop.placed", actor, at, how=how)
    stop_mail.tell(actor, "stop_placed", at=at)
    return placed


@transaction.atomic
def lift_stop(*, twin: Twin, actor: User, at: datetime) -> Stop | None:
    """Let what was halted go on; None when nothing was.

    Raises ``NotAllowed`` for anybody but the model.
    """
    twin, at = lock_twin(twin, at)
    _check_is_herself(twin, actor)
    standing = twin.stops.standing().first()
    if standing is None:
        return None
    standing.lifted_at = at
    standing.save(update_fields=["lifted_at"])
    _record(standing, "stop.lifted", actor, at)
    stop_mail.tell(actor, "stop_lifted", at=at)
    return standing


def _check_is_herself(twin: Twin, actor: User) -> None:
    if actor.person_id != twin.owner_id or not actor.is_active:
        raise NotAllowed(_("Only the model herself stops what is made of her, and lets it go on."))


def _record(stop: Stop, act: str, actor: User, at: datetime, **details: str) -> None:
    agencies = Representation.objects.in_force(at).filter(twin=stop.twin)
    audit.record(
        chains=[stop.twin.owner_id, *agencies.values_list("agency_id", flat=True)],
        person=actor.person,
        at=at,
        act=act,
        subject=stop,
        **details,
    )
