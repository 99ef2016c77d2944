"""A brand may use a twin: what for, where, until when, for how much, and who signed."""

import uuid
from datetime import datetime
from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal import access
from portal.constraints import or_nobody
from portal.models import Organisation, Person, User
from twins.models.consent import SigningMethod
from twins.models.rate_card import RateCard
from twins.models.twin import Twin
from twins.terms import LicenceTerms


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Licences, in English."""

    def of_brand(self, brand: Organisation) -> "LicenceQuerySet":
        """Those that ``brand`` holds or was offered."""
        return self.filter(brand=brand)

    def visible_to(self, user: User) -> "LicenceQuerySet":
        """Those of her own twin, and those that ``user`` may sign for a brand or an agency."""
        held = access.held(user)
        signs_for_agency = LicencePart.objects.filter(
            held.everywhere("countersign_licences", at="agency")
            | held.granted("license_twin", over="licence__twin", by="agency")
            | held.granted("license_client", over="licence__brand", by="agency")
        )
        return self.filter(
            models.Q(twin__owner=user.person_id)
            | held.everywhere("accept_licences", at="brand")
            | models.Q(pk__in=signs_for_agency.values("licence"))
        )

    def waiting(self, at: datetime) -> "LicenceQuerySet":
        """Those that somebody has still to sign, and can."""
        return self.filter(in_force_since__isnull=True, ended_at__isnull=True, ends_at__gt=at)

    def signed(self) -> "LicenceQuerySet":
        """Those that all who must sign have signed."""
        return self.filter(in_force_since__isnull=False)

    def running(self, at: datetime) -> "LicenceQuerySet":
        """Those that are signed, have begun, and have neither ended nor been ended."""
        return self.signed().filter(
            models.Q(ended_at__isnull=True) | models.Q(ended_at__gt=at),
            starts_at__lte=at,
            ends_at__gt=at,
        )


class Licence(models.Model):
    """Signed by the model, countersigned by each agency, accepted by the brand."""

    class Exclusivity(models.TextChoices):
        NONE = "none", _("not exclusive")
        MEDIUM = "medium", _("exclusive in the medium")
        REGION = "region", _("exclusive in the region")
        CATEGORY = "category", _("exclusive against named competitors")
        FULL = "full", _("fully exclusive")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="licences")
    brand = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="licences")
    end_user = models.CharField(max_length=120, blank=True)
    financial_tie = models.CharField(max_length=200, blank=True)
    scope = models.TextField()
    purpose = models.TextField()
    product_line = models.CharField(max_length=80)
    media = models.JSONField(default=list)
    territories = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first instant at which it is over.")
    zone = models.CharField(max_length=64)
    image_cap = models.PositiveIntegerField()
    permitted_alterations = models.JSONField(default=list)
    prohibited_contexts = models.JSONField(default=list)
    exclusivity = models.CharField(max_length=8, choices=Exclusivity, default=Exclusivity.NONE)
    competitors = models.JSONField(default=list)
    exclusivity_fee = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    minimum_fee = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    payment_days = models.PositiveSmallIntegerField(default=30)
    no_use_until_paid = models.BooleanField(default=False)
    paid_at = models.DateTimeField(null=True, blank=True)
    credits_unused_time = models.BooleanField(default=True)
    posts_stay_in_archives = models.BooleanField(default=False)
    notice_given_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    in_force_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_because = models.CharField(max_length=200, blank=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="licence_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="licence_end_has_a_person_and_an_instant",
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="licence_states_its_scope_and_purpose",
                condition=~models.Q(scope="") & ~models.Q(purpose=""),
            ),
        ]
        indexes = [models.Index(name="licence_of_brand_and_twin", fields=["brand", "twin"])]

    def __str__(self) -> str:
        return f"{self.brand} may use {self.twin}"

    def get_absolute_url(self) -> str:
        """Where its sides read and sign it."""
        return reverse("licence", args=[self.pk])

    def sides(self) -> list[tuple[str, Organisation | None]]:
        """Return who must sign: the model, each agency in a part of it, the brand."""
        agencies = [part.agency for part in self.parts.all() if part.agency is not None]
        return [
            (LicenceSignature.Side.MODEL.value, None),
            *((LicenceSignature.Side.AGENCY.value, agency) for agency in agencies),
            (LicenceSignature.Side.BRAND.value, self.brand),
        ]

    def terms(self) -> LicenceTerms:
        """Return what this licence allows, as pure values."""
        return LicenceTerms(
            signed_at=self.in_force_since,
            ended_at=self.ended_at,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            zone=self.zone,
            media=frozenset(self.media),
            territories=frozenset(self.territories),
            product_line=self.product_line,
            image_cap=self.image_cap,
            prohibited_contexts=frozenset(self.prohibited_contexts),
            awaits_payment=self.no_use_until_paid and self.paid_at is None,
        )


class LicencePart(models.Model):
    """The territories of a licence that one agency answers for (RULINGS 12)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="parts")
    agency = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="licence_parts",
        help_text="Nobody: the model represents herself there.",
    )
    territories = models.JSONField(default=list)
    rate_card = models.ForeignKey(RateCard, on_delete=models.PROTECT, related_name="+")
    commission = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(0))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "licence",
                or_nobody("agency"),
                name="licence_part_has_one_agency",
            ),
            models.CheckConstraint(
                name="licence_part_commission_is_at_most_twenty_per_cent",
                condition=models.Q(commission__gte=Decimal(0), commission__lte=Decimal(20)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or 'herself'} in {', '.join(self.territories)}"


class LicenceSignature(models.Model):
    """One side signed the licence as it stands."""

    class Side(models.TextChoices):
        MODEL = "model", _("model")
        AGENCY = "agency", _("agency")
        BRAND = "brand", _("brand")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=6, choices=Side)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=SigningMethod)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "licence",
                "side",
                or_nobody("organisation"),
                name="licence_is_signed_once_by_each_side",
            ),
            models.CheckConstraint(
                name="licence_signature_names_whom_it_binds",
                condition=models.Q(side="model", organisation__isnull=True)
                | (~models.Q(side="model") & models.Q(organisation__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} of {self.licence}"
