"""An approved draft, disclosed, in the form of one channel, with an address."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from approvals.disclosure.watermark import PAYLOAD_BYTES
from approvals.models.brief import Channel, Use
from approvals.models.decision import Decision
from approvals.models.draft import Draft
from approvals.models.review import Review, Stage
from approvals.states import PublicationState
from portal import access
from portal.models import Person, User
from twins.models import Consent, Licence, Twin


def new_public_id() -> str:
    """Return an address that cannot be guessed (96 bits)."""
    return secrets.token_urlsafe(12)


def new_watermark() -> bytes:
    """Return 64 bits that lead from the pixels to the publication, and say nothing else."""
    return secrets.token_bytes(PAYLOAD_BYTES)


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications, in English."""

    def live(self) -> "PublicationQuerySet":
        """Those that were completed and not taken down; whether they may be shown is asked live."""
        return self.filter(state=PublicationState.LIVE)

    def counting(self) -> "PublicationQuerySet":
        """Those that use up a licence's cap: all but the failed (RULINGS 6)."""
        return self.exclude(state=PublicationState.FAILED)

    def certified_to(self, user: User) -> "PublicationQuerySet":
        """Those that were public once, of her twin, her brand or a model her agency acts for.

        Whoever made the picture has no part in its approval.
        """
        held = access.held(user)
        stages = Stage.objects.filter(review=OuterRef("review")).seen_by(user)
        hers = Approval.objects.filter(publication=OuterRef("pk"), twin__owner=user.person)
        return self.filter(
            held.everywhere("view_briefs", at="draft__brief__brand")
            | held.granted("see_brief", over="draft__brief", by="draft__brief__brand")
            | Exists(hers)
            | Exists(stages),
            state__in=[PublicationState.LIVE, PublicationState.DOWN],
        )

    def lost(self, at: datetime, patience: timedelta) -> "PublicationQuerySet":
        """Those whose preparation was left, or never begun for longer than ``patience``."""
        unheard = Q(lease_until__isnull=True, asked_at__lte=at - patience)
        return self.filter(unheard | Q(lease_until__lte=at), state=PublicationState.PREPARING)

    def may_have_run_out(self, at: datetime) -> "PublicationQuerySet":
        """Live ones of which some right has an end that has come; coverage says if it matters."""
        over = (
            Q(use__ends_at__lte=at)
            | Q(approvals__licence__ends_at__lte=at)
            | Q(approvals__licence__ended_at__lte=at)
            | Q(approvals__consent__ends_at__lte=at)
        )
        return self.live().filter(over).distinct()

    def signed_by_expired(self, at: datetime) -> "PublicationQuerySet":
        """Live ones whose bytes were signed by a certificate that is over, or that nobody noted."""
        return self._whose_file(Q(signed_until__isnull=True) | Q(signed_until__lte=at))

    def signed_by(self, certificate: str) -> "PublicationQuerySet":
        """Live ones whose bytes were signed by the certificate with this SHA-256."""
        return self._whose_file(Q(signed_with=certificate))

    def _whose_file(self, condition: Q) -> "PublicationQuerySet":
        files = PublishedFile.objects.filter(condition, replaced_at__isnull=True)
        return self.live().filter(Exists(files.filter(publication=OuterRef("pk"))))


class Publication(models.Model):
    """One draft in one channel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public_id = models.CharField(max_length=24, unique=True, default=new_public_id)
    watermark = models.BinaryField(
        max_length=PAYLOAD_BYTES,
        unique=True,
        null=True,
        default=new_watermark,
        help_text="What is hidden in the pixels; none for what was published without.",
    )
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="publications")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="publications")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="publications")
    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="publications")
    master_sha256 = models.CharField(max_length=64)
    offer_sha256 = models.CharField(max_length=64)
    crop = models.JSONField(default=list)
    label_corner = models.CharField(max_length=12)
    label_variant = models.CharField(max_length=5)
    language = models.CharField(max_length=8)
    alt_text = models.CharField(max_length=600, blank=True)
    caption = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=PublicationState, default=PublicationState.PREPARING
    )
    failure = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    live_at = models.DateTimeField(null=True, blank=True)
    down_at = models.DateTimeField(null=True, blank=True)
    down_because = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="publication_is_once_in_a_channel",
                fields=["draft", "channel"],
                condition=Q(state__in=["preparing", "live"]),
            ),
            models.CheckConstraint(
                name="publication_is_live_from_an_instant",
                condition=Q(state__in=["preparing", "failed"], live_at__isnull=True)
                | Q(state__in=["live", "down"], live_at__isnull=False),
            ),
            models.CheckConstraint(
                name="publication_is_down_with_an_instant_and_a_reason",
                condition=(Q(state="down", down_at__isnull=False) & ~Q(down_because=""))
                | (~Q(state="down") & Q(down_at__isnull=True, down_because="")),
            ),
        ]
        indexes = [
            models.Index(name="publication_by_state", fields=["state", "asked_at"]),
            models.Index(
                name="publication_to_be_told",
                fields=["live_at"],
                condition=Q(state="live", told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft} in {self.channel}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("publication", args=[self.public_id])

    @property
    def address(self) -> str:
        """The public page with its host, as written into files."""
        return f"{settings.SITE_URL}{self.get_absolute_url()}"

    @property
    def current_file(self) -> "PublishedFile | None":
        """The bytes that are served now."""
        return self.files.filter(replaced_at__isnull=True).first()


class PublishedFile(models.Model):
    """The bytes of a publication; signing anew adds a row, and the old hash stays known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    fingerprint = models.BinaryField(max_length=32)
    windows = models.BinaryField(
        max_length=64,
        default=b"",
        help_text="Fingerprints of two parts that copies are cut down to; none of older files.",
    )
    signed_with = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the certificate; none of older files."
    )
    signed_until = models.DateTimeField(
        null=True, blank=True, help_text="When that certificate ends."
    )
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="published_file_is_one_at_a_time",
                fields=["publication"],
                condition=Q(replaced_at__isnull=True),
            ),
        ]
        indexes = [models.Index(name="published_file_by_instant", fields=["made_at"])]

    def __str__(self) -> str:
        return self.sha256[:12]


class Approval(models.Model):
    """Why a publication was allowed: for each person in it, the three yeses and both rights.

    No publication can be without the model's and the brand's decision; the agency's is missing
    only where nobody represents her (RULINGS 2).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="approvals")
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="approvals")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="approvals")
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="approvals")
    brand_decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    model_decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    agency_decisions = models.ManyToManyField(Decision, related_name="+")
    represents_herself = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="approval_is_once_for_each_person", fields=["publication", "twin"]
            ),
            models.CheckConstraint(
                name="approval_rests_on_two_different_decisions",
                condition=~Q(brand_decision=models.F("model_decision")),
            ),
        ]

    def __str__(self) -> str:
        return f"approval of {self.publication}"


class Takedown(models.Model):
    """What had to come down, why, when it did."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="takedown"
    )
    because = models.CharField(max_length=40)
    ordered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ordered_at = models.DateTimeField()
    outside_due_at = models.DateTimeField(help_text="When copies elsewhere must be gone.")
    outside_done_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"takedown of {self.publication}"
