"""Browsers that tell somebody something while no page is open, and the messages to them."""

import uuid
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.constraints import one_of
from portal.models.people import User

MOST_ATTEMPTS = 12


class PushDevice(models.Model):
    """One browser in which somebody is signed in: it ends with that sign-in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_devices")
    session = models.OneToOneField(
        UserSession, on_delete=models.CASCADE, related_name="push_device"
    )
    endpoint_sha256 = models.CharField(max_length=64, unique=True)
    sealed = models.TextField(help_text="Its address and keys (portal.sealing).")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "id"]

    def __str__(self) -> str:
        return f"a browser of {self.user}"


class PushState(models.TextChoices):
    """A message waits, is handed over, and ends in one of three ways."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    GIVEN_UP = "given_up", _("given up")


class PushQuerySet(models.QuerySet["Push"]):
    """Messages, in English."""

    def due(self, at: datetime) -> "PushQuerySet":
        """Those that a worker may take: they wait, or whoever took them was lost."""
        waiting = Q(state=PushState.WAITING, due_at__lte=at)
        lost = Q(state=PushState.SENDING, lease_until__lte=at)
        return self.filter(waiting | lost, until__gt=at, attempt__lt=MOST_ATTEMPTS)

    def hopeless(self, at: datetime) -> "PushQuerySet":
        """Those that came too late or failed too often, and that nobody is sending now."""
        nobody_has = Q(state=PushState.WAITING) | Q(state=PushState.SENDING, lease_until__lte=at)
        return self.filter(nobody_has, Q(until__lte=at) | Q(attempt__gte=MOST_ATTEMPTS))

    def ended_before(self, at: datetime) -> "PushQuerySet":
        """Those that came to an end before."""
        return self.filter(ended_at__lt=at)


class Push(models.Model):
    """One message to one browser: how many things there are, and where to read of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(PushDevice, on_delete=models.CASCADE, related_name="pushes")
    words = models.CharField(max_length=400)
    link = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=PushState, default=PushState.WAITING)
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not tried before.")
    until = models.DateTimeField(help_text="Not tried at or after this instant.")
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_id = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True, help_text="Why the last try failed.")

    objects = PushQuerySet.as_manager()

    class Meta:
        ordering = ["posted_at", "id"]
        verbose_name_plural = "pushes"
        constraints = [
            models.CheckConstraint(
                name="push_is_in_a_known_state", condition=one_of("state", PushState)
            ),
            models.CheckConstraint(
                name="push_has_a_lease_exactly_while_it_is_sent",
                condition=Q(state="sending", lease_id__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_id__isnull=True, lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="push_ends_at_an_instant",
                condition=Q(state__in=["waiting", "sending"], ended_at__isnull=True)
                | (~Q(state__in=["waiting", "sending"]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                name="push_to_be_sent",
                fields=["due_at"],
                condition=Q(state__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"a message to {self.device}"
