"""One rendered picture, immutable, named by its SHA-256."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from approvals.models.brief import Brief
from approvals.models.run import Run
from approvals.states import ReviewState, StageState
from portal import access
from portal.models import Organisation, Person, StoredFile, User
from twins.models import Licence, Twin

if TYPE_CHECKING:
    from approvals.models.review import StageQuerySet


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, in English; visibility first."""

    def visible_to(self, user: User) -> "DraftQuerySet":
        """Those of her own twin, her brand, her agency's models, or her studio's orders."""
        held = access.held(user)
        stages = _stages().filter(review__draft=OuterRef("pk"))
        return self.filter(
            held.everywhere("view_briefs", at="brief__brand")
            | held.granted("see_brief", over="brief", by="brief__brand")
            | Exists(Portrayal.objects.filter(draft=OuterRef("pk"), twin__owner=user.person_id))
            | Exists(stages.seen_by(user))
            | held.everywhere("fill_orders", at="run__studio")
        )

    def current(self) -> "DraftQuerySet":
        """Those neither withdrawn nor replaced by a newer version."""
        children = Draft.objects.filter(parent=OuterRef("pk"), withdrawn_at__isnull=True)
        return self.filter(~Exists(children), withdrawn_at__isnull=True)

    def awaiting(self, user: User) -> "DraftQuerySet":
        """Current ones in whose review it is the turn of a side for which ``user`` may judge."""
        stages = _stages().filter(
            review__draft=OuterRef("pk"),
            review__state=ReviewState.OPEN,
            state=StageState.ASKED,
        )
        mine = stages.filter(
            Q(side="model", twin__owner=user.person_id)
            | Q(pk__in=_stages().judged_by(user).open_to(user))
        )
        return self.current().filter(Exists(mine))


def _stages() -> "StageQuerySet":
    from approvals.models.review import Stage

    return Stage.objects.all()


class Draft(models.Model):
    """A picture to be judged. A new version is a new draft with a parent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="drafts")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="drafts")
    place = models.PositiveSmallIntegerField(help_text="Its number among the run's pictures.")
    master = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="drafts")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    version = models.PositiveSmallIntegerField(default=1)
    ai_system = models.CharField(max_length=120)
    ai_version = models.CharField(max_length=60)
    digital_source_type = models.CharField(max_length=60)
    source_type_reason = models.CharField(max_length=300, blank=True)
    body_shape_changed = models.CharField(max_length=300, blank=True)
    delivered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(name="draft_has_one_place_in_its_run", fields=["run", "place"]),
            models.UniqueConstraint(
                name="draft_has_at_most_one_current_child",
                fields=["parent"],
                condition=Q(parent__isnull=False, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="draft_withdrawal_has_a_person_and_an_instant",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_declares_what_made_it",
                condition=~Q(ai_system="") & ~Q(digital_source_type=""),
            ),
        ]
        indexes = [models.Index(name="draft_of_brief", fields=["brief", "created_at"])]

    def __str__(self) -> str:
        return f"{self.brief}, picture {self.place}, version {self.version}"

    def get_absolute_url(self) -> str:
        """Where it is looked at and judged."""
        return reverse("draft", args=[self.pk])

    @property
    def current_child(self) -> "Draft | None":
        """The version that replaced this one, unless that was withdrawn."""
        return self.children.filter(withdrawn_at__isnull=True).first()


class Portrayal(models.Model):
    """A twin who is in a draft, and the licence under which she is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="portrayals")
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="portrayals")
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="portrayals")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="portrayal_is_once_in_a_draft", fields=["draft", "twin"]),
        ]

    def __str__(self) -> str:
        return f"{self.twin} in {self.draft}"


def brand_of(draft: Draft) -> Organisation:
    """Return the brand that asked for the draft."""
    return draft.brief.brand
