"""What was done: append-only, without foreign keys, each event chained to the one before."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from portal.models.people import Person


class AuditChain(models.Model):
    """The head of one tenant's chain; locked while an event is added."""

    id = models.UUIDField(primary_key=True, help_text="The organisation's or person's id.")
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"chain {self.id} ({self.length})"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Events, in English."""

    def in_chain(self, chain_id: uuid.UUID) -> "AuditEventQuerySet":
        """Those of one chain."""
        return self.filter(chain_id=chain_id)

    def by_somebody_called(self, words: str) -> "AuditEventQuerySet":
        """Those done by people whose name has ``words`` in it, or by Twinset itself."""
        done = Q(person_id__in=Person.objects.called(words).values("pk"))
        return self.filter(done | Q(person_id=None) if words.lower() in "twinset" else done)

    def about(self, kind: str = "", pk: str = "") -> "AuditEventQuerySet":
        """Those about objects of ``kind``, or whose id begins with ``pk``; empty means any."""
        found = self.filter(subject_kind=kind) if kind else self
        return found.filter(subject_id__startswith=pk.lower()) if pk else found

    def doing(self, act: str) -> "AuditEventQuerySet":
        """Those that record this act."""
        return self.filter(act=act)

    def since(self, instant: datetime) -> "AuditEventQuerySet":
        """Those at or after ``instant``."""
        return self.filter(at__gte=instant)

    def before(self, instant: datetime) -> "AuditEventQuerySet":
        """Those before ``instant``."""
        return self.filter(at__lt=instant)

    def older_than(self, number: int) -> "AuditEventQuerySet":
        """Those that come before the event with this number."""
        return self.filter(number__lt=number)

    def newer_than(self, number: int) -> "AuditEventQuerySet":
        """Those that come after the event with this number."""
        return self.filter(number__gt=number)

    def oldest_first(self) -> "AuditEventQuerySet":
        """In the order in which they were written."""
        return self.order_by("number")

    def newest_first(self) -> "AuditEventQuerySet":
        """The last one first."""
        return self.order_by("-number")


class AuditEvent(models.Model):
    """Who did what to what, when and from where."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True, help_text="Nobody: the system itself.")
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["chain_id", "number"]
        constraints = [
            models.UniqueConstraint(
                name="audit_event_has_one_place_in_its_chain", fields=["chain_id", "number"]
            ),
        ]
        indexes = [
            models.Index(name="audit_by_subject", fields=["subject_kind", "subject_id"]),
            models.Index(name="audit_by_person", fields=["person_id", "at"]),
            models.Index(name="audit_by_instant", fields=["chain_id", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class AuditCheckpoint(models.Model):
    """What a chain's head was on one day, signed: a chain written anew contradicts it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain_id = models.UUIDField()
    day = models.DateField(help_text="In UTC.")
    length = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    at = models.DateTimeField()
    signature = models.CharField(max_length=128, help_text="Ed25519, in hex.")
    key_id = models.CharField(max_length=16, help_text="Which key signed it.")
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["chain_id", "length", "at"]
        constraints = [
            models.UniqueConstraint(
                name="audit_checkpoint_is_signed_once_a_day", fields=["chain_id", "day"]
            ),
        ]
        indexes = [models.Index(name="audit_checkpoint_by_day", fields=["day"])]

    def __str__(self) -> str:
        return f"checkpoint of {self.chain_id} ({self.length})"
