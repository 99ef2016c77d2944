"""Look at the pages as a member of one's own organisation sees them: who may, begin and end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal import audit
from portal.actions.grant import check_manages_people
from portal.effective import Held, Holdings, held_by
from portal.errors import DomainError, NotAllowed
from portal.models import Cover, Membership, Organisation, Person, User
from portal.models.grants import personal_tables

MINUTES = 15


@dataclass(frozen=True, kw_only=True)
class Seeing:
    """Somebody looks as somebody else does, in one organisation, until then at the latest."""

    who: User
    whom: User
    organisation: Organisation
    until: datetime


@transaction.atomic
def begin_seeing(*, actor: User, whom: User, organisation: Organisation, at: datetime) -> Seeing:
    """Begin to look as ``whom``, for a quarter of an hour at most; the trail says so, and of whom.

    Raises ``NotAllowed`` as ``check_may_see_as`` does.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    check_may_see_as(actor, whom, organisation, at)
    until = at + timedelta(minutes=MINUTES)
    seeing = Seeing(who=actor, whom=whom, organisation=organisation, until=until)
    _record("see_as.begun", seeing, at, until=until.isoformat())
    return seeing


@transaction.atomic
def end_seeing(*, seeing: Seeing, at: datetime) -> Seeing:
    """Be oneself again."""
    Organisation.objects.select_for_update(no_key=True).get(pk=seeing.organisation.pk)
    _record("see_as.ended", seeing, at)
    return seeing


def may_see_as(
    user: User, whom: User, organisation: Organisation, mine: Sequence[Held], hers: Sequence[Held]
) -> bool:
    """Say whether ``user`` may look as ``whom`` does; ``mine`` and ``hers``: what each may do."""
    try:
        _check_may_see_as(user, whom, organisation, mine, hers)
    except DomainError:
        return False
    return True


def check_may_see_as(user: User, whom: User, organisation: Organisation, at: datetime) -> None:
    """Raises ``NotAllowed`` where ``user`` may not look as ``whom`` does, as things stand."""
    mine, hers = (held_by(each, organisation, at) for each in (user, whom))
    _check_may_see_as(user, whom, organisation, mine, hers)


def _check_may_see_as(
    user: User, whom: User, organisation: Organisation, mine: Sequence[Held], hers: Sequence[Held]
) -> None:
    """She manages people there; whom she looks as is a member there and nowhere else.

    Never a model, whose pages are hers alone; never platform staff; never somebody who may do
    there what she may not do herself: looking is no way to more.
    """
    check_manages_people(user, organisation)
    if whom.pk == user.pk:
        raise NotAllowed(_("You see the pages as yourself already."))
    if whom.is_staff or whom.is_superuser or not _is_here(whom, organisation):
        raise NotAllowed(_("You can see the pages only as a member of %s.") % organisation)
    if _owns_something(whom.person) or _is_elsewhere(whom, organisation):
        raise NotAllowed(
            _("%(name)s has pages that are none of %(here)s's business.")
            % {"name": whom, "here": organisation}
        )
    mine_all = Holdings.of(mine, organisation)
    if not all(mine_all.include(each.over, each.reason.right) for each in hers):
        raise NotAllowed(_("%s may see things here that you may not.") % whom)


def _is_here(whom: User, organisation: Organisation) -> bool:
    current = Membership.objects.current().filter(user=whom, organisation=organisation)
    return whom.is_active and current.exists()


def _owns_something(person: Person) -> bool:
    """Whether rows of other layers are her own, as her twin is a model's."""
    owned = [each for each in Person._meta.related_objects if each.field.name == "owner"]
    return any(each.related_model._default_manager.filter(owner=person).exists() for each in owned)


def _is_elsewhere(whom: User, organisation: Organisation) -> bool:
    """Whether she is a member, a guest or somebody's cover in another organisation as well."""
    members = Membership.objects.current().filter(user=whom)
    covers = Cover.objects.to_come().filter(Q(colleague=whom) | Q(covered=whom))
    grants = [table.objects.filter(user=whom) for table in personal_tables()]
    return any(
        each.exclude(organisation=organisation).exists() for each in (members, covers, *grants)
    )


def _record(act: str, seeing: Seeing, at: datetime, **details: object) -> None:
    audit.record(
        chains=[seeing.organisation.pk],
        person=seeing.who.person,
        at=at,
        act=act,
        subject=seeing.whom.person,
        **details,
    )
