"""A key with which a program asks: of one person, for one organisation, for few things."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from portal.models.organisation import Organisation
from portal.models.people import Person, User


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys, in English."""

    def open(self, at: datetime) -> "ApiKeyQuerySet":
        """Those that were neither taken back nor have run out at ``at``."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class ApiKey(models.Model):
    """What a program shows to ask in the name of ``user``. Only the hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="api_keys"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=120)
    rights = models.JSONField(help_text="Rights that the person holds and the program may use.")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="api_key_expires_after_it_was_made", condition=Q(expires_at__gt=F("made_at"))
            ),
            models.CheckConstraint(
                name="api_key_revocation_has_a_person_and_an_instant",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
