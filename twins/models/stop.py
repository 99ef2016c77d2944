"""The urgent stop: nothing new is made or published of her until she lifts it (RULINGS 19)."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from twins.models.twin import Twin


class StopQuerySet(models.QuerySet["Stop"]):
    """Stops, in English."""

    def standing(self) -> "StopQuerySet":
        """Those that were not lifted."""
        return self.filter(lifted_at__isnull=True)


class Stop(models.Model):
    """Placed by the owner of the twin, and by nobody else lifted; what is live stays live."""

    class How(models.TextChoices):
        SESSION = "session", _("signed in")
        MAIL = "mail", _("by a link sent to an address of hers")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="stops")
    placed_at = models.DateTimeField()
    placed_how = models.CharField(max_length=8, choices=How)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["placed_at"]
        constraints = [
            models.UniqueConstraint(
                name="stop_stands_once_for_a_twin",
                fields=["twin"],
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="stop_is_lifted_after_it_was_placed",
                condition=models.Q(lifted_at__isnull=True)
                | models.Q(lifted_at__gte=models.F("placed_at")),
            ),
            models.CheckConstraint(
                name="stop_was_placed_in_a_known_way",
                condition=models.Q(placed_how__in=["session", "mail"]),
            ),
        ]

    def __str__(self) -> str:
        return f"stop of {self.twin}"


def is_stopped(twins: Iterable[Twin]) -> bool:
    """Say whether one of ``twins`` has stopped everything new."""
    return Stop.objects.standing().filter(twin__in=list(twins)).exists()
