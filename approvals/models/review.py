"""Who must agree, in what order, by what rule; and how far that has come for one draft."""

import uuid
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from approvals.models.brief import Side
from approvals.models.draft import Draft, Portrayal
from approvals.models.policy import ReviewPolicy
from approvals.states import ReviewState, StageState
from portal import access
from portal.constraints import one_of, or_nobody
from portal.models import Cover, Organisation, Person, User
from portal.models.grants import personal_tables, role_tables
from twins.models import Twin


class Review(models.Model):
    """One round of judging one draft with one offer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField(default=1)
    policy = models.ForeignKey(ReviewPolicy, on_delete=models.PROTECT, related_name="reviews")
    offer = models.JSONField()
    offer_sha256 = models.CharField(max_length=64)
    reasons = models.JSONField(
        null=True, blank=True, help_text="Which are offered in it; nothing: the built-in ones."
    )
    state = models.CharField(max_length=12, choices=ReviewState, default=ReviewState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="review_round_is_unique", fields=["draft", "number"]),
            models.UniqueConstraint(
                name="review_is_pending_once_for_a_draft",
                fields=["draft"],
                condition=Q(state="open"),
            ),
            models.CheckConstraint(
                name="review_is_in_a_known_state", condition=one_of("state", ReviewState)
            ),
            models.CheckConstraint(
                name="review_is_closed_with_an_instant",
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                name="review_to_be_told",
                fields=["closed_at"],
                condition=Q(told_at__isnull=True) & ~Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of {self.draft}"


JUDGING = ("judge_for_agency", "judge_twin", "judge_client")
"""By one of these somebody agrees to pictures for an agency."""


class StageQuerySet(models.QuerySet["Stage"]):
    """Stages, in English."""

    def seen_by(self, user: User) -> "StageQuerySet":
        """Agencies' stages about models or clients whose pictures ``user`` may see there."""
        held = access.held(user)
        return self.filter(_of_agency(held, "view_twins", "see_twin", "see_client"))

    def open_to(self, user: User) -> "StageQuerySet":
        """Those in which she has said nothing yet, and that wait for nobody else by name."""
        named = _named_and_there()
        covered = Cover.objects.in_force().filter(colleague=user).values("covered__person")
        hers = named.filter(Q(person=user.person_id) | Q(person__in=covered))
        return self.exclude(decisions__person=user.person_id).filter(~Exists(named) | Exists(hers))

    def judged_by(self, user: User, *, covering: bool = True) -> "StageQuerySet":
        """Those of organisations for which ``user`` judges: everything there, or this of it.

        Also for a colleague whom she covers, unless not ``covering``.
        """
        held = access.held(user, covering=covering)
        of_brand = held.everywhere("judge_for_brand", at="organisation") | held.granted(
            "judge_brief", over="review__draft__brief", by="organisation"
        )
        of_agency = _of_agency(held, "judge_for_agency", "judge_twin", "judge_client")
        return self.filter(of_agency | Q(side=Side.BRAND) & of_brand)

    def waiting(self) -> "StageQuerySet":
        """Those that are asked now, about current pictures."""
        drafts = Draft.objects.current().filter(pk=OuterRef("review__draft"))
        return self.filter(Exists(drafts), state=StageState.ASKED, review__state=ReviewState.OPEN)

    def late(self, at: datetime) -> "StageQuerySet":
        """Those whose own day, or whose brief's, is over."""
        return self.filter(Q(due_at__lte=at) | Q(review__draft__brief__due_at__lte=at))

    def about_model(self, twin: uuid.UUID) -> "StageQuerySet":
        """Those about pictures in which this twin is."""
        shown = Portrayal.objects.filter(draft=OuterRef("review__draft"), twin=twin)
        return self.filter(Exists(shown))

    def naming(self, words: str) -> "StageQuerySet":
        """Those with ``words`` in the title of the brief, or in the name of brand or model."""
        shown = Portrayal.objects.filter(
            draft=OuterRef("review__draft"), twin__owner__in=Person.objects.called(words)
        )
        brief = "review__draft__brief"
        titled = Q(**{f"{brief}__title__icontains": words})
        return self.filter(
            titled | Q(**{f"{brief}__brand__name__icontains": words}) | Exists(shown)
        )


def judges(stage: "Stage", user: User, *, covering: bool = True) -> bool:
    """Say whether ``judged_by`` finds the stage, from what ``user`` holds."""
    held, by = access.held(user, covering=covering), stage.organisation_id
    brief = stage.review.draft.brief
    if by is None or stage.side == Side.MODEL:
        return False
    if stage.side == Side.BRAND:
        single = ("judge_brief", by, brief.pk) in held.rows
        return by in held.where("judge_for_brand") or single
    return _is_hers(held, stage, "judge_for_agency", "judge_twin", "judge_client")


def sees(stage: "Stage", user: User) -> bool:
    """Say whether ``seen_by`` finds the stage, from what ``user`` holds."""
    held = access.held(user)
    return _is_hers(held, stage, "view_twins", "see_twin", "see_client")


def _is_hers(held: access.Held, stage: "Stage", right: str, of_twin: str, of_client: str) -> bool:
    by = stage.organisation_id
    if by is None or stage.side != Side.AGENCY:
        return False
    singles = {(of_twin, by, stage.twin_id), (of_client, by, stage.review.draft.brief.brand_id)}
    return by in held.where(right) or not held.rows.isdisjoint(singles)


def _named_and_there() -> models.QuerySet[Any]:
    """Who is named in the outer stage and may still judge for its organisation."""
    rows: dict[str, Any] = {
        "organisation": OuterRef(OuterRef("organisation")),
        "permission__codename__in": JUDGING,
    }
    who = OuterRef("person__user")
    held = [Exists(table.objects.filter(user=who, **rows)) for table in personal_tables()]
    held += [Exists(table.objects.filter(group__user=who, **rows)) for table in role_tables()]
    named = Stage.people.through.objects.filter(stage=OuterRef("pk"), person__user__is_active=True)
    return named.filter(reduce(or_, map(Q, held)))


def _of_agency(held: access.Held, right: str, of_twin: str, of_client: str) -> Q:
    client = "review__draft__brief__brand"
    return Q(side=Side.AGENCY) & (
        held.everywhere(right, at="organisation")
        | held.granted(of_twin, over="twin", by="organisation")
        | held.granted(of_client, over=client, by="organisation")
    )


class Stage(models.Model):
    """One side's place in a round: who is asked, and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="stages")
    side = models.CharField(max_length=6, choices=Side)
    place = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="stages"
    )
    twin = models.ForeignKey(
        Twin, on_delete=models.PROTECT, null=True, blank=True, related_name="stages"
    )
    state = models.CharField(max_length=8, choices=StageState, default=StageState.LATER)
    needs = models.PositiveSmallIntegerField(
        default=1, help_text="How many people must say yes; nought: all who are named."
    )
    people = models.ManyToManyField(
        Person, related_name="+", blank=True, help_text="Who is named; nobody: whoever may judge."
    )
    policy = models.ForeignKey(
        ReviewPolicy,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stages",
        help_text="The rule of its own agency; nothing: the round's.",
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ["place", "side"]
        constraints = [
            models.UniqueConstraint(
                "review",
                "side",
                or_nobody("organisation"),
                or_nobody("twin"),
                name="stage_asks_each_side_once",
            ),
            models.CheckConstraint(
                name="stage_is_in_a_known_state", condition=one_of("state", StageState)
            ),
            models.CheckConstraint(
                name="stage_names_whom_it_asks",
                condition=Q(side="brand", organisation__isnull=False, twin__isnull=True)
                | Q(side="agency", organisation__isnull=False, twin__isnull=False)
                | Q(side="model", organisation__isnull=True, twin__isnull=False),
            ),
            models.CheckConstraint(
                name="stage_of_the_model_needs_her_alone",
                condition=~Q(side="model") | Q(needs=1),
            ),
        ]
        indexes = [
            models.Index(name="stage_by_turn", fields=["state", "side", "organisation"]),
            models.Index(
                name="stage_by_deadline",
                fields=["due_at"],
                condition=Q(state="asked", due_at__isnull=False),
            ),
            models.Index(
                name="stage_to_remind",
                fields=["remind_at"],
                condition=Q(state="asked", remind_at__isnull=False),
            ),
            models.Index(
                name="stage_to_be_told",
                fields=["asked_at"],
                condition=Q(state="asked", told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} in {self.review}"

    @property
    def rule(self) -> ReviewPolicy:
        """By which rule it is chased and counted: of two agencies each has its own (RULINGS 15)."""
        return self.policy or self.review.policy
