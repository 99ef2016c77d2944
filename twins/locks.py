"""Whoever acts on a twin holds her lock, and time does not run backwards under it.

The clock of a request is read before it waits for the lock, and machines disagree by seconds. So an
act is dated when it begins, but never before one that was done under the same lock earlier: a
withdrawal is later than all that it ends, and earlier than all that must see it.
"""

from collections.abc import Iterable
from datetime import datetime

from twins.models import Twin


def lock_twins(twins: Iterable[Twin], at: datetime) -> tuple[list[Twin], datetime]:
    """Lock the twins in the order of their ids; return them and the instant of this act."""
    ids = [twin.pk for twin in twins]
    locked = list(Twin.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    at = max([twin.not_before(at) for twin in locked], default=at)
    Twin.objects.filter(pk__in=ids).update(acted_at=at)
    for twin in locked:
        twin.acted_at = at
    return locked, at


def lock_twin(twin: Twin, at: datetime) -> tuple[Twin, datetime]:
    """Lock one twin; return her and the instant of this act."""
    [locked], at = lock_twins([twin], at)
    return locked, at
