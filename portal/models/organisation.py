"""The tenants and the roles of the people in them."""

import uuid

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from portal.models.people import User
from portal.roles import RIGHTS


class Organisation(models.Model):
    """A tenant: a brand, an agency or a twin studio."""

    class Kind(models.TextChoices):
        BRAND = "brand", _("brand")
        AGENCY = "agency", _("agency")
        STUDIO = "studio", _("twin studio")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    language = models.CharField(max_length=8, default="en")
    owned_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="owns"
    )
    requires_second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        permissions = [(right.codename, right.sentence) for right in RIGHTS]
        constraints = [
            models.CheckConstraint(
                name="organisation_is_of_a_known_kind",
                condition=models.Q(kind__in=["brand", "agency", "studio"]),
            ),
            models.CheckConstraint(
                name="organisation_does_not_own_itself",
                condition=models.Q(owned_by__isnull=True) | ~models.Q(owned_by=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationUserPermission(UserObjectPermissionBase):
    """A right over one organisation, granted to one person."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)


class OrganisationGroupPermission(GroupObjectPermissionBase):
    """A right over one organisation, granted to one role."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)


class Role(models.Model):
    """A named set of rights in one organisation; guardian sees its group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="role")
    name = models.CharField(max_length=60)
    built_in = models.CharField(max_length=20, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="role_name_is_unique_in_its_organisation", fields=["organisation", "name"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, in English."""

    def current(self) -> "MembershipQuerySet":
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)


class Membership(models.Model):
    """A person has a role in an organisation, from then until then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="membership_role_is_held_once",
                fields=["user", "role"],
                condition=models.Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"
