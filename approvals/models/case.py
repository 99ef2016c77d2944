"""Somebody reports where a picture was found that she believes is misused; the agency works it."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models.publication import Approval, Publication
from portal import access
from portal.models import Person, StoredFile, User
from twins.models import LicencePart

KEPT_AFTER_CLOSING = timedelta(days=30)
"""How long the address of who reported a misuse is kept once its case is closed."""
KEPT_AT_MOST = timedelta(days=365)
"""And in any case: after a year nobody is asked any more."""
LONGEST_WHERE = 500
LONGEST_WORDS = 2000
OPEN_FIRST = (F("closed_at").asc(nulls_first=True), "-reported_at", "pk")
"""As lists of cases are ordered; databases disagree where nothing comes."""


class CaseQuerySet(models.QuerySet["MisuseCase"]):
    """Cases, in English."""

    def visible_to(self, user: User) -> "CaseQuerySet":
        """Those of models whom ``user`` may see at the agency that signed, and of herself."""
        hers = Approval.objects.filter(publication=OuterRef("publication"), twin__owner=user.person)
        return self.filter(
            Exists(_parts(user, "view_twins", "see_twin", "see_client")) | Exists(hers)
        )

    def of_agencies(self, user: User) -> "CaseQuerySet":
        """Those that ``user`` may see as one of the agency that signed the licence."""
        return self.filter(Exists(_parts(user, "view_twins", "see_twin", "see_client")))

    def worked_by(self, user: User) -> "CaseQuerySet":
        """Those that ``user`` works: who judges there herself for the agency, or she who has none.

        A colleague who covers looks and judges pictures; she closes no case.
        """
        alone = LicencePart.objects.filter(
            licence__approvals__publication=OuterRef("publication"),
            licence__twin__owner=user.person,
            agency__isnull=True,
        )
        judged = _parts(user, "judge_for_agency", "judge_twin", "judge_client", covering=False)
        return self.filter(Exists(judged) | Exists(alone))

    def may_forget_who_reported(self, at: datetime) -> "CaseQuerySet":
        """Those whose reporter nobody needs to ask any more, and whose address is still there."""
        over = Q(closed_at__lte=at - KEPT_AFTER_CLOSING) | Q(reported_at__lte=at - KEPT_AT_MOST)
        return self.exclude(reporter_email="").filter(over)

    def open(self) -> "CaseQuerySet":
        """Those that nobody closed."""
        return self.filter(closed_at__isnull=True)


def _parts(
    user: User, everywhere: str, of_twin: str, of_client: str, *, covering: bool = True
) -> models.QuerySet[LicencePart]:
    """The agencies' parts in the licences of a case, where ``user`` holds one of three rights.

    A case stays with the agency that countersigned the licence (RULINGS 14).
    """
    held = access.held(user, covering=covering)
    return LicencePart.objects.filter(
        held.everywhere(everywhere, at="agency")
        | held.granted(of_twin, over="licence__twin", by="agency")
        | held.granted(of_client, over="licence__brand", by="agency"),
        licence__approvals__publication=OuterRef("publication"),
    )


class MisuseCase(models.Model):
    """One report: of which publication, where it was found, and what became of it.

    ``reporter_email`` is all that is known of who reported it; it can be emptied at any time, and
    is when the case is long over.
    """

    class Outcome(models.TextChoices):
        REMOVED = "removed", _("It was taken down there")
        ALLOWED = "allowed", _("It may be shown there")
        ANOTHER = "another", _("It is another picture")
        UNSETTLED = "unsettled", _("It could not be settled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="cases")
    found_where = models.CharField(max_length=LONGEST_WHERE)
    words = models.TextField(max_length=LONGEST_WORDS, blank=True)
    reporter_email = models.EmailField(blank=True)
    answer = models.CharField(max_length=10, help_text="What verify said of the file.")
    sent_sha256 = models.CharField(max_length=64, help_text="Of the file as it was verified.")
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reported_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="misuse_case_is_closed_by_somebody_with_an_outcome",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(name="misuse_case_says_where", condition=~Q(found_where="")),
        ]

    def __str__(self) -> str:
        return f"case {str(self.id)[:8]}"

    def get_absolute_url(self) -> str:
        """Where the agency works it."""
        return reverse("case", args=[self.pk])


class CaseNote(models.Model):
    """What somebody of the agency did about a case, or learned."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(MisuseCase, on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST_WORDS)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
