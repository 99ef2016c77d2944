"""Crew: who worked on a brief is credited, sees it by a link, and may wish not to be named."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import policies, trail
from approvals.actions.door import (
    Sent,
    change_lock,
    check_address,
    check_name,
    hash_of,
    lock_open,
    new_secret,
    record,
)
from approvals.actions.seat import take_seat
from approvals.models import Brief, CrewLink, CrewMember, Side
from approvals.states import BriefState
from portal.errors import Conflict, Invalid
from portal.models import User

HOLDS = timedelta(days=366)
"""How long a link holds, from when it was sent last: as long as pictures stay in use."""
MOST_CREW = 30
MOST_FEE = Decimal(1_000_000)


@transaction.atomic
def credit(
    *,
    brief: Brief,
    name: str,
    role: str,
    actor: User,
    at: datetime,
    fee: Decimal = Decimal(0),
    currency: str = "EUR",
) -> CrewMember:
    """Name somebody who worked on the brief: the act of who may write it.

    She is named beside what is published from now on. Raises ``NotAllowed`` for others, ``Invalid``
    for a name, a role or a fee that is none, ``Conflict`` where she has that role already, there
    are too many or the brief is closed.
    """
    brief = _lock_brief(brief, actor)
    name = " ".join(name.split())
    check_name(name)
    _check_terms(role, fee)
    crew = brief.crew.there().select_related("person__user")
    if any(str(each.person) == name and each.role == role for each in crew):
        raise Conflict(_("%(name)s is in the crew with this role already.") % {"name": name})
    if len(crew) >= MOST_CREW:
        raise Conflict(_("A brief has at most %(most)s in its crew.") % {"most": MOST_CREW})
    named = User.objects.create_user(None, name=name, is_active=False)
    member = CrewMember.objects.create(
        brief=brief, person=named.person, role=role, fee=fee, currency=currency
    )
    take_seat(brief, actor, Side.BRAND, at)
    trail.record(
        trail.of_brief(brief), "crew.credited", member, person=actor.person, at=at, role=role
    )
    return member


@transaction.atomic
def send_link(*, member: CrewMember, actor: User, at: datetime, email: str = "") -> Sent[CrewLink]:
    """Make a link for a member of the crew; an earlier one opens nothing any more.

    Raises ``Invalid`` where no address is known, ``Conflict`` for who is not in the crew any more.
    """
    member = _lock_member(member, actor)
    link = CrewLink.objects.select_for_update(no_key=True).filter(member=member).first()
    email = email.strip().lower() or (link.email if link else "")
    name = str(member.person)
    check_address(email, name)
    if link is not None and link.email == email:
        link.member = member
        secret = change_lock(link, until=at + HOLDS)
    else:
        if link is not None:
            link.delete()  # it was for somebody else's address
        secret = new_secret()
        link = CrewLink.objects.create(
            member=member,
            email=email,
            name=name,
            secret_hash=hash_of(secret),
            invited_by=actor.person,
            invited_at=at,
            expires_at=at + HOLDS,
        )
    record("crew.link_sent", link, actor.person, at)
    return Sent(link, secret)


@transaction.atomic
def remove(*, member: CrewMember, actor: User, at: datetime) -> CrewMember:
    """Take somebody from the crew: her link opens nothing more, and later files do not name her."""
    member = _lock_member(member, actor)
    member.removed_at, member.removed_by = at, actor.person
    member.save(update_fields=["removed_at", "removed_by"])
    CrewLink.objects.filter(member=member, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=actor.person, code_hash=""
    )
    chains = trail.of_brief(member.brief)
    trail.record(chains, "crew.removed", member, person=actor.person, at=at)
    return member


@transaction.atomic
def name_me(*, link: CrewLink, named: bool, at: datetime) -> CrewMember:
    """Say whether she wants to be named beside the pictures: her own act, behind her door.

    It holds for what is published from now on; files that are out already keep what is in them.
    Raises ``Gone`` where the link is over, ``NotAllowed`` for who was not let in.
    """
    link = lock_open(link, at)
    policies.check_is_let_in(link)
    member = CrewMember.objects.select_for_update(no_key=True).get(pk=link.member_id)
    if (member.declined_at is None) == named:
        return member
    member.declined_at = None if named else at
    member.save(update_fields=["declined_at"])
    if named:
        record("crew.wants_credit", link, link.person, at)
    else:
        record("crew.wants_no_credit", link, link.person, at)
    return member


def _check_terms(role: str, fee: Decimal) -> None:
    if role not in CrewMember.Role.values:
        raise Invalid(_("Choose what she did."))
    if not (fee.is_finite() and 0 <= fee < MOST_FEE):
        raise Invalid(_("A fee is nothing or more, and below %(most)s.") % {"most": MOST_FEE})


def _lock_brief(brief: Brief, actor: User) -> Brief:
    brief = Brief.objects.select_for_update(no_key=True).get(pk=brief.pk)
    policies.check_may_change(actor, brief)
    if brief.state == BriefState.CLOSED:
        raise Conflict(_("This brief is closed; its crew stays as it is."))
    return brief


def _lock_member(member: CrewMember, actor: User) -> CrewMember:
    brief = _lock_brief(member.brief, actor)
    member = CrewMember.objects.select_for_update(no_key=True, of=("self",)).get(pk=member.pk)
    member.brief = brief
    if member.removed_at is not None:
        raise Conflict(_("She is not in the crew any more."))
    return member
