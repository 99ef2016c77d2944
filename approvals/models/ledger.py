"""What each use earned, append-only; what a model or an agency is sent each month."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models.brief import Use
from approvals.models.publication import Publication
from portal.constraints import or_nobody
from portal.models import Organisation, Person
from twins.models import Licence, Twin


class LedgerEntry(models.Model):
    """One amount that is owed for one reason. Mended by a counter-entry, never changed."""

    class Kind(models.TextChoices):
        USE = "use", _("use of a picture")
        IMAGE = "image", _("each picture")
        SET_UP = "set_up", _("set-up")
        EXCLUSIVITY = "exclusivity", _("exclusivity")
        MINIMUM = "minimum", _("minimum")
        COUNTER = "counter", _("counter-entry")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="ledger")
    brand = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="owes")
    agency = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="collects"
    )
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="ledger")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    use = models.ForeignKey(
        Use, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    master_sha256 = models.CharField(max_length=64, blank=True)
    medium = models.CharField(max_length=20, blank=True)
    territory = models.CharField(max_length=10, blank=True)
    months = models.PositiveSmallIntegerField(default=0)
    currency = models.CharField(max_length=3)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    commission = models.DecimalField(max_digits=12, decimal_places=2)
    client_fee = models.DecimalField(max_digits=12, decimal_places=2)
    net = models.GeneratedField(
        expression=models.F("gross") - models.F("commission"),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "ledger entries"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                "licence",
                or_nobody("agency"),
                "master_sha256",
                "kind",
                or_nobody("use"),
                "medium",
                "territory",
                name="ledger_charges_a_use_once",
                condition=Q(kind__in=["use", "image"]),
            ),
            models.UniqueConstraint(
                "licence",
                or_nobody("agency"),
                "kind",
                name="ledger_charges_a_signature_once",
                condition=Q(kind__in=["set_up", "exclusivity", "minimum"]),
            ),
            models.CheckConstraint(
                name="ledger_counter_entry_names_what_it_reverses",
                condition=Q(kind="counter", reverses__isnull=False)
                | (~Q(kind="counter") & Q(reverses__isnull=True)),
            ),
            models.CheckConstraint(
                name="ledger_use_names_its_publication",
                condition=~Q(kind__in=["use", "image"]) | Q(publication__isnull=False),
            ),
            models.CheckConstraint(
                name="ledger_names_the_use_that_it_charges",
                condition=Q(kind="use", use__isnull=False)
                | Q(kind="image", use__isnull=True)
                | ~Q(kind__in=["use", "image"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gross} {self.currency}, {self.get_kind_display()}"


class Statement(models.Model):
    """A month's entries for one model or one organisation, as it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )
    month_starts_at = models.DateTimeField()
    month_ends_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                or_nobody("person"),
                or_nobody("organisation"),
                "month_starts_at",
                "currency",
                name="statement_is_issued_once_a_month",
            ),
            models.CheckConstraint(
                name="statement_is_sent_to_one",
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.number}"


class StatementLine(models.Model):
    """An entry on a statement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="statement_line_is_once_on_a_statement", fields=["statement", "entry"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry)
