"""A link by mail into one thing of a brief, bound to an address that its reader proves to read."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.constraints import BaseConstraint

from portal.models import Person


class MailedLinkQuerySet[Link: models.Model](models.QuerySet[Link]):
    """Links, in English."""

    def asked(self) -> Self:
        """Those that were not taken back; some may have run out."""
        return self.filter(revoked_at__isnull=True)

    def open(self, at: datetime) -> Self:
        """Those that hold at ``at``."""
        return self.asked().filter(expires_at__gt=at)


class MailedLink(models.Model):
    """A link for one reader, with the code that she types to be let in.

    The one row that holds her name and address: nothing accountable points here, so it can be
    deleted and what she did stays, under her pseudonym (RULINGS 16). Of the link's secret and of
    the code only hashes are kept.
    """

    WORD: ClassVar[str]
    """What its acts are called after in the trail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["invited_at", "id"]

    def __str__(self) -> str:
        return self.name


def link_constraints(word: str) -> list[BaseConstraint]:
    """Return what holds for every link, named after whose it is."""
    return [
        models.CheckConstraint(
            name=f"{word}_link_expires_after_it_was_sent",
            condition=Q(expires_at__gt=F("invited_at")),
        ),
        models.CheckConstraint(
            name=f"{word}_link_revocation_has_a_person_and_an_instant",
            condition=_both_or_neither("revoked_at", "revoked_by"),
        ),
        models.CheckConstraint(
            name=f"{word}_is_a_person_once_her_address_is_proved",
            condition=_both_or_neither("verified_at", "person"),
        ),
    ]


def _both_or_neither(*names: str) -> Q:
    def all_of(*, empty: bool) -> Q:
        terms: dict[str, Any] = {f"{name}__isnull": empty for name in names}
        return Q(**terms)

    return all_of(empty=True) | all_of(empty=False)
