"""The tenants and the roles of the people in them."""

import uuid
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.grants import PersonalGrant, RoleGrant
from portal.models.people import Person, User
from portal.roles import CLIENT_RIGHTS, RIGHTS, called


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, in English."""

    def concerning(
        self,
        organisation: "Organisation",
        at: datetime,  # noqa: ARG002
    ) -> "OrganisationQuerySet":
        """Those over which ``organisation`` grants rights: its own, an agency's clients."""
        own = models.Q(pk=organisation.pk)
        is_agency = organisation.kind == Organisation.Kind.AGENCY
        return self.filter(own | models.Q(kind=Organisation.Kind.BRAND) if is_agency else own)


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

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        permissions = [(right.codename, right.english) for right in (*RIGHTS, *CLIENT_RIGHTS)]
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

    def concerns(self, organisation: "Organisation", at: datetime) -> bool:  # noqa: ARG002
        """Say whether ``organisation`` grants rights over this: its own, an agency's client."""
        is_client = (organisation.kind, self.kind) == (self.Kind.AGENCY, self.Kind.BRAND)
        return is_client or organisation.pk == self.pk

    def get_rights_url(self) -> str:
        """Where an agency says who may do what for it, as its client."""
        return reverse("client-rights", args=[self.pk])


class OrganisationUserPermission(PersonalGrant):
    """A right over one organisation, granted to one person."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)


class OrganisationGroupPermission(RoleGrant):
    """A right over one organisation, granted to one role."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)


class Role(models.Model):
    """A named set of rights in one organisation; guardian sees its group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="role")
    name = models.CharField(max_length=60)
    built_in = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="role_name_is_unique_in_its_organisation", fields=["organisation", "name"]
            ),
        ]

    def __str__(self) -> str:
        return called(self.name)


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
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
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
