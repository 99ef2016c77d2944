"""THE EDGE: the only module that asks guardian who may do what."""

from functools import cache, reduce
from operator import or_
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, Q
from django.utils import timezone
from guardian.backends import ObjectPermissionBackend
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from portal.models import Membership, Organisation, User
from portal.models.grants import PersonalGrant, RoleGrant, personal_tables, role_tables
from portal.roles import COVERED

type Grants = models.QuerySet[Any]


def organisations_where(
    user: User, right: str, *, covering: bool = True
) -> models.QuerySet[Organisation]:
    """Return the organisations in which ``user`` holds ``right``, as a subquery."""
    found = objects_where(user, f"portal.{right}", covering=covering)
    return cast("models.QuerySet[Organisation]", found)


def objects_where(user: User, permission: str, *, covering: bool = True) -> models.QuerySet[Any]:
    """Return ids of the objects over which ``user`` was granted ``app.permission``."""
    return _over(_model_of(permission), ways(user, permission, covering=covering)).values("pk")


def holds(user: User | AnonymousUser, right: str, organisation: Organisation | UUID) -> bool:
    """Say whether ``user`` holds ``right`` in ``organisation``; never by being superuser."""
    if not isinstance(user, User) or not user.is_active:
        return False
    pk = organisation.pk if isinstance(organisation, Organisation) else organisation
    return organisations_where(user, right).filter(pk=pk).exists()


def granted(user: User, permission: str, *, over: Any, by: Any, covering: bool = True) -> Q:
    """Return the condition that ``user`` was granted ``permission`` over one object by ``by``.

    ``over`` and ``by`` are ids or ``OuterRef``s: the object, and the organisation on whose behalf.
    """
    return reduce(
        or_,
        (
            Q(Exists(way.filter(content_object=over, organisation=by)))
            for way in ways(user, permission, covering=covering)
        ),
    )


def is_granted(user: User, permission: str, thing: models.Model, by: Organisation | UUID) -> bool:
    """Say whether ``user`` was granted ``app.permission`` over ``thing`` on behalf of ``by``."""
    if not user.is_active:
        return False
    here = User.objects.filter(pk=user.pk)
    return here.filter(granted(user, permission, over=thing.pk, by=by)).exists()


def ways(user: User, permission: str, *, covering: bool = True) -> list[Grants]:
    """Return the grants in force by which ``user`` holds ``app.permission``, each as a subquery.

    To herself, to a role of hers, and, where the right can be covered, to a colleague whom she
    covers now in the organisation on whose behalf it was given.
    """
    codename = permission.rpartition(".")[2]
    personal, of_roles = (
        table.objects.filter(permission__codename=codename) for table in tables(permission)
    )
    found = [personal.filter(user=user), of_roles.filter(group__user=user)]
    if covering and codename in COVERED:
        found += [
            personal.filter(**_covers(user, "user__")),
            of_roles.filter(**_covers(user, "group__user__")),
        ]
    return found


def tables(permission: str) -> tuple[type[PersonalGrant], type[RoleGrant]]:
    """Return where guardian keeps the grants of ``app.permission``: to people, and to roles."""
    model: Any = _model_of(permission)
    return get_user_obj_perms_model(model), get_group_obj_perms_model(model)  # type: ignore[return-value]


def holds_what_can_be_covered(organisation: Organisation) -> models.QuerySet[User]:
    """Return the people of ``organisation`` who hold themselves what can be covered there.

    Over everything there or over one thing of it, by a role or by a grant.
    """
    rows = {"organisation": organisation, "permission__codename__in": COVERED}
    held = [Q(pk__in=table.objects.filter(**rows).values("user")) for table in personal_tables()]
    held += [Q(groups__in=table.objects.filter(**rows).values("group")) for table in role_tables()]
    return members_of(organisation).filter(reduce(or_, held)).distinct()


def members_of(organisation: Organisation) -> models.QuerySet[User]:
    """Return the people who have a role in ``organisation`` now and whose accounts are open."""
    current = Membership.objects.current().filter(organisation=organisation)
    return User.objects.filter(pk__in=current.values("user"), is_active=True).order_by("name", "pk")


def organisations_of(user: User) -> models.QuerySet[Organisation]:
    """Return the organisations in which ``user`` has a role now."""
    current = Membership.objects.current().filter(user=user)
    return Organisation.objects.filter(pk__in=current.values("organisation")).order_by("name")


class GrantBackend(ObjectPermissionBackend):
    """Guardian's backend for whoever asks ``has_perm``: it answers as this module does."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Say whether the right over ``obj`` is in force; nobody is asked about no object."""
        if obj is None or not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        label, _, codename = perm.rpartition(".")
        permission = f"{label or obj._meta.app_label}.{codename}"
        return any(way.filter(content_object=obj.pk).exists() for way in ways(user_obj, permission))


def _over(model: type[models.Model], found: list[Grants]) -> models.QuerySet[Any]:
    condition = reduce(or_, (Q(pk__in=way.values("content_object")) for way in found))
    return model._default_manager.filter(condition).order_by()


def _covers(user: User, holder: str) -> dict[str, Any]:
    """The condition on a grant that ``user`` covers its holder now, where it was given."""
    now = timezone.now()
    return {
        f"{holder}is_active": True,
        f"{holder}covered_by__colleague": user,
        f"{holder}covered_by__organisation": F("organisation"),
        f"{holder}covered_by__starts_at__lte": now,
        f"{holder}covered_by__ends_at__gt": now,
        f"{holder}covered_by__ended_at__isnull": True,
    }


@cache
def _model_of(permission: str) -> type[models.Model]:
    """The model over whose objects the right is given: where it is declared."""
    app, _, codename = permission.partition(".")
    for model in apps.get_app_config(app).get_models():
        if any(codename == name for name, _sentence in model._meta.permissions):
            return model
    raise LookupError(f"No model declares the right {permission}.")
