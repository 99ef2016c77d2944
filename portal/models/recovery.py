"""The way back in for somebody who lost every key (RULINGS 19)."""

import uuid

from django.db import models
from django.db.models import F, Q

from portal.models.people import Person, User


class Recovery(models.Model):
    """Two people of the platform's staff checked who she is; then it waits for three days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recoveries")
    address = models.EmailField(help_text="Where she can be reached, and signs in afterwards.")
    checked_how = models.CharField(max_length=400, help_text="How it was made sure who she is.")
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "recoveries"
        constraints = [
            models.CheckConstraint(
                name="recovery_is_checked_by_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("opened_by")),
            ),
            models.CheckConstraint(
                name="recovery_is_confirmed_by_somebody_at_some_time",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_is_done_only_when_confirmed_and_not_stopped",
                condition=Q(done_at__isnull=True)
                | Q(confirmed_at__isnull=False, stopped_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="recovery_runs_once_at_a_time",
                fields=["user"],
                condition=Q(stopped_at__isnull=True, done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"recovery of {self.user}"
