"""One person's verdict on one draft."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models.draft import Draft
from approvals.models.review import Stage
from portal.constraints import one_of
from portal.models import Person
from twins.models import Consent, Licence


class Verdict(models.TextChoices):
    """What one can say to a picture; all three weigh the same."""

    NO = "no", _("No")
    CHANGE = "change", _("Change")
    YES = "yes", _("Yes")


class SentHow(models.TextChoices):
    """How the person was known as she sent it: signed in before, or asked at that moment."""

    SESSION = "session", _("while signed in")
    PASSKEY = "passkey", _("with a passkey")
    PASSWORD = "password", _("with a password")
    CODE = "code", _("with a one-time code")


class Decision(models.Model):
    """Signed when it was sent. Never changed: a later one of the same person counts instead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="decisions")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions")
    for_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The colleague whom she covered as she sent it.",
    )
    number = models.PositiveSmallIntegerField(default=1)
    verdict = models.CharField(max_length=6, choices=Verdict)
    reasons = models.JSONField(
        default=list, blank=True, help_text="Those that were chosen, in the words they had then."
    )
    comment = models.TextField(blank=True)
    draft_sha256 = models.CharField(max_length=64)
    offer_sha256 = models.CharField(max_length=64)
    policy_version = models.PositiveIntegerField()
    grounds = models.JSONField(
        default=list,
        blank=True,
        help_text="Consent, its version, and licence of each twin whom it is about, by id.",
    )
    consent = models.ForeignKey(
        Consent,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where it is about one twin; of several all are among the grounds.",
    )
    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField()
    sent_how = models.CharField(max_length=10, choices=SentHow)
    idempotency_key = models.CharField(max_length=80, blank=True)

    not_ordered: str = ""
    """Why this change led to no order, in a sentence; known to the act that sent it, not kept."""

    class Meta:
        ordering = ["sent_at", "number"]
        constraints = [
            models.UniqueConstraint(
                name="decision_is_one_person_one_voice", fields=["stage", "person", "number"]
            ),
            models.UniqueConstraint(
                name="decision_is_sent_once",
                fields=["stage", "person", "verdict", "idempotency_key"],
                condition=~Q(idempotency_key=""),
            ),
            models.CheckConstraint(
                name="decision_is_yes_change_or_no", condition=one_of("verdict", Verdict)
            ),
            models.CheckConstraint(
                name="decision_change_says_what",
                condition=~Q(verdict="change") | ~Q(comment="") | ~Q(reasons=[]),
            ),
            models.CheckConstraint(
                name="decision_yes_has_no_reasons", condition=~Q(verdict="yes") | Q(reasons=[])
            ),
            models.CheckConstraint(
                name="decision_names_picture_and_offer",
                condition=~Q(draft_sha256="") & ~Q(offer_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} to {self.draft}"
