"""What a model agreed to, signed and versioned, and what happened to it since."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import Person
from twins.models.twin import Twin
from twins.terms import ConsentTerms, Purpose


class SigningMethod(models.TextChoices):
    """How the person who signed was known at that moment."""

    PASSKEY = "passkey", _("with a passkey")
    PASSWORD = "password", _("with a password")
    CODE = "code", _("with a one-time code")


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents, in English."""

    def newest_first(self) -> "ConsentQuerySet":
        """The version that counts comes first."""
        return self.order_by("-version")


class Consent(models.Model):
    """One version of a model's statement; never changed after it is signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="consents")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8, default="en")
    text_version = models.CharField(max_length=20)
    document_sha256 = models.CharField(max_length=64)
    identity_confirmed = models.BooleanField()
    is_adult = models.BooleanField()
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    signed_how = models.CharField(max_length=10, choices=SigningMethod)
    signed_from = models.GenericIPAddressField(null=True, blank=True)
    purposes = models.JSONField(default=list, help_text="The purposes with a yes.")
    generators = models.JSONField(default=list)
    processors = models.JSONField(default=list)
    storage_place = models.CharField(max_length=120, blank=True)
    excluded_contexts = models.JSONField(default=list)
    territories = models.JSONField(default=list)
    credit_name = models.BooleanField(default=False, help_text="Her stage name may be shown.")
    adviser = models.CharField(max_length=120, blank=True)
    after_death = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first instant at which it is over.")
    zone = models.CharField(max_length=64)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_version_is_unique_for_its_twin", fields=["twin", "version"]
            ),
            models.CheckConstraint(
                name="consent_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="consent_is_by_a_known_adult",
                condition=models.Q(is_adult=True, identity_confirmed=True),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.version} of {self.twin}"

    def terms(self, events: "Iterable[ConsentEvent] | None" = None) -> ConsentTerms:
        """Return this version with all that was withdrawn from it since, as pure values.

        ``events`` are all of its events, where they are at hand.
        """
        happened = self.events.all() if events is None else events
        withdrawn = {
            purpose: event.at
            for event in sorted(happened, key=lambda event: event.at, reverse=True)
            if event.kind == ConsentEvent.Kind.WITHDRAWN
            for purpose in event.purposes
        }
        return ConsentTerms(
            purposes=frozenset(Purpose(purpose) for purpose in self.purposes),
            withdrawn={Purpose(purpose): at for purpose, at in withdrawn.items()},
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            zone=self.zone,
            territories=frozenset(self.territories),
            excluded_contexts=frozenset(self.excluded_contexts),
            generators=frozenset(self.generators),
        )


class ConsentEvent(models.Model):
    """Something happened to a consent; whoever must act on it claims the row."""

    class Kind(models.TextChoices):
        SIGNED = "signed", _("signed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    purposes = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=SigningMethod)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        indexes = [
            models.Index(
                name="consent_events_to_handle",
                fields=["at"],
                condition=models.Q(handled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consent} {self.kind}"


def newest_consent(twin: Twin, at: datetime) -> Consent | None:
    """Return the version of the twin's consent that counts at ``at``, signed by then."""
    signed = twin.consents.filter(signed_at__lte=at).prefetch_related("events")
    return signed.order_by("-version").first()
