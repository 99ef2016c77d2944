"""What somebody is told: in the pages, and by mail as often as she likes."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models.draft import Draft
from portal.constraints import one_of
from portal.models import User


class NoticeKind(models.TextChoices):
    """What there is to tell."""

    ASKED = "asked", _("Pictures wait for my answer")
    ANSWERED = "answered", _("What came of pictures that I ordered")
    PUBLISHED = "published", _("A picture of me is published")


class NoticeHow(models.TextChoices):
    """How somebody hears of it; in the pages it stands in any case."""

    AT_ONCE = "at_once", _("by mail, within minutes")
    DAILY = "daily", _("by mail, once a day at eight")
    NEVER = "never", _("in the pages only")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, in English."""

    def unmailed(self) -> "NoticeQuerySet":
        """Those of which no mail has told, or is to tell, yet."""
        return self.filter(mailed_at__isnull=True)

    def unpushed(self) -> "NoticeQuerySet":
        """Those of which no message has told her devices yet."""
        return self.filter(pushed_at__isnull=True)

    def unread(self) -> "NoticeQuerySet":
        """Those that she has not put away."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing told to one person, once: ``about`` is the stage, round or publication."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="notices")
    about = models.UUIDField()
    word = models.CharField(max_length=12, blank=True, help_text="What came of it.")
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(name="notice_is_told_once", fields=["user", "kind", "about"]),
            models.CheckConstraint(
                name="notice_is_of_a_known_kind", condition=one_of("kind", NoticeKind)
            ),
        ]
        indexes = [
            models.Index(
                name="notice_to_be_mailed",
                fields=["user", "at"],
                condition=models.Q(mailed_at__isnull=True),
            ),
            models.Index(name="notice_of_user", fields=["user", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.draft}"


class NoticeChoice(models.Model):
    """How somebody hears of one kind of thing; without a row, at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    how = models.CharField(max_length=8, choices=NoticeHow)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="notice_choice_is_one", fields=["user", "kind"]),
            models.CheckConstraint(
                name="notice_choice_is_a_known_one",
                condition=one_of("kind", NoticeKind) & one_of("how", NoticeHow),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_how_display()}"
