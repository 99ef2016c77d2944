"""One reviewer from outside who was asked by a brand, and what she thinks of its pictures."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from approvals.models.brief import Brief
from approvals.models.decision import Verdict
from approvals.models.draft import Draft
from portal.constraints import one_of
from portal.models import Person


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    """Guests, in English."""

    def asked(self) -> "GuestLinkQuerySet":
        """Those whose link was not taken back; some may have run out."""
        return self.filter(revoked_at__isnull=True)

    def open(self, at: datetime) -> "GuestLinkQuerySet":
        """Those whose link holds at ``at``."""
        return self.asked().filter(expires_at__gt=at)


class GuestLink(models.Model):
    """A link for one reviewer of one brief, bound to an address that she proves to read.

    The one row that holds her name and address: nothing accountable points here, so it can be
    deleted and what she said stays, under her pseudonym (RULINGS 16). Of the link's secret and of
    the code only hashes are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="guests")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="guest_is_invited_once_to_a_brief",
                fields=["brief", "email"],
                condition=Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="guest_link_expires_after_it_was_sent",
                condition=Q(expires_at__gt=models.F("invited_at")),
            ),
            models.CheckConstraint(
                name="guest_link_revocation_has_a_person_and_an_instant",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="guest_is_a_person_once_her_address_is_proved",
                condition=Q(verified_at__isnull=True, person__isnull=True)
                | Q(verified_at__isnull=False, person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Opinion(models.Model):
    """What a guest thinks of one picture with its offer. It fills no stage, and is never changed:
    a later one of the same person counts instead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="opinions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="opinions")
    number = models.PositiveSmallIntegerField(default=1)
    verdict = models.CharField(max_length=6, choices=Verdict)
    comment = models.TextField(blank=True)
    draft_sha256 = models.CharField(max_length=64)
    offer_sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "number"]
        constraints = [
            models.UniqueConstraint(
                name="opinion_of_a_person_is_counted", fields=["draft", "person", "number"]
            ),
            models.CheckConstraint(
                name="opinion_is_yes_change_or_no", condition=one_of("verdict", Verdict)
            ),
            models.CheckConstraint(
                name="opinion_of_change_says_what", condition=~Q(verdict="change") | ~Q(comment="")
            ),
            models.CheckConstraint(
                name="opinion_names_picture_and_offer",
                condition=~Q(draft_sha256="") & ~Q(offer_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} of a guest to {self.draft}"
