"""An agency acts for a twin in a territory for a period."""

import uuid
from datetime import datetime
from decimal import Decimal

from django.db import models

from portal.models import Organisation, Person
from twins.models.twin import Twin


class RepresentationQuerySet(models.QuerySet["Representation"]):
    """Representations, in English."""

    def in_force(self, at: datetime) -> "RepresentationQuerySet":
        """Those that have begun and not ended at ``at``."""
        return self.filter(starts_at__lte=at, ends_at__gt=at, ended_at__isnull=True)


class Representation(models.Model):
    """Signed by the model; at most three years and twenty per cent (NY Fashion Workers Act)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="representations")
    agency = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="representations"
    )
    is_mother = models.BooleanField(default=True)
    territories = models.JSONField(default=list)
    commission = models.DecimalField(max_digits=4, decimal_places=2, help_text="Per cent.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first instant at which it is over.")
    zone = models.CharField(max_length=64)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="representation_commission_is_at_most_twenty_per_cent",
                condition=models.Q(commission__gte=Decimal(0), commission__lte=Decimal(20)),
            ),
            models.CheckConstraint(
                name="representation_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.UniqueConstraint(
                name="representation_has_one_mother_agency",
                fields=["twin"],
                condition=models.Q(is_mother=True, ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} for {self.twin}"

    def is_in_force(self, at: datetime) -> bool:
        """Say of one row what ``in_force`` asks of many."""
        return self.starts_at <= at < self.ends_at and self.ended_at is None
