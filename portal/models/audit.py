"""What was done: append-only, without foreign keys, each event chained to the one before."""

import uuid

from django.db import models


class AuditChain(models.Model):
    """The head of one tenant's chain; locked while an event is added."""

    id = models.UUIDField(primary_key=True, help_text="The organisation's or person's id.")
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"chain {self.id} ({self.length})"


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
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"
