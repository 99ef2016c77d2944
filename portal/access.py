"""THE EDGE: the only module that asks guardian who may do what."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from guardian.backends import ObjectPermissionBackend
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from portal.models import Membership, Organisation, User
from portal.models.grants import PersonalGrant, RoleGrant, personal_tables, role_tables
from portal.models.in_force import Grant, grants_in_force
from portal.roles import COVERED

type Row = tuple[str, UUID, UUID]
"""A right's codename, the organisation on whose behalf, and the object."""


@dataclass(frozen=True)
class Held:
    """What one person holds at one moment: herself, by a role, or covering a colleague."""

    rows: frozenset[Row]

    def where(self, codename: str) -> frozenset[UUID]:
        """Return the ids of the objects over which the right is held."""
        return frozenset(over for name, _by, over in self.rows if name == codename)

    def by_giver(self, codename: str) -> dict[UUID, set[UUID]]:
        """Return the objects over which the right is held, by the organisation that gave it."""
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for name, by, over in self.rows:
            if name == codename:
                found[by].add(over)
        return found

    def everywhere(self, right: str, *, at: str) -> Q:
        """Return the condition that the right is held in the organisation in column ``at``."""
        return Q(**{f"{at}__in": self.where(right)})

    def granted(self, codename: str, *, over: str, by: str) -> Q:
        """Return the condition that a right was granted over the object in column ``over``.

        ``by`` is the column of the organisation on whose behalf.
        """
        found = Q(pk__in=[])
        for giver, things in self.by_giver(codename).items():
            found |= Q(**{by: giver, f"{over}__in": things})
        return found


NOTHING = Held(frozenset())
_KEPT: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping() -> Iterator[None]:
    """Ask once for each person in here: for a request that changes nothing."""
    token = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)


def once[T](key: Hashable, ask: Callable[[], T]) -> T:
    """Return what ``ask`` does; asked once where nothing changes, and anew everywhere else."""
    kept = _KEPT.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    found: T = kept[key]
    return found


def know(key: Hashable, answer: object) -> None:
    """Let ``once`` answer with what a larger question has told already."""
    kept = _KEPT.get()
    if kept is not None:
        kept[key] = answer


def held(user: User, *, covering: bool = True) -> Held:
    """Return all that ``user`` holds now, in one question."""
    if not user.is_active:
        return NOTHING
    grants = once(("grants", user.pk), lambda: tuple(grants_in_force(user.pk)))
    return once(("held", user.pk, covering), lambda: _held(grants, covering=covering))


def organisations_where(user: User, right: str) -> models.QuerySet[Organisation]:
    """Return the organisations in which ``user`` holds ``right``, as a subquery."""
    found = Organisation.objects.filter(pk__in=held(user).where(right))
    return found.values("pk")  # type: ignore[return-value]


def objects_where(user: User, permission: str) -> models.QuerySet[Any]:
    """Return ids of the objects over which ``user`` was granted ``app.permission``."""
    app, _, codename = permission.partition(".")
    model = _model_of(app, codename)
    return model._default_manager.filter(pk__in=held(user).where(codename)).values("pk")


def holds(user: User | AnonymousUser, right: str, organisation: Organisation | UUID) -> bool:
    """Say whether ``user`` holds ``right`` in ``organisation``; never by being superuser."""
    if not isinstance(user, User):
        return False
    pk = organisation.pk if isinstance(organisation, Organisation) else organisation
    return pk in held(user).where(right)


def is_granted(user: User, codename: str, thing: models.Model, by: Organisation | UUID) -> bool:
    """Say whether ``user`` was granted a right over ``thing`` on behalf of ``by``."""
    giver = by.pk if isinstance(by, Organisation) else by
    return (codename, giver, thing.pk) in held(user).rows


def tables(permission: str) -> tuple[type[PersonalGrant], type[RoleGrant]]:
    """Return where guardian keeps the grants of ``app.permission``: to people, and to roles."""
    model: Any = _model_of(*permission.split("."))
    return get_user_obj_perms_model(model), get_group_obj_perms_model(model)  # type: ignore[return-value]


def holds_what_can_be_covered(organisation: Organisation) -> models.QuerySet[User]:
    """Return the people of ``organisation`` who hold themselves what can be covered there.

    Over everything there or over one thing of it, by a role or by a grant.
    """
    return members_with(organisation, COVERED)


def members_with(organisation: Organisation, rights: Iterable[str]) -> models.QuerySet[User]:
    """Return the people of ``organisation`` who hold one of ``rights`` themselves for it.

    Over everything there or over one thing, by a role or by a grant.
    """
    rows = {"organisation": organisation, "permission__codename__in": list(rights)}
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
        if obj is None or not isinstance(user_obj, User):
            return False
        return obj.pk in held(user_obj).where(perm.rpartition(".")[2])


def _held(grants: Iterable[Grant], *, covering: bool) -> Held:
    return Held(
        frozenset(
            (codename, by, over)
            for codename, by, over, is_covered in grants
            if not is_covered or (covering and codename in COVERED)
        )
    )


@cache
def _model_of(app: str, codename: str) -> type[models.Model]:
    """The model over whose objects the right is given: where it is declared."""
    for model in apps.get_app_config(app).get_models():
        if any(codename == name for name, _sentence in model._meta.permissions):
            return model
    raise LookupError(f"No model declares the right {app}.{codename}.")
