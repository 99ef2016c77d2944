"""What somebody is told: in the pages, and by mail as often as she likes."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models.case import MisuseCase
from approvals.models.draft import Draft
from portal.constraints import one_of
from portal.models import Organisation, User
from twins.models import Licence


class NoticeKind(models.TextChoices):
    """What there is to tell."""

    ASKED = "asked", _("Pictures wait for my answer")
    ANSWERED = "answered", _("What came of pictures that I ordered")
    PUBLISHED = "published", _("A picture of me is published")
    LICENCE = "licence", _("A licence waits for a signature, or something came of it")
    CASE = "case", _("Somebody reported a misuse")
    MENTIONED = "mentioned", _("Somebody names me or answers me beside a picture")


class LicenceWord(models.TextChoices):
    """What there is to tell of a licence."""

    ASKED = "asked", _("waits to be signed")
    IN_FORCE = "in_force", _("in force")
    DECLINED = "declined", _("declined")
    ENDED = "ended", _("ended")


class NoticeHow(models.TextChoices):
    """How somebody hears of it; in the pages it stands in any case."""

    AT_ONCE = "at_once", _("by mail, within minutes")
    DAILY = "daily", _("by mail, once a day at eight")
    NEVER = "never", _("in the pages only")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, in English."""

    def seen_by(self, user: User) -> "NoticeQuerySet":
        """Those of ``user`` that lead to what she may still see."""
        return self.filter(user=user).filter(
            models.Q(draft__in=Draft.objects.visible_to(user))
            | models.Q(licence__in=Licence.objects.visible_to(user))
            | models.Q(case__in=MisuseCase.objects.visible_to(user))
        )

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
    """One thing told to one person, once: ``about`` is the stage, round, publication, pin or word.

    It leads to a picture, a licence or a case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    licence = models.ForeignKey(
        Licence, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    case = models.ForeignKey(
        MisuseCase, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
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
            models.CheckConstraint(
                name="notice_leads_to_what_its_kind_tells_of",
                condition=models.Q(
                    kind=NoticeKind.LICENCE, licence__isnull=False, draft=None, case=None
                )
                | models.Q(kind=NoticeKind.CASE, case__isnull=False, draft=None, licence=None)
                | models.Q(
                    ~models.Q(kind__in=[NoticeKind.LICENCE, NoticeKind.CASE]),
                    draft__isnull=False,
                    licence=None,
                    case=None,
                ),
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
        return f"{self.get_kind_display()}: {self.draft or self.licence or self.case}"

    @property
    def brand(self) -> Organisation:
        """Whose pictures or licence it is about."""
        if self.licence is not None:
            return self.licence.brand
        draft = self.case.publication.draft if self.case is not None else self.draft
        assert draft is not None  # noqa: S101 - a constraint keeps it
        return draft.brief.brand


class LicenceTold(models.Model):
    """That people were told how a licence stands: each word once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="told")
    word = models.CharField(max_length=10, choices=LicenceWord)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="licence_is_told_once", fields=["licence", "word"]),
            models.CheckConstraint(
                name="licence_told_is_a_known_word", condition=one_of("word", LicenceWord)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence}: {self.get_word_display()}"


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
