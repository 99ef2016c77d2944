"""Mails on their way: a row with a state, whose words go as soon as they are not needed."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.constraints import one_of

MOST_ATTEMPTS = 60
"""More than two days of tries: a mail that kills its workers stops doing so."""


class MailState(models.TextChoices):
    """A mail waits, is handed over, and ends in one of three ways."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    GIVEN_UP = "given_up", _("given up")


class MailQuerySet(models.QuerySet["Mail"]):
    """Mails, in English."""

    def due(self, at: datetime) -> "MailQuerySet":
        """Those that a worker may take: they wait, or whoever took them was lost."""
        waiting = Q(state=MailState.WAITING, due_at__lte=at)
        lost = Q(state=MailState.SENDING, lease_until__lte=at)
        return self.filter(waiting | lost, until__gt=at, attempt__lt=MOST_ATTEMPTS)

    def hopeless(self, at: datetime) -> "MailQuerySet":
        """Those that came too late or failed too often, and that nobody is sending now."""
        nobody_has = Q(state=MailState.WAITING) | Q(state=MailState.SENDING, lease_until__lte=at)
        return self.filter(nobody_has, Q(until__lte=at) | Q(attempt__gte=MOST_ATTEMPTS))

    def ended_before(self, at: datetime) -> "MailQuerySet":
        """Those that came to an end before."""
        return self.filter(ended_at__lt=at)

    def undelivered(self, about: Iterable[uuid.UUID]) -> set[str]:
        """Return which of these things' last mail was refused or given up."""
        rows = self.filter(about__in=map(str, about)).order_by("pk")
        last = dict(rows.values_list("about", "state"))
        return {each for each, state in last.items() if state in FAILED}


class Mail(models.Model):
    """One mail to one address, sent at least once: see ``portal.actions.mail``."""

    name = models.CharField(max_length=60, help_text="Which mail it is, as its templates call it.")
    about = models.CharField(max_length=36, blank=True, help_text="The id of what it is about.")
    address = models.EmailField()
    for_nobody = models.BooleanField(
        default=False,
        help_text="Nobody known is at the address: it costs the same and ends unsent.",
    )
    sealed = models.TextField(blank=True, help_text="Subject and words (portal.sealing).")
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not tried before.")
    until = models.DateTimeField(help_text="Not tried at or after this instant.")
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_id = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True, help_text="Why the last try failed.")

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="mail_is_in_a_known_state", condition=one_of("state", MailState)
            ),
            models.CheckConstraint(
                name="mail_has_a_lease_exactly_while_it_is_sent",
                condition=Q(state="sending", lease_id__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_id__isnull=True, lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="mail_has_words_exactly_until_it_ends",
                condition=(
                    Q(state__in=["waiting", "sending"], ended_at__isnull=True) & ~Q(sealed="")
                )
                | (~Q(state__in=["waiting", "sending"]) & Q(ended_at__isnull=False, sealed="")),
            ),
        ]
        indexes = [
            models.Index(name="mail_by_state", fields=["state", "due_at"]),
            models.Index(name="mail_by_subject", fields=["about"], condition=~Q(about="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


FAILED = (MailState.REFUSED, MailState.GIVEN_UP)
