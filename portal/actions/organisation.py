"""Found an organisation; let people in and out."""

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal import access, audit
from portal.actions.cover import end_covers_of
from portal.actions.grant import cannot_give, holds_herself
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import (
    Membership,
    Organisation,
    OrganisationGroupPermission,
    Role,
    User,
)
from portal.models.grants import personal_tables, role_tables
from portal.models.organisation import MembershipQuerySet
from portal.roles import BUILT_IN, EVERY_RIGHT
from portal.second_factor import FACTORS


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
    give_role(organisation, founder, first_role(organisation), founder, at)
    return organisation


@transaction.atomic
def add_member(
    *, organisation: Organisation, user: User, role: str, actor: User, at: datetime
) -> Membership:
    """Give ``user`` the role called ``role``: the act of somebody who manages people there.

    Raises ``NotAllowed`` for a role that holds more than the giver does, ``Invalid`` for one that
    is not there, ``Conflict`` if it is retired or held.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    _check_manages_people(actor, organisation)
    given = organisation.roles.filter(name=role, retired_at__isnull=True).first()
    if given is not None:
        check_holds_all_of(actor, given)
    return give_role(organisation, user, role, actor, at)


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
    check_leaves_one_in_charge(organisation, without=membership)
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    membership.user.groups.remove(membership.role.group)
    record_ended(membership, actor, at)
    if not organisation.memberships.current().filter(user=membership.user_id).exists():
        forget(organisation, membership.user, actor, at)
    return membership


def record_ended(membership: Membership, actor: User, at: datetime) -> None:
    """Write into the trail that somebody lost a role."""
    audit.record(
        chains=[membership.organisation_id],
        person=actor.person,
        at=at,
        act="member.ended",
        subject=membership,
        member=str(membership.user.person_id),
    )


def check_holds_all_of(actor: User, role: Role) -> None:
    """Nobody gives, with a role, a right that she does not hold herself."""
    rows = [
        row
        for table in role_tables()
        for row in table.objects.filter(group=role.group).select_related("permission")
    ]
    for row in rows:
        right = EVERY_RIGHT[row.permission.codename]
        if not holds_herself(actor, right, row.content_object, role.organisation):
            raise cannot_give(right)


def forget(organisation: Organisation, user: User, actor: User, at: datetime) -> None:
    """Whoever has left keeps nothing that was granted here, covers nobody and is not covered."""
    for model in personal_tables():
        model.every.filter(organisation=organisation, user=user).delete()
    end_covers_of(organisation=organisation, user=user, actor=actor, at=at)


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
                permission=rights[codename],
                group=group,
                content_object=organisation,
                organisation=organisation,
            )
            for codename in codenames
        ]
    OrganisationGroupPermission.objects.bulk_create(given)


def give_role(
    organisation: Organisation, user: User, role: str, actor: User, at: datetime
) -> Membership:
    """Make her a member: part of an act that locked the organisation and asked who may."""
    given = organisation.roles.filter(name=role).first()
    if given is None:
        raise Invalid(
            _("There is no role %(role)s in %(organisation)s.")
            % {"role": role, "organisation": organisation}
        )
    if given.retired_at is not None:
        raise Conflict(_("The role %(role)s was retired.") % {"role": role})
    if given.memberships.current().filter(user=user).exists():
        raise Conflict(_("%(name)s already has the role %(role)s.") % {"name": user, "role": role})
    membership = Membership.objects.create(
        organisation=organisation, user=user, role=given, given_by=actor.person, started_at=at
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


def first_role(organisation: Organisation) -> str:
    """The built-in role that manages people."""
    return next(iter(BUILT_IN[organisation.kind]))


def _check_manages_people(actor: User, organisation: Organisation) -> None:
    if not access.holds(actor, "manage_people", organisation):
        raise NotAllowed(_("You may not change who is here."))


def check_leaves_one_in_charge(
    organisation: Organisation,
    *,
    without: Membership | None = None,
    without_role: Role | None = None,
) -> None:
    """Somebody active still manages people there without that membership or role (RULINGS 17).

    Where a second factor is needed to do so, somebody who has one.
    """
    gone = Q(pk=without.pk) if without else Q(role=without_role)
    for now in (in_charge(organisation), able_to_be(organisation)):
        if now.exists() and not now.exclude(gone).exists():
            first = first_role(organisation)
            raise Conflict(
                _("%(organisation)s must keep one %(role)s.")
                % {"organisation": organisation, "role": first}
            )


def is_orphaned(organisation: Organisation) -> bool:
    """Say whether nobody is left who manages people there and can get in (RULINGS 17)."""
    return not able_to_be(organisation).exists()


def orphaned() -> models.QuerySet[Organisation]:
    """Return the organisations of which nobody is in charge."""
    roles = OrganisationGroupPermission.objects.filter(permission__codename="manage_people")
    current = Membership.objects.current().filter(
        user__is_active=True,
        role__group__in=roles.values("group"),
        organisation=OuterRef("pk"),
    )
    with_factor = current.filter(user__authenticator__type__in=FACTORS)
    needs_one = Q(requires_second_factor=True) | Q(kind=Organisation.Kind.AGENCY)
    nobody = (needs_one & ~Exists(with_factor)) | (~needs_one & ~Exists(current))
    return Organisation.objects.filter(nobody).order_by("name", "pk")


def able_to_be(organisation: Organisation) -> MembershipQuerySet:
    """Return those in charge who can get in: with a second factor, where that is needed."""
    now = in_charge(organisation)
    if not (organisation.requires_second_factor or organisation.kind == Organisation.Kind.AGENCY):
        return now
    return now.filter(user__authenticator__type__in=FACTORS).distinct()


def in_charge(organisation: Organisation) -> MembershipQuerySet:
    """Return the memberships by which people manage people there: active, by a role of theirs."""
    roles = OrganisationGroupPermission.objects.filter(
        content_object=organisation, permission__codename="manage_people"
    )
    current = organisation.memberships.current().filter(user__is_active=True)
    return current.filter(role__group__in=roles.values("group"))
