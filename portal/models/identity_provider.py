"""The identity provider of an organisation: its people sign in there, by OpenID Connect."""

import uuid

from django.db import models
from django.utils import timezone

from portal.models.organisation import Organisation, Role


class IdentityProvider(models.Model):
    """Whoever it vouches for, at one of its domains, is a member with ``role`` from then on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="identity_providers"
    )
    app = models.OneToOneField(
        "socialaccount.SocialApp", on_delete=models.PROTECT, related_name="identity_provider"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    sealed_secret = models.TextField(
        blank=True, default="", editable=False, help_text="The client's secret (portal.sealing)."
    )
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.app_id}"


class ProviderDomain(models.Model):
    """A domain whose addresses one provider, and no other, may vouch for."""

    name = models.CharField(max_length=253, primary_key=True)
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="domains")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provider_domain_is_a_domain",
                condition=models.Q(name__contains=".") & ~models.Q(name__contains="@"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
