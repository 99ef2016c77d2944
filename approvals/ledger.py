"""What is owed, and when it came to be owed (RULINGS 11). Append-only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from approvals.models import Draft, LedgerEntry, Publication
from approvals.offer import mother_first
from portal.models import Person
from twins.models import Licence, LicencePart

Kind = LedgerEntry.Kind

type Charge = tuple[str, str, str, str, str]
"""One line of an offer's pay, for one draft: twin, agency, kind, medium and territory."""


def book_use(publication: Publication, *, at: datetime) -> list[LedgerEntry]:
    """Book what this publication earns at the price that was agreed to, each use only once.

    A second channel of the same medium is the same use of the same master; another brief is
    another use. Caller holds the licence's lock.
    """
    entries = []
    already = booked([publication.draft]).get(publication.draft_id, frozenset())
    for approval in publication.approvals.select_related("licence", "twin"):
        for line in publication.review.offer["pay"][str(approval.twin_id)]:
            asked = line["medium"] in ("", publication.use.medium)
            if asked and charge(str(approval.twin_id), line) not in already:
                entries.append(_book_line(publication, approval.licence, line, at))
    return entries


def charge(twin: str, line: Mapping[str, Any]) -> Charge:
    """Return what a line of an offer's pay charges ``twin``'s licence for."""
    return (twin, line["agency"], line["kind"], line["medium"], line["territory"])


def booked(drafts: Iterable[Draft]) -> dict[UUID, frozenset[Charge]]:
    """Return by draft what stands in the ledger already and is not charged again; one query.

    Under the draft's own licences only: what others pay for the same bytes is none of its
    business. The fee for the picture is charged once under a licence, a use once in its brief.
    """
    of_draft = "licence__portrayals__draft"
    same_use = Q(kind=Kind.IMAGE) | Q(kind=Kind.USE, use__brief=F(f"{of_draft}__brief"))
    entries = LedgerEntry.objects.filter(
        same_use,
        master_sha256=F(f"{of_draft}__master"),
        **{f"{of_draft}__in": [draft.pk for draft in drafts]},
    )
    found: dict[UUID, set[Charge]] = defaultdict(set)
    rows = entries.values_list(of_draft, "twin_id", "agency_id", "kind", "medium", "territory")
    for draft, twin, agency, kind, medium, territory in rows:
        found[draft].add((str(twin), str(agency or ""), kind, medium, territory))
    return {draft: frozenset(charges) for draft, charges in found.items()}


@transaction.atomic
def book_signature(licence: Licence) -> list[LedgerEntry]:
    """Book what is owed since the last signature, each fee once: set-up and exclusivity.

    Both by the mother agency's card (RULINGS 12). Nothing is owed before all have signed.
    """
    licence = Licence.objects.select_for_update(no_key=True).get(pk=licence.pk)
    parts = mother_first(licence)
    if licence.in_force_since is None or not parts:
        return []
    owed = {Kind.SET_UP: parts[0].rate_card.set_up, Kind.EXCLUSIVITY: licence.exclusivity_fee}
    return [
        _book_fee(licence, parts[0], kind, amount, licence.in_force_since)
        for kind, amount in owed.items()
        if amount and not licence.ledger.filter(kind=kind).exists()
    ]


def unbooked() -> QuerySet[Licence]:
    """Return the licences whose signature may still have to be booked.

    Those that ended meanwhile too: what was owed at signature stays owed (RULINGS 11).
    """
    fees = LedgerEntry.objects.filter(licence=OuterRef("pk"))
    set_up = LicencePart.objects.filter(licence=OuterRef("pk"), rate_card__set_up__gt=0)
    owes_set_up = Exists(set_up) & ~Exists(fees.filter(kind=Kind.SET_UP))
    owes_exclusivity = Q(exclusivity_fee__gt=0) & ~Exists(fees.filter(kind=Kind.EXCLUSIVITY))
    return Licence.objects.signed().filter(owes_set_up | owes_exclusivity)


def earned(person: Person) -> dict[str, Decimal]:
    """Return what a model earned by currency: net of commission."""
    entries = LedgerEntry.objects.filter(twin__owner=person)
    sums = entries.values_list("currency").annotate(total=Sum("net")).order_by("currency")
    return {currency: total for currency, total in sums if total is not None}


def _book_line(
    publication: Publication, licence: Licence, line: dict[str, Any], at: datetime
) -> LedgerEntry:
    return LedgerEntry.objects.create(
        kind=line["kind"],
        twin=licence.twin,
        brand=publication.draft.brief.brand,
        agency_id=line["agency"] or None,
        licence=licence,
        publication=publication,
        use=publication.use if line["kind"] == Kind.USE else None,
        master_sha256=publication.master_sha256,
        medium=line["medium"],
        territory=line["territory"],
        months=line["months"],
        currency=line["currency"],
        gross=Decimal(line["gross"]),
        commission=Decimal(line["commission"]),
        client_fee=Decimal(line["client_fee"]),
        at=at,
        due_at=at + timedelta(days=licence.payment_days),
    )


def _book_fee(
    licence: Licence, part: LicencePart, kind: str, amount: Decimal, at: datetime
) -> LedgerEntry:
    commission = (amount * part.commission / 100).quantize(Decimal("0.01"), "ROUND_DOWN")
    return LedgerEntry.objects.create(
        kind=kind,
        twin=licence.twin,
        brand=licence.brand,
        agency=part.agency,
        licence=licence,
        currency=part.rate_card.currency,
        gross=amount,
        commission=commission,
        client_fee=Decimal(0),
        at=at,
        due_at=at + timedelta(days=licence.payment_days),
    )
