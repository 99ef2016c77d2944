"""Found an organisation; let people in and out."""

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from portal import access, audit
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import (
    Membership,
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
    Role,
    User,
)
from portal.roles import BUILT_IN


@transaction.atomic
def found_organisation(
    *, kind: str, name: str, founder: User, at: datetime, time_zone: str = "Europe/Berlin"
) -> Organisation:
    """Create an organisation with its built-in roles; the founder gets the first of them."""
    organisation = Organisation.objects.create(kind=kind, name=name, time_zone=time_zone)
    _make_roles(organisation)
    audit.record(
        chains=[organisation.pk],
        person=founder.person,
        at=at,
        act="organisation.founded",
        subject=organisation,
        kind=kind,
    )
    _give_role(organisation, founder, _first_role(organisation), founder, at)
    return organisation


@transaction.atomic
def add_member(
    *, organisation: Organisation, user: User, role: str, actor: User, at: datetime
) -> Membership:
    """Give ``user`` the role called ``role``: the act of somebody who manages people there.

    Raises ``Invalid`` for a role that is not there, ``Conflict`` if it is retired or held.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    _check_manages_people(actor, organisation)
    return _give_role(organisation, user, role, actor, at)


@transaction.atomic
def end_membership(*, membership: Membership, actor: User, at: datetime) -> Membership:
    """Take a role from a member; with the last one, all that was granted besides goes too.

    The act of somebody who manages people there, or of the member. Raises ``Conflict`` where
    nobody would be left who manages people (RULINGS 17).
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(
        pk=membership.organisation_id
    )
    membership = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if membership.user_id != actor.pk:
        _check_manages_people(actor, organisation)
    if membership.ended_at is not None:
        return membership
    _check_leaves_one_in_charge(organisation, membership)
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    membership.user.groups.remove(membership.role.group)
    if not organisation.memberships.current().filter(user=membership.user_id).exists():
        OrganisationUserPermission.objects.filter(
            user=membership.user_id, content_object=organisation
        ).delete()
    audit.record(
        chains=[organisation.pk],
        person=actor.person,
        at=at,
        act="member.ended",
        subject=membership,
        member=str(membership.user.person_id),
    )
    return membership


def _make_roles(organisation: Organisation) -> None:
    rights = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label="portal", content_type__model="organisation"
        )
    }
    given = []
    for name, codenames in BUILT_IN[organisation.kind].items():
        group = Group.objects.create(name=f"{organisation.pk}:{name}")
        Role.objects.create(organisation=organisation, group=group, name=name, built_in=name)
        given += [
            OrganisationGroupPermission(
                permission=rights[codename], group=group, content_object=organisation
            )
            for codename in codenames
        ]
    OrganisationGroupPermission.objects.bulk_create(given)


def _give_role(
    organisation: Organisation, user: User, role: str, actor: User, at: datetime
) -> Membership:
    given = organisation.roles.filter(name=role).first()
    if given is None:
        raise Invalid(f"There is no role {role} in {organisation}.")
    if given.retired_at is not None:
        raise Conflict(f"The role {role} was retired.")
    if given.memberships.current().filter(user=user).exists():
        raise Conflict(f"{user} already has the role {role}.")
    membership = Membership.objects.create(
        organisation=organisation, user=user, role=given, started_at=at
    )
    user.groups.add(given.group)
    audit.record(
        chains=[organisation.pk],
        person=actor.person,
        at=at,
        act="member.added",
        subject=membership,
        member=str(user.person_id),
        role=role,
    )
    return membership


def _first_role(organisation: Organisation) -> str:
    """The built-in role that manages people."""
    return next(iter(BUILT_IN[organisation.kind]))


def _check_manages_people(actor: User, organisation: Organisation) -> None:
    if not access.holds(actor, "manage_people", organisation):
        raise NotAllowed("You may not change who is here.")


def _check_leaves_one_in_charge(organisation: Organisation, membership: Membership) -> None:
    first = _first_role(organisation)
    if membership.role.built_in != first or not membership.user.is_active:
        return
    others = organisation.memberships.current().exclude(user=membership.user_id)
    if not others.filter(role__built_in=first, user__is_active=True).exists():
        raise Conflict(f"{organisation} must keep one {first}.")
