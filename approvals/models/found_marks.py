"""What a file said of itself when it was sent here, before it was cleaned."""

import uuid
from typing import Any

from django.db import models

from approvals.models.publication import Publication
from portal.models import StoredFile


class FoundMarks(models.Model):
    """Marks that others, or we, had put into a picture: they are gone from the clean copy.

    They belong to the pixels: whoever sends the same picture again without them, the stored
    file keeps what was read from it once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="marks")
    sent_sha256 = models.CharField(max_length=64, help_text="Of the file as it was sent.")
    digital_source_type = models.CharField(max_length=60, blank=True)
    manifest = models.CharField(max_length=200, blank=True, help_text="The C2PA manifest's name.")
    manifest_holds = models.BooleanField(default=False)
    manifest_detail = models.CharField(max_length=300, blank=True)
    has_watermark = models.BooleanField(default=False, help_text="An invisible mark of ours.")
    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where that mark leads to.",
    )
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="found_marks_are_of_a_file_once", fields=["file", "sent_sha256"]
            ),
        ]

    def __str__(self) -> str:
        return self.digital_source_type or self.manifest or "mark"


def marks_of(file: StoredFile) -> list[FoundMarks]:
    """Return what was read from the file, from what was fetched with it where it was."""
    found: Any = file  # portal, where it comes from, knows nothing of marks
    return list(found.marks.all())
