"""That the platform's own switch for AI content was turned on, said with a day and a proof."""

import uuid

from django.db import models

from approvals.models.publication import Publication
from portal.models import Person

LONGEST_PROOF = 300


class SwitchProof(models.Model):
    """One statement by somebody who publishes for the brand; append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="switch_proofs"
    )
    proof = models.CharField(max_length=LONGEST_PROOF)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="switch_proof_says_something", condition=~models.Q(proof="")
            ),
        ]

    def __str__(self) -> str:
        return self.proof
