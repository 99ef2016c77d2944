"""What is said at a place in a picture, what is answered to it, and who reads it."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from approvals.models.brief import Side
from approvals.models.decision import Decision
from approvals.models.draft import Draft
from portal.models import Organisation, Person
from twins.models import Representation, Twin

if TYPE_CHECKING:
    from approvals.viewer import Viewer


class Wall(models.TextChoices):
    """Who reads it. It is chosen before writing and never changes."""

    ALL = "all", _("all three sides")
    PAIR = "pair", _("one agency and one model")
    OWN = "own", _("one organisation")


class PinQuerySet(models.QuerySet["Pin"]):
    """Pins and answers, in English."""

    def read_by(self, viewer: "Viewer") -> "PinQuerySet":
        """Those on this side of their wall. Whose place belongs to a verdict is read with it."""
        return self.filter(Q(decision__isnull=False) | _open_to(viewer))

    def without_answers(self) -> "PinQuerySet":
        """Those that begin something."""
        return self.filter(answers__isnull=True)

    def of_verdicts(self) -> "PinQuerySet":
        """Places that were pointed at with a verdict: what a studio works from."""
        return self.filter(decision__isnull=False)


class Pin(models.Model):
    """A comment at a point or an area, in fractions of the upright width and height.

    Set with a verdict, or by itself, or as an answer, which stands where the first one does. Who
    set it with a verdict is in that; else ``side`` and for whom she spoke are kept here, and behind
    which wall: ``among`` is the organisation, ``beside`` the model who read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="pins")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="pins"
    )
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pins")
    side = models.CharField(max_length=6, choices=Side, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    twin = models.ForeignKey(
        Twin, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wall = models.CharField(max_length=4, choices=Wall, default=Wall.ALL)
    among = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    beside = models.ForeignKey(
        Twin, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField(default=0)
    height = models.FloatField(default=0)
    text = models.TextField()
    at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PinQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="pin_lies_in_the_picture",
                condition=Q(x__gte=0, y__gte=0, width__gte=0, height__gte=0)
                & Q(x__lte=1 - models.F("width"))
                & Q(y__lte=1 - models.F("height")),
            ),
            models.CheckConstraint(name="pin_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="pin_says_for_whom",
                condition=Q(
                    decision__isnull=False, side="", organisation__isnull=True, twin__isnull=True
                )
                | Q(
                    decision__isnull=True,
                    side__in=["brand", "agency"],
                    organisation__isnull=False,
                    twin__isnull=True,
                )
                | Q(
                    decision__isnull=True,
                    side="model",
                    organisation__isnull=True,
                    twin__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="pin_stands_behind_a_wall_of_its_own_side",
                condition=Q(wall="all", among__isnull=True, beside__isnull=True)
                | Q(
                    wall="own",
                    organisation__isnull=False,
                    among__isnull=False,
                    among=F("organisation"),
                    beside__isnull=True,
                )
                | Q(
                    wall="pair",
                    side="agency",
                    organisation__isnull=False,
                    among__isnull=False,
                    among=F("organisation"),
                    beside__isnull=False,
                )
                | Q(
                    wall="pair",
                    side="model",
                    twin__isnull=False,
                    among__isnull=False,
                    beside__isnull=False,
                    beside=F("twin"),
                ),
            ),
            models.CheckConstraint(
                name="pin_of_a_verdict_answers_nothing",
                condition=Q(decision__isnull=True) | Q(answers__isnull=True),
            ),
            models.CheckConstraint(
                name="pin_is_ticked_by_somebody_at_an_instant",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, answers__isnull=True),
            ),
            models.UniqueConstraint(
                name="pin_is_set_once",
                fields=["person", "idempotency_key"],
                condition=~Q(idempotency_key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


def _open_to(viewer: "Viewer") -> Q:
    if viewer.changed_sides:
        return Q(pk__in=[])
    if viewer.side == Side.BRAND:
        return Q(wall=Wall.ALL) | Q(wall=Wall.OWN, among=F("draft__brief__brand"))
    if viewer.side == Side.MODEL:
        return Q(wall=Wall.ALL) | Q(wall=Wall.PAIR, beside__in=viewer.twins)
    if viewer.side == Side.AGENCY:
        own = Q(wall=Wall.OWN, among__in=viewer.agencies)
        return own | _to_agencies(viewer)
    return Q(pk__in=[])


def _to_agencies(viewer: "Viewer") -> Q:
    """What others say to an agency it reads of the time in which it acts for her (RULINGS 14)."""
    acting = Representation.objects.filter(
        agency__in=[uuid.UUID(each) for each in viewer.agencies],
        twin__portrayals__draft=OuterRef("draft"),
        signed_at__lte=OuterRef("at"),  # it may say that it began this morning
        starts_at__lte=OuterRef("at"),
        ends_at__gt=OuterRef("at"),
    ).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=OuterRef("at")))
    hers = Q(pk__in=[])
    for agency, twin in viewer.pairs:
        hers |= Q(among=agency, beside=twin)
    to_one = Exists(acting.filter(agency=OuterRef("among"), twin=OuterRef("beside")))
    return Q(wall=Wall.PAIR) & hers & Q(to_one) | Q(wall=Wall.ALL) & Q(Exists(acting))
