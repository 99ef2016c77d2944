"""What a right on one object carries besides: for whom, by whom, when, why, until when."""

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils import timezone
from guardian.managers import GroupObjectPermissionManager, UserObjectPermissionManager
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from portal.models.people import Person


class GrantQuerySet(models.QuerySet[Any]):
    """Grants, in English."""

    def in_force(self) -> "GrantQuerySet":
        """Those that have not run out."""
        return self.filter(models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=timezone.now()))


class PersonalGrants(UserObjectPermissionManager):
    """What guardian sees: the grants to people that are in force."""

    def get_queryset(self) -> GrantQuerySet:
        """Leave out what has run out."""
        return GrantQuerySet(self.model, using=self._db).in_force()


class RoleGrants(GroupObjectPermissionManager):
    """What guardian sees: the grants to roles that are in force."""

    def get_queryset(self) -> GrantQuerySet:
        """Leave out what has run out."""
        return GrantQuerySet(self.model, using=self._db).in_force()


class Granted(models.Model):
    """A grant is never without an organisation; only what a role is born with has no giver."""

    organisation = models.ForeignKey(
        "portal.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="On whose behalf.",
    )
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=200, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    every = GrantQuerySet.as_manager()

    class Meta:
        abstract = True


class PersonalGrant(Granted, UserObjectPermissionBase):
    """A right over one object, granted to one person."""

    objects: ClassVar[Any] = PersonalGrants()

    class Meta:
        abstract = True
        unique_together = ["user", "permission", "content_object", "organisation"]


class RoleGrant(Granted, GroupObjectPermissionBase):
    """A right over one object, granted to one role."""

    objects: ClassVar[Any] = RoleGrants()

    class Meta:
        abstract = True
        unique_together = ["group", "permission", "content_object", "organisation"]


def personal_tables() -> list[type[PersonalGrant]]:
    """Return every table of grants to people, in whatever app it stands."""
    return [model for model in apps.get_models() if issubclass(model, PersonalGrant)]


def role_tables() -> list[type[RoleGrant]]:
    """Return every table of grants to roles, in whatever app it stands."""
    return [model for model in apps.get_models() if issubclass(model, RoleGrant)]
