"""Pictures that are kept, each under the SHA-256 of its clean bytes."""

import uuid

from django.db import models
from django.utils import timezone

from portal.models.organisation import Organisation
from portal.models.people import User


class StoredFile(models.Model):
    """One picture in the private store: upright, sRGB, without metadata."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stored_file_has_pixels", condition=models.Q(width__gt=0, height__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Upload(models.Model):
    """Somebody sent a file and it was taken; it waits here until an act uses it."""

    class Kind(models.TextChoices):
        GARMENT = "garment"
        MOOD = "mood"
        REFERENCE = "reference"
        DELIVERY = "delivery"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
