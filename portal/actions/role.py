"""An organisation's own roles: define, copy, rename, change and retire them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal import audit
from portal.actions.grant import cannot_give, check_manages_people, holds_herself
from portal.actions.organisation import check_leaves_one_in_charge, forget, record_ended
from portal.errors import Conflict, Invalid
from portal.models import (
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
    Role,
    User,
)
from portal.models.grants import role_tables
from portal.roles import EVERY_RIGHT, rights_of_kind

LONGEST_NAME = 60
COMPULSORY = frozenset({"judge_for_brand", "judge_for_agency"})
"""Rights without which a side has nobody to agree for it."""


@transaction.atomic
def define_role(
    *, organisation: Organisation, name: str, rights: Iterable[str], actor: User, at: datetime
) -> Role:
    """Make a role of the organisation's own; a copy is one with the rights of another.

    Raises ``NotAllowed`` for who does not manage people there or lacks one of ``rights``;
    ``Invalid`` for a name that is taken or empty and for no right at all.
    """
    organisation = _lock(organisation)
    check_manages_people(actor, organisation)
    name = _free_name(organisation, name)
    wanted = _known(organisation, rights)
    _check_holds_all(actor, organisation, wanted)
    role = Role.objects.create(
        organisation=organisation,
        group=Group.objects.create(name=f"{organisation.pk}:own:{at.timestamp()}:{name}"[:150]),
        name=name,
        created_at=at,
        created_by=actor.person,
    )
    _give(role, wanted, actor, at)
    _record("role.defined", role, actor, at, rights=sorted(wanted))
    return role


@transaction.atomic
def rename_role(*, role: Role, name: str, actor: User, at: datetime) -> Role:
    """Call one of the organisation's own roles something else; who has it keeps it."""
    role = _lock_own(role, actor)
    if name.strip() != role.name:
        role.name = _free_name(role.organisation, name)
        role.save(update_fields=["name"])
        _record("role.renamed", role, actor, at)
    return role


@transaction.atomic
def change_role(
    *,
    role: Role,
    rights: Iterable[str],
    actor: User,
    at: datetime,
    seen: Iterable[str] | None = None,
) -> Role:
    """Let one of the organisation's own roles hold exactly ``rights``, from now on.

    Nobody adds a right that she does not hold herself. ``seen`` is what it held when the change
    was shown. Raises ``Conflict`` where that is so no longer, or nobody would be left in charge.
    """
    role = _lock_own(role, actor)
    wanted = _known(role.organisation, rights)
    held = set(rights_of(role))
    if seen is not None and set(seen) != held:
        raise Conflict(_("This role was changed meanwhile. Look at the change again."))
    _check_holds_all(actor, role.organisation, wanted - held)
    if "manage_people" in held - wanted:
        check_leaves_one_in_charge(role.organisation, without_role=role)
    _rows(role).exclude(permission__codename__in=wanted).delete()
    _give(role, wanted - held, actor, at)
    if wanted != held:
        _record("role.changed", role, actor, at, rights=sorted(wanted))
    return role


@transaction.atomic
def retire_role(*, role: Role, actor: User, at: datetime) -> Role:
    """Retire one of the organisation's own roles: who has it loses its rights at once (RULINGS 18).

    Whoever had no other role here has left, and the trail names each: nothing else that was granted
    stays, and every cover of theirs ends. Raises ``Conflict`` where nobody would be left in charge,
    or to judge for the organisation.
    """
    role = _lock_own(role, actor)
    check_leaves_one_in_charge(role.organisation, without_role=role)
    _check_leaves_a_judge(role)
    for table in role_tables():
        table.every.filter(group=role.group).delete()
    held = list(role.memberships.current().select_related("user").order_by("started_at", "pk"))
    role.group.user_set.clear()
    role.memberships.current().update(ended_at=at)
    role.retired_at = at
    role.save(update_fields=["retired_at"])
    _record("role.retired", role, actor, at)
    still_here = set(role.organisation.memberships.current().values_list("user", flat=True))
    for membership in held:
        if membership.user_id not in still_here:
            record_ended(membership, actor, at)
            forget(role.organisation, membership.user, actor, at)
    return role


def rights_of(role: Role) -> list[str]:
    """Return what the role holds in its organisation, in the order of the list of rights."""
    held = set(_rows(role).values_list("permission__codename", flat=True))
    return [codename for codename in EVERY_RIGHT if codename in held]


def _lock(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _lock_own(role: Role, actor: User) -> Role:
    organisation = _lock(role.organisation)
    role = Role.objects.select_for_update(no_key=True).get(pk=role.pk)
    role.organisation = organisation
    check_manages_people(actor, organisation)
    if role.built_in:
        raise Conflict(_("Built-in roles stay as they are: copy this one and change the copy."))
    if role.retired_at is not None:
        raise Conflict(_("The role %(role)s was retired.") % {"role": role})
    return role


def _free_name(organisation: Organisation, name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(
            _("Give the role a name of at most %(most)s letters.") % {"most": LONGEST_NAME}
        )
    if organisation.roles.filter(name__iexact=name).exists():
        raise Invalid(_("There is, or was, a role called %(name)s here.") % {"name": name})
    return name


def _known(organisation: Organisation, rights: Iterable[str]) -> set[str]:
    wanted = set(rights)
    known = {right.codename for right in rights_of_kind(organisation.kind)}
    if not wanted or not wanted <= known:
        raise Invalid(_("Choose at least one right from the list."))
    return wanted


def _check_holds_all(actor: User, organisation: Organisation, rights: Iterable[str]) -> None:
    for codename in sorted(rights):
        if not holds_herself(actor, EVERY_RIGHT[codename], organisation, organisation):
            raise cannot_give(EVERY_RIGHT[codename])


def _check_leaves_a_judge(role: Role) -> None:
    """A stage that every picture passes is not emptied (RULINGS 2 and 18)."""
    organisation = role.organisation
    judging = [codename for codename in rights_of(role) if codename in COMPULSORY]
    current = organisation.memberships.current().filter(user__is_active=True)
    if not current.filter(role=role).exists():
        return
    for codename in judging:
        held = {"permission__codename": codename, "content_object": organisation}
        roles = OrganisationGroupPermission.objects.filter(**held).exclude(group=role.group)
        people = OrganisationUserPermission.objects.filter(**held)
        others = current.exclude(role=role)
        by_role = Q(role__group__in=roles.values("group"))
        if not others.filter(by_role | Q(user__in=people.values("user"))).exists():
            raise Conflict(
                _("Nobody else could agree to pictures here: give somebody that right first.")
            )


def _rows(role: Role) -> models.QuerySet[Any]:
    return OrganisationGroupPermission.every.filter(
        group=role.group, content_object=role.organisation
    )


def _give(role: Role, rights: Iterable[str], actor: User, at: datetime) -> None:
    permissions = Permission.objects.filter(
        codename__in=list(rights), content_type__app_label="portal"
    )
    OrganisationGroupPermission.every.bulk_create(
        OrganisationGroupPermission(
            permission=permission,
            group=role.group,
            content_object=role.organisation,
            organisation=role.organisation,
            given_by=actor.person,
            given_at=at,
        )
        for permission in permissions
    )


def _record(act: str, role: Role, actor: User, at: datetime, **details: object) -> None:
    audit.record(
        chains=[role.organisation_id],
        person=actor.person,
        at=at,
        act=act,
        subject=role,
        name=role.name,
        **details,
    )
