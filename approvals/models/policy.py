"""Who must agree, in what order, by what rule, until when: an agency's rule, in versions."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from approvals.models.brief import Side
from portal.constraints import or_nobody
from portal.models import Organisation, Person
from twins.models import Licence

if TYPE_CHECKING:
    from uuid import UUID

MOST_PEOPLE = 9
"""So many people of one side may be needed for its yes."""
MOST_HOURS = 400
"""So many business hours may a side have: about nine weeks."""
REMINDERS = (24, 4)
"""So many hours before a deadline sides are reminded, where nobody said otherwise."""


class ReviewPolicyQuerySet(models.QuerySet["ReviewPolicy"]):
    """Policies, in English."""

    def newest_first(self) -> "ReviewPolicyQuerySet":
        """The version that counts on top."""
        return self.order_by("-version")

    def default_of(self, agency: "Organisation | UUID") -> "ReviewPolicyQuerySet":
        """The agency's own, for every licence without one."""
        return self.filter(agency=agency, licence__isnull=True)

    def of_licence(self, agency: "Organisation | UUID", licence: Licence) -> "ReviewPolicyQuerySet":
        """The agency's for one licence."""
        return self.filter(agency=agency, licence=licence)


class ReviewPolicy(models.Model):
    """An agency's rule. All three sides have a place in it: none can be left out (RULINGS 2).

    A version is never changed: a running round keeps the one with which it began.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="policies"
    )
    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, null=True, blank=True, related_name="policies"
    )
    version = models.PositiveIntegerField(default=1)
    brand_place = models.PositiveSmallIntegerField(default=1)
    agency_place = models.PositiveSmallIntegerField(default=2)
    model_place = models.PositiveSmallIntegerField(default=2)
    brand_needs = models.PositiveSmallIntegerField(default=1)
    agency_needs = models.PositiveSmallIntegerField(
        default=1, help_text="How many people must say yes; nought: all who are named."
    )
    agency_people = models.ManyToManyField(Person, related_name="+", blank=True)
    brand_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    agency_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    model_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    remind_hours = models.JSONField(
        default=list, blank=True, help_text="So many hours before its deadline a side is reminded."
    )
    escalates_to = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who is told once a deadline has passed; nothing is ever agreed to by it.",
    )
    first_unseen = models.BooleanField(
        default=False, help_text="Nobody reads what others of the stage said before she spoke."
    )
    author_may_judge = models.BooleanField(default=True)
    counts_guests = models.BooleanField(
        default=False, help_text="The brand's yes waits for the brand's guests."
    )
    set_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    objects = ReviewPolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "review policies"
        constraints = [
            models.UniqueConstraint(
                or_nobody("agency"),
                or_nobody("licence"),
                "version",
                name="review_policy_version_is_unique",
            ),
            models.CheckConstraint(
                name="review_policy_asks_all_three_sides_the_model_last_or_beside",
                condition=Q(
                    brand_place__gte=1,
                    agency_place__gte=1,
                    model_place__gte=F("agency_place"),
                )
                & Q(model_place__gte=F("brand_place")),
            ),
            models.CheckConstraint(
                name="review_policy_needs_somebody_of_the_brand",
                condition=Q(brand_needs__gte=1, brand_needs__lte=MOST_PEOPLE),
            ),
            models.CheckConstraint(
                name="review_policy_needs_no_more_of_the_agency_than_there_may_be",
                condition=Q(agency_needs__lte=MOST_PEOPLE),
            ),
        ]

    def __str__(self) -> str:
        return f"policy {self.version} of {self.agency or 'Twinset'}"

    def place_of(self, side: str) -> int:
        """Return when ``side`` is asked: lower numbers first, equal ones side by side."""
        return {
            Side.BRAND: self.brand_place,
            Side.AGENCY: self.agency_place,
            Side.MODEL: self.model_place,
        }[Side(side)]

    def hours_of(self, side: str) -> int | None:
        """Return how many business hours ``side`` has to answer; None for as long as it takes."""
        return {
            Side.BRAND: self.brand_hours,
            Side.AGENCY: self.agency_hours,
            Side.MODEL: self.model_hours,
        }[Side(side)]
