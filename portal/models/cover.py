"""Who decides for a colleague, from when to when."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from portal.models.organisation import Organisation
from portal.models.people import Person, User


class CoverQuerySet(models.QuerySet["Cover"]):
    """Covers, in English."""

    def in_force(self) -> "CoverQuerySet":
        """Those that hold now."""
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now, ended_at__isnull=True)

    def touching(self, starts_at: datetime, ends_at: datetime) -> "CoverQuerySet":
        """Those not ended before their time that share an instant with this one."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at, ended_at__isnull=True)

    def to_come(self) -> "CoverQuerySet":
        """Those that hold now or will."""
        return self.filter(ends_at__gt=timezone.now(), ended_at__isnull=True)


class Cover(models.Model):
    """For a time, ``colleague`` may judge in one organisation what ``covered`` may."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="covers")
    covered = models.ForeignKey(User, on_delete=models.CASCADE, related_name="covered_by")
    colleague = models.ForeignKey(User, on_delete=models.CASCADE, related_name="covers")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first instant at which it is over.")
    zone = models.CharField(max_length=64)
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="cover_is_by_somebody_else",
                condition=~models.Q(covered=models.F("colleague")),
            ),
            models.CheckConstraint(
                name="cover_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="cover_end_has_a_person_and_an_instant",
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.colleague} for {self.covered}"
