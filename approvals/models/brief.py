"""What a brand wants: idea, garments, mood, twins, channels, deadline, crew."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.states import BriefState
from portal import access
from portal.constraints import one_of
from portal.models import Organisation, Person, StoredFile, User
from portal.models.grants import PersonalGrant, RoleGrant
from portal.roles import BRIEF_RIGHTS
from portal.wording import say
from twins.models import Licence, Twin
from twins.terms import Use as UseTerms

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Side(models.TextChoices):
    """Whom a person speaks for in a brief (RULINGS 3)."""

    BRAND = "brand", _("brand")
    AGENCY = "agency", _("agency")
    MODEL = "model", _("model")
    STUDIO = "studio", _("studio")


class Channel(models.Model):
    """A place where pictures are published, and the form it asks for."""

    name = models.SlugField(primary_key=True, max_length=40)
    title = models.CharField(max_length=60)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    medium = models.CharField(max_length=20)
    media_type = models.CharField(max_length=20, default="image/jpeg")
    safe_top = models.PositiveIntegerField(default=0)
    safe_right = models.PositiveIntegerField(default=0)
    safe_bottom = models.PositiveIntegerField(default=0)
    safe_left = models.PositiveIntegerField(default=0)
    reads = models.CharField(max_length=120, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    languages = models.CharField(
        max_length=80,
        blank=True,
        validators=[RegexValidator(r"^[a-z]{2}(, ?[a-z]{2})*$")],
        help_text="The kit has a caption in each, beside that of the brief: de, fr",
    )
    byte_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="The largest file that the platform takes, in bytes."
    )
    caption_template = models.TextField(
        max_length=1000,
        blank=True,
        help_text="With {text}, {disclosure}, {credits}, {hashtags}; empty: those, in this order. "
        "The disclosure is added where it is missing.",
    )
    hashtags = models.CharField(
        max_length=200, blank=True, help_text="Besides the brand's and that of the disclosure."
    )
    switch_steps = models.TextField(
        max_length=1000,
        blank=True,
        help_text="What to do about the platform's own AI switch, one step a line; each "
        "publication then asks for a dated proof.",
    )

    class Meta:
        ordering = ["place", "name"]
        constraints = [
            models.CheckConstraint(
                name="channel_byte_limit_leaves_room",
                condition=models.Q(byte_limit__isnull=True) | models.Q(byte_limit__gte=100_000),
            ),
            models.CheckConstraint(
                name="channel_has_both_sides_or_none",
                # A comparison with nothing is unknown, and a check lets the unknown pass.
                condition=models.Q(width__isnull=True, height__isnull=True)
                | models.Q(width__isnull=False, height__isnull=False, width__gt=0, height__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return say(self.title)

    def other_languages(self, own: str) -> list[str]:
        """Return the channel's languages without ``own``."""
        named = [each.strip() for each in self.languages.split(",")]
        return [each for each in dict.fromkeys(named) if each and each != own]


class BriefQuerySet(models.QuerySet["Brief"]):
    """Briefs, in English."""

    def visible_to(self, user: User) -> "BriefQuerySet":
        """Those of brands whose briefs ``user`` may see, or that were shown to this person."""
        held = access.held(user)
        return self.filter(
            held.everywhere("view_briefs", at="brand")
            | held.granted("see_brief", over="pk", by="brand")
        )

    def concerning(self, organisation: Organisation, at: datetime) -> "BriefQuerySet":  # noqa: ARG002
        """Those over which ``organisation`` grants rights: its own."""
        return self.filter(brand=organisation)

    def newest_first(self) -> "BriefQuerySet":
        """The youngest on top."""
        return self.order_by("-created_at", "id")


class Brief(models.Model):
    """A brand's wish, from the first word to the last picture."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="briefs")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    idea = models.TextField()
    product_line = models.CharField(max_length=80)
    contexts = models.JSONField(default=list, blank=True)
    territories = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first instant at which the use is over.")
    months = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    due_at = models.DateTimeField(null=True, blank=True)
    generator = models.CharField(max_length=40, default="layout")
    pictures = models.PositiveSmallIntegerField(default=1, help_text="For each twin.")
    together = models.BooleanField(default=False, help_text="All twins in the same picture.")
    seed = models.PositiveIntegerField(default=1)
    channels = models.ManyToManyField(Channel, related_name="briefs")
    label_corner = models.CharField(max_length=12, default="top-right")
    label_variant = models.CharField(max_length=5, default="dark")
    language = models.CharField(max_length=8, default="en")
    state = models.CharField(max_length=12, choices=BriefState, default=BriefState.PREPARING)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BriefQuerySet.as_manager()

    if TYPE_CHECKING:
        casting: RelatedManager["BriefTwin"]
        assets: RelatedManager["Asset"]
        uses: RelatedManager["Use"]

    class Meta:
        permissions = [(right.codename, right.english) for right in BRIEF_RIGHTS]
        constraints = [
            models.CheckConstraint(
                name="brief_is_in_a_known_state", condition=one_of("state", BriefState)
            ),
            models.CheckConstraint(
                name="brief_submission_has_a_person_and_an_instant",
                condition=models.Q(
                    state="preparing", submitted_at__isnull=True, submitted_by__isnull=True
                )
                | models.Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="brief_use_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="brief_asks_for_pictures", condition=models.Q(pictures__gte=1)
            ),
            models.CheckConstraint(
                name="brief_label_is_somewhere",
                condition=models.Q(
                    label_corner__in=["top-right", "top-left", "bottom-right", "bottom-left"],
                    label_variant__in=["dark", "light"],
                ),
            ),
        ]
        indexes = [models.Index(name="brief_of_brand", fields=["brand", "-created_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where the brand works on it."""
        return reverse("brief", args=[self.pk])

    def concerns(self, organisation: Organisation, at: datetime) -> bool:  # noqa: ARG002
        """Say whether ``organisation`` grants rights over it: its own brand."""
        return self.brand_id == organisation.pk

    def get_rights_url(self) -> str:
        """Where its brand says who may do what with it."""
        return reverse("brief-rights", args=[self.pk])


class BriefUserPermission(PersonalGrant):
    """A right over one brief, granted to one person."""

    content_object = models.ForeignKey(Brief, on_delete=models.CASCADE)


class BriefGroupPermission(RoleGrant):
    """A right over one brief, granted to one role."""

    content_object = models.ForeignKey(Brief, on_delete=models.CASCADE)


class BriefTwin(models.Model):
    """A twin whom the brief asks for, under a licence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="casting")
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="castings")
    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, null=True, blank=True, related_name="castings"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="brief_asks_once_for_a_twin", fields=["brief", "twin"]),
        ]

    def __str__(self) -> str:
        return f"{self.twin} in {self.brief}"


class Use(models.Model):
    """One intended use of the brief's pictures: the thing that is covered or not, and priced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="uses")
    medium = models.CharField(max_length=20)
    territories = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    months = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    product_line = models.CharField(max_length=80)
    contexts = models.JSONField(default=list)

    class Meta:
        ordering = ["medium"]
        constraints = [
            models.UniqueConstraint(
                name="use_is_stated_once_for_a_medium", fields=["brief", "medium"]
            ),
            models.CheckConstraint(
                name="use_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.medium} of {self.brief}"

    def terms(self) -> UseTerms:
        """Return the use as pure values."""
        return UseTerms(
            medium=self.medium,
            territories=frozenset(self.territories),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            months=self.months,
            product_line=self.product_line,
            contexts=frozenset(self.contexts),
        )


class Asset(models.Model):
    """A garment or a mood picture of a brief."""

    class Kind(models.TextChoices):
        GARMENT = "garment", _("garment")
        MOOD = "mood", _("mood")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="assets")
    kind = models.CharField(max_length=8, choices=Kind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="asset_is_kept_once_in_a_brief", fields=["brief", "kind", "file"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """The side that a person took in a brief with the first act there; it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    side = models.CharField(max_length=6, choices=Side)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="seat_gives_a_person_one_side_in_a_brief", fields=["brief", "person"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} speaks for the {self.side}"
