"""Give somebody a right over one object, and take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, cast

from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.utils.translation import gettext as _

from portal import access, audit
from portal.errors import Conflict, Invalid, NotAllowed
from portal.instants import end_of
from portal.models import Membership, Organisation, Role, User
from portal.roles import CLIENT_RIGHTS, EVERY_RIGHT, Right, rights_of_kind

type Holder = User | Role

ACTS = {
    ("given", False): "right.given",
    ("given", True): "right.given_to_role",
    ("taken", False): "right.taken",
    ("taken", True): "right.taken_from_role",
}
"""What is done with a right, and whether to a role: the name of the act."""


class Thing(Protocol):
    """What rights are granted over: an organisation, a twin, a brief."""

    pk: Any
    _meta: ClassVar[Any]

    def concerns(self, organisation: Organisation, at: datetime) -> bool:
        """Say whether it is any of the organisation's business to grant rights over it."""
        ...

    def get_rights_url(self) -> str:
        """Where it is said who may do what with it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Given:
    """What came of it: the right, and those that came or went with it."""

    rights: tuple[Right, ...]
    ends_at: datetime | None


@transaction.atomic
def give_right(
    *,
    codename: str,
    over: Thing,
    to: Holder,
    organisation: Organisation,
    actor: User,
    at: datetime,
    until: date | None = None,
    why: str = "",
) -> Given:
    """Grant a right, and those it needs, over one object on behalf of ``organisation``.

    ``until`` is the last whole day of it in the organisation's zone (RULINGS 10). A right that is
    held already ends anew. Raises ``NotAllowed`` for who does not manage people there or does not
    hold the right herself; ``Conflict`` where the receiver is not there; ``Invalid`` for a day
    that is over.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    given = what_giving_does(
        codename=codename,
        over=over,
        to=to,
        organisation=organisation,
        actor=actor,
        at=at,
        until=until,
    )
    for each in given.rights:
        if each.codename == codename or not _outlasts(each, over, to, organisation, given.ends_at):
            _write(each, over, to, organisation, actor, at, given.ends_at, why)
    _record("given", over, to, organisation, actor, at, right=codename, until=_day(until))
    return given


@transaction.atomic
def give_rights(*, codenames: Sequence[str], **terms: Any) -> list[Given]:
    """Grant several rights on the same terms, as ``give_right`` does: all of them or none."""
    if not codenames:
        raise Invalid(_("Choose at least one right from the list."))
    return [give_right(codename=codename, **terms) for codename in codenames]


def what_giving_does(
    *,
    codename: str,
    over: Thing,
    to: Holder,
    organisation: Organisation,
    actor: User,
    at: datetime,
    until: date | None = None,
) -> Given:
    """Return what ``give_right`` would do as things stand, or raise as it would."""
    right = _right(codename, over, organisation, at)
    check_may_give(actor, right, over, organisation)
    _check_is_here(to, organisation)
    ends_at = end_of(until, organisation.time_zone) if until else None
    if ends_at is not None and ends_at <= at:
        raise Invalid(_("This day is over: choose a later one, or none."))
    return Given(rights=(right, *(EVERY_RIGHT[need] for need in right.needs)), ends_at=ends_at)


@transaction.atomic
def take_right(
    *,
    codename: str,
    over: Thing,
    of: Holder,
    organisation: Organisation,
    actor: User,
    at: datetime,
) -> Given:
    """Take back a right over one object, and those that need it; at once.

    The act of somebody who manages people there, whether she holds the right or not. Raises
    ``Conflict`` where it was not given.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    gone = what_taking_does(
        codename=codename, over=over, of=of, organisation=organisation, actor=actor
    )
    for each in gone.rights:
        _grants(each, over, of, organisation).delete()
        _record("taken", over, of, organisation, actor, at, right=each.codename)
    return gone


def what_taking_does(
    *, codename: str, over: Thing, of: Holder, organisation: Organisation, actor: User
) -> Given:
    """Return what ``take_right`` would take as things stand, or raise as it would."""
    check_manages_people(actor, organisation)
    right = EVERY_RIGHT[codename]
    taken = (right, *(each for each in EVERY_RIGHT.values() if codename in each.needs))
    gone = tuple(each for each in taken if _grants(each, over, of, organisation).exists())
    if right not in gone:
        raise Conflict(_("This right was not given here, so there is nothing to take back."))
    return Given(rights=gone, ends_at=None)


def codenames_over(over: Thing, organisation: Organisation) -> list[str]:
    """Return the rights that ``organisation`` may grant over ``over``, one person at a time.

    To manage people comes with a role only: who is in charge must be plain (RULINGS 17).
    """
    if isinstance(over, Organisation):
        own = over.pk == organisation.pk
        rights = rights_of_kind(organisation.kind) if own else list(CLIENT_RIGHTS)
        return [right.codename for right in rights if right.codename != "manage_people"]
    declared = {codename for codename, _sentence in over._meta.permissions}
    return [codename for codename in EVERY_RIGHT if codename in declared]


def check_manages_people(user: User, organisation: Organisation) -> None:
    """The person manages people there herself: nobody does so for a colleague she covers."""
    if not access.holds(user, "manage_people", organisation):
        raise NotAllowed(_("You may not change who may do what here."))


def check_may_give(user: User, right: Right, over: Thing, organisation: Organisation) -> None:
    """The person manages people there, and gives nothing that she does not hold (herself)."""
    check_manages_people(user, organisation)
    if not holds_herself(user, right, over, organisation):
        raise cannot_give(right)


def cannot_give(right: Right) -> NotAllowed:
    """Return the refusal of a right that the giver does not hold herself."""
    return NotAllowed(
        _("You cannot give what you do not hold: “%(right)s”.") % {"right": right.sentence}
    )


def holds_herself(user: User, right: Right, over: Thing, organisation: Organisation) -> bool:
    """Say whether she holds it without covering anybody: everywhere there, or over this object."""
    own = access.held(user, covering=False).rows
    of_all = (right.like, organisation.pk, organisation.pk)
    return (right.codename, organisation.pk, over.pk) in own or of_all in own


def _right(codename: str, over: Thing, organisation: Organisation, at: datetime) -> Right:
    if codename not in codenames_over(over, organisation):
        raise Invalid(_("There is no such right here."))
    if not over.concerns(organisation, at):
        raise Conflict(_("This is nothing that you give rights over."))
    return EVERY_RIGHT[codename]


def _check_is_here(to: Holder, organisation: Organisation) -> None:
    if isinstance(to, Role):
        if to.organisation_id != organisation.pk:
            raise Conflict(_("This role belongs to somebody else."))
        if to.retired_at is not None:
            raise Conflict(_("The role %(role)s was retired.") % {"role": to.name})
    elif not Membership.objects.current().filter(user=to, organisation=organisation).exists():
        raise Conflict(_("%(name)s is not a member here: invite first.") % {"name": to})


def _table(right: Right, over: Thing, holder: Holder) -> Any:
    personal, of_roles = access.tables(f"{over._meta.app_label}.{right.codename}")
    return of_roles if isinstance(holder, Role) else personal


def _whose(holder: Holder) -> dict[str, Any]:
    return {"group": holder.group} if isinstance(holder, Role) else {"user": holder}


def _grants(
    right: Right, over: Thing, holder: Holder, organisation: Organisation
) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = _table(right, over, holder).every.filter(
        permission__codename=right.codename,
        content_object=over,
        organisation=organisation,
        **_whose(holder),
    )
    return found


def _outlasts(
    right: Right,
    over: Thing,
    to: Holder,
    organisation: Organisation,
    ends_at: datetime | None,
) -> bool:
    """Whether she has it already for as long or longer."""
    held = _grants(right, over, to, organisation).first()
    if held is None:
        return False
    return held.ends_at is None or (ends_at is not None and held.ends_at >= ends_at)


def _write(
    right: Right,
    over: Thing,
    to: Holder,
    organisation: Organisation,
    actor: User,
    at: datetime,
    ends_at: datetime | None,
    why: str,
) -> None:
    """One row for a right that somebody has over an object: what was before is in the trail."""
    _grants(right, over, to, organisation).delete()
    _table(right, over, to).every.create(
        permission=Permission.objects.get(
            codename=right.codename, content_type__app_label=over._meta.app_label
        ),
        content_object=over,
        organisation=organisation,
        given_by=actor.person,
        given_at=at,
        ends_at=ends_at,
        why=why[:200],
        **_whose(to),
    )


def _record(
    what: str,
    over: Thing,
    holder: Holder,
    organisation: Organisation,
    actor: User,
    at: datetime,
    **details: object,
) -> None:
    named = {"role": holder.name} if isinstance(holder, Role) else {"to": str(holder.person_id)}
    audit.record(
        chains=_concerned(over, organisation),
        person=actor.person,
        at=at,
        act=ACTS[what, isinstance(holder, Role)],
        subject=cast("models.Model", over),
        organisation=str(organisation.pk),
        **named,
        **details,
    )


def _concerned(over: Thing, organisation: Organisation) -> Sequence[Any]:
    """The organisation's trail, and hers whose twin it is about."""
    owner = getattr(over, "owner_id", None)
    return [organisation.pk] if owner is None else [organisation.pk, owner]


def _day(until: date | None) -> str | None:
    return until.isoformat() if until else None
