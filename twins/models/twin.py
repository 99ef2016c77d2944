"""The digital replica of one person, and the photographs it is rendered from."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from portal import access
from portal.models import Organisation, Person, StoredFile, User
from portal.models.grants import PersonalGrant, RoleGrant
from portal.roles import TWIN_RIGHTS


class TwinQuerySet(models.QuerySet["Twin"]):
    """Twins, in English."""

    def of(self, person: Person) -> "TwinQuerySet":
        """Those that ``person`` owns."""
        return self.filter(owner=person)

    def shown_to(self, user: User, at: datetime) -> "TwinQuerySet":
        """Those of agencies whose models ``user`` may see, all or this one, while they act."""
        from twins.models.representation import Representation

        acting = Representation.objects.in_force(at).filter(twin=OuterRef("pk"))
        held = access.held(user)
        of_agency = held.everywhere("view_twins", at="agency")
        of_twin = held.granted("see_twin", over="twin", by="agency")
        return self.filter(Exists(acting.filter(of_agency | of_twin)))

    def concerning(self, organisation: Organisation, at: datetime) -> "TwinQuerySet":
        """Those over whom ``organisation`` grants rights: it acts for them. With their names."""
        from twins.models.representation import Representation

        acting = Representation.objects.in_force(at).filter(agency=organisation)
        return self.filter(pk__in=acting.values("twin")).select_related("owner__user")


class Twin(models.Model):
    """Owned by the person it replicates; her names stand in her user row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="twins")
    studio = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="runs_twins"
    )
    created_at = models.DateTimeField(default=timezone.now)
    acted_at = models.DateTimeField(
        null=True, blank=True, help_text="The latest act under her lock; none is dated before it."
    )

    objects = TwinQuerySet.as_manager()

    class Meta:
        permissions = [(right.codename, right.english) for right in TWIN_RIGHTS]

    def __str__(self) -> str:
        return str(self.owner)

    def concerns(self, organisation: Organisation, at: datetime) -> bool:
        """Say whether ``organisation`` grants rights over her: an agency that acts for her."""
        return self.representations.in_force(at).filter(agency=organisation).exists()

    def get_rights_url(self) -> str:
        """Where her agency says who may do what for her."""
        return reverse("twin-rights", args=[self.pk])

    def not_before(self, at: datetime) -> datetime:
        """Return ``at``, or the latest act on this twin where a clock is behind it."""
        return max(at, self.acted_at) if self.acted_at else at


class TwinUserPermission(PersonalGrant):
    """A right over one twin, granted to one person."""

    content_object = models.ForeignKey(Twin, on_delete=models.CASCADE)


class TwinGroupPermission(RoleGrant):
    """A right over one twin, granted to one role."""

    content_object = models.ForeignKey(Twin, on_delete=models.CASCADE)


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """References, in English."""

    def kept(self) -> "ReferenceQuerySet":
        """Those that were not removed."""
        return self.filter(removed_at__isnull=True)


class Reference(models.Model):
    """A private photograph of the model."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="references")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="reference_is_kept_once_for_a_twin",
                fields=["twin", "file"],
                condition=models.Q(removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"reference {str(self.id)[:4]}"
