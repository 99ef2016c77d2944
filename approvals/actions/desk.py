"""The desk: filters that somebody keeps for herself. They are nobody else's and leave no trail."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.models import DeskFilter
from portal.errors import Invalid, NotFound
from portal.models import User

MOST = 20
LONGEST_NAME = 40


@transaction.atomic
def save_desk_filter(*, name: str, query: str, actor: User, at: datetime) -> DeskFilter:
    """Keep a filter under a name; what she had under it before is replaced.

    Raises ``Invalid`` without a name, for a desk that is not filtered, and beyond ``MOST``.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Give the filter a name of at most 40 letters."))
    if not query:
        raise Invalid(_("Choose what you want to see first; the whole desk needs no filter."))
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    hers = DeskFilter.objects.filter(user=actor)
    if hers.exclude(name=name).count() >= MOST:
        raise Invalid(_("You have twenty filters. Remove one before you keep another."))
    kept, _new = hers.update_or_create(
        user=actor, name=name, defaults={"query": query, "created_at": at}
    )
    return kept


@transaction.atomic
def remove_desk_filter(*, desk_filter: DeskFilter, actor: User) -> None:
    """Remove a filter of hers. Raises ``NotFound`` for anybody else's."""
    if desk_filter.user_id != actor.pk:
        raise NotFound(_("There is no such filter here."))
    desk_filter.delete()
