"""THE EDGE: the only module that asks guardian who may do what."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from guardian.shortcuts import get_objects_for_user

from portal.models import Membership, Organisation, User


def organisations_where(user: User, right: str) -> models.QuerySet[Organisation]:
    """Return the organisations in which ``user`` holds ``right``, as a subquery."""
    found: models.QuerySet[Organisation] = get_objects_for_user(
        user, right, Organisation, with_superuser=False, accept_global_perms=False
    )
    return found.order_by().values("pk")  # type: ignore[return-value]


def objects_where(user: User, permission: str) -> models.QuerySet[Any]:
    """Return ids of the objects over which ``user`` was granted ``app.permission``."""
    found: models.QuerySet[Any] = get_objects_for_user(
        user, permission, with_superuser=False, accept_global_perms=False
    )
    return found.order_by().values("pk")


def holds(user: User | AnonymousUser, right: str, organisation: Organisation | UUID) -> bool:
    """Say whether ``user`` holds ``right`` in ``organisation``; never by being superuser."""
    if not isinstance(user, User) or not user.is_active:
        return False
    pk = organisation.pk if isinstance(organisation, Organisation) else organisation
    return organisations_where(user, right).filter(pk=pk).exists()


def organisations_of(user: User) -> models.QuerySet[Organisation]:
    """Return the organisations in which ``user`` has a role now."""
    current = Membership.objects.current().filter(user=user)
    return Organisation.objects.filter(pk__in=current.values("organisation")).order_by("name")
