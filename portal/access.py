"""THE EDGE: the only module that asks guardian who may do what."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.expressions import RawSQL
from guardian.shortcuts import get_objects_for_user

from portal.models import Membership, Organisation, User


def organisations_where(user: User, right: str) -> models.QuerySet[Organisation]:
    """Return the organisations in which ``user`` holds ``right``, as a subquery."""
    return _asked(user.pk, right, Organisation).all()


def objects_where(user: User, permission: str) -> models.QuerySet[Any]:
    """Return ids of the objects over which ``user`` was granted ``app.permission``."""
    return _asked(user.pk, permission).all()


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


@lru_cache(maxsize=4096)
def _asked(
    user: UUID, permission: str, model: type[models.Model] | None = None
) -> models.QuerySet[Any]:
    """Return the question for guardian in words of SQL; its answer is looked up each time.

    A page asks some twenty times, and to word the question took longer than to answer it.
    """
    found: models.QuerySet[Any] = get_objects_for_user(
        User(pk=user), permission, model, with_superuser=False, accept_global_perms=False
    )
    question = found.order_by().values("pk").query
    those = RawSQL(*question.sql_with_params())  # noqa: S611 - the ORM's own words and values
    asked: models.QuerySet[Any] = found.model._default_manager.filter(pk__in=those)
    return asked.order_by().values("pk")
