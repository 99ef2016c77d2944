"""Two people of the platform's staff put somebody in charge where nobody is left (RULINGS 17)."""

import uuid

from django.db import models
from django.db.models import F, Q

from portal.models.organisation import Organisation
from portal.models.people import Person, User


class Appointment(models.Model):
    """One of the staff proposes it and says how it was checked; another confirms or drops it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="appointments"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    checked_how = models.CharField(max_length=400, help_text="How it was made sure who may.")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appointment_is_made_by_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="appointment_is_confirmed_by_somebody_or_dropped",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, dropped_at=None),
            ),
            models.UniqueConstraint(
                name="appointment_waits_once_in_an_organisation",
                fields=["organisation"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.organisation}"
