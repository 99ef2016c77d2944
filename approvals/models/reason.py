"""The reasons that an agency offers to whoever asks for a change or says no."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.constraints import one_of
from portal.models import Organisation, Person

if TYPE_CHECKING:
    from uuid import UUID


class GivenFor(models.TextChoices):
    """With which answer a reason is offered."""

    CHANGE = "change", _("a change")
    NO = "no", _("a no")
    BOTH = "both", _("a change or a no")


class ReasonQuerySet(models.QuerySet["Reason"]):
    """Reasons, in English."""

    def of_agency(self, agency: "Organisation | UUID | None") -> "ReasonQuerySet":
        """Those of one agency, in its order; nobody has none."""
        return self.filter(agency=agency)


class Reason(models.Model):
    """One reason in an agency's own words. They never change: another one takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reasons")
    words = models.CharField(max_length=60)
    given_for = models.CharField(max_length=6, choices=GivenFor, default=GivenFor.BOTH)
    place = models.PositiveSmallIntegerField(default=0)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    retired_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        ordering = ["place", "words"]
        constraints = [
            models.UniqueConstraint(
                name="reason_is_once_in_its_agency", fields=["agency", "words"]
            ),
            models.CheckConstraint(name="reason_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="reason_is_given_for_something", condition=one_of("given_for", GivenFor)
            ),
            models.CheckConstraint(
                name="reason_is_retired_by_somebody_at_an_instant",
                condition=Q(retired_at__isnull=True, retired_by__isnull=True)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.words
