"""One reviewer from outside who was asked by a brand, and what she thinks of its pictures."""

import uuid

from django.db import models
from django.db.models import Q

from approvals.models.brief import Brief
from approvals.models.decision import Verdict
from approvals.models.draft import Draft
from approvals.models.link import MailedLink, MailedLinkQuerySet, link_constraints
from portal.constraints import one_of
from portal.models import Person


class GuestLink(MailedLink):
    """A link for one reviewer of one brief."""

    WORD = "guest"

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="guests")

    objects = MailedLinkQuerySet["GuestLink"].as_manager()

    class Meta(MailedLink.Meta):
        constraints = [
            models.UniqueConstraint(
                name="guest_is_invited_once_to_a_brief",
                fields=["brief", "email"],
                condition=Q(revoked_at__isnull=True),
            ),
            *link_constraints("guest"),
        ]


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
