"""An agency's prices; a new version never changes what was quoted from an older one."""

import uuid
from decimal import Decimal

from django.db import models

from portal.constraints import or_nobody
from portal.models import Organisation, Person
from twins.models.twin import Twin
from twins.terms import Rates


class RateCard(models.Model):
    """Prices of one agency, for all its models or one; of a model herself without an agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="rate_cards"
    )
    twin = models.ForeignKey(
        Twin, on_delete=models.PROTECT, null=True, blank=True, related_name="rate_cards"
    )
    version = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    base = models.DecimalField(max_digits=10, decimal_places=2, help_text="Per picture.")
    per_image = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    set_up = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    client_fee = models.DecimalField(
        max_digits=4, decimal_places=2, default=Decimal(0), help_text="Per cent, on top."
    )
    media = models.JSONField(default=dict)
    territories = models.JSONField(default=dict)
    terms = models.JSONField(default=dict, help_text="Factor by number of months.")
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                or_nobody("agency"),
                or_nobody("twin"),
                "version",
                name="rate_card_version_is_unique",
            ),
            models.CheckConstraint(
                name="rate_card_belongs_to_somebody",
                condition=models.Q(agency__isnull=False) | models.Q(twin__isnull=False),
            ),
            models.CheckConstraint(
                name="rate_card_prices_are_not_negative",
                condition=models.Q(base__gte=0, per_image__gte=0, set_up__gte=0, client_fee__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"rates {self.version} of {self.agency or self.twin}"

    def rates(self) -> Rates:
        """Return the prices as pure values."""
        return Rates(
            currency=self.currency,
            base=self.base,
            per_image=self.per_image,
            set_up=self.set_up,
            client_fee=self.client_fee,
            media={key: Decimal(str(value)) for key, value in self.media.items()},
            territories={key: Decimal(str(value)) for key, value in self.territories.items()},
            terms={int(key): Decimal(str(value)) for key, value in self.terms.items()},
        )
