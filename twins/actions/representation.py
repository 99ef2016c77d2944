"""A model lets an agency act for her; the agency sets its prices."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from moneyed import CURRENCIES

from portal import access, audit
from portal.errors import Conflict, Invalid, NotAllowed
from portal.instants import end_of, start_of
from portal.models import Organisation, User
from portal.queue import enqueue
from twins import territories as places
from twins.locks import lock_twin
from twins.models import RateCard, Representation, Twin

LONGEST_YEARS = 3


@transaction.atomic
def sign_representation(
    *,
    twin: Twin,
    agency: Organisation,
    territories: Sequence[str],
    commission: Decimal,
    starts_on: date,
    ends_on: date,
    actor: User,
    at: datetime,
    is_mother: bool = True,
) -> Representation:
    """Let ``agency`` act for the twin in ``territories``; the model's own act.

    Raises ``Invalid`` beyond three years or twenty per cent (New York Fashion Workers Act), and
    ``Conflict`` where another agency acts there already.
    """
    twin, at = lock_twin(twin, at)
    if actor.person_id != twin.owner_id:
        raise NotAllowed(_("Only the model herself chooses who acts for her."))
    if agency.kind != Organisation.Kind.AGENCY:
        raise Invalid(_("%(name)s is not an agency.") % {"name": agency})
    _check_terms(territories, commission, starts_on, ends_on)
    starts_at = start_of(starts_on, agency.time_zone)
    ends_at = end_of(ends_on, agency.time_zone)
    for other in twin.representations.filter(ended_at__isnull=True, ends_at__gt=starts_at):
        if other.starts_at < ends_at and places.shared(territories, other.territories):
            raise Conflict(_("%(agency)s already acts for her there.") % {"agency": other.agency})
    if is_mother:
        _make_room_for_a_mother(twin, at)
    representation = Representation.objects.create(
        twin=twin,
        agency=agency,
        is_mother=is_mother,
        territories=list(territories),
        commission=commission,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=agency.time_zone,
        signed_by=actor.person,
        signed_at=at,
    )
    audit.record(
        chains=[twin.owner_id, agency.pk],
        person=actor.person,
        at=at,
        act="representation.signed",
        subject=representation,
    )
    return representation


@transaction.atomic
def end_representation(
    *, representation: Representation, actor: User, at: datetime
) -> Representation:
    """End it before its time: the model's act. Open questions pass on (RULINGS 14)."""
    _twin, at = lock_twin(representation.twin, at)
    representation = Representation.objects.select_for_update(no_key=True).get(pk=representation.pk)
    if actor.person_id != representation.twin.owner_id:
        raise NotAllowed(_("Only the model herself chooses who acts for her."))
    if representation.ended_at is not None or representation.ends_at <= at:
        raise Conflict(_("This representation is over already."))
    representation.ended_at = at
    representation.save(update_fields=["ended_at"])
    audit.record(
        chains=[representation.twin.owner_id, representation.agency_id],
        person=actor.person,
        at=at,
        act="representation.ended",
        subject=representation,
    )
    enqueue("approvals.sweep")
    return representation


@transaction.atomic
def set_rates(
    *,
    agency: Organisation,
    actor: User,
    at: datetime,
    base: Decimal,
    media: Mapping[str, Decimal],
    territories: Mapping[str, Decimal],
    terms: Mapping[int, Decimal],
    per_image: Decimal = Decimal(0),
    set_up: Decimal = Decimal(0),
    client_fee: Decimal = Decimal(0),
    currency: str = "EUR",
    twin: Twin | None = None,
) -> RateCard:
    """Set a new version of the agency's prices; what was quoted before stays as it was."""
    Organisation.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if not access.holds(actor, "set_rates", agency):
        raise NotAllowed(_("You may not set this agency's prices."))
    factors = [*media.values(), *territories.values(), *terms.values()]
    _check_prices([base, per_image, set_up, client_fee, *factors], currency, terms)
    cards = RateCard.objects.filter(agency=agency, twin=twin)
    latest = cards.aggregate(latest=Max("version"))["latest"] or 0
    card = RateCard.objects.create(
        agency=agency,
        twin=twin,
        version=latest + 1,
        currency=currency,
        base=base,
        per_image=per_image,
        set_up=set_up,
        client_fee=client_fee,
        media={key: str(value) for key, value in media.items()},
        territories={key: str(value) for key, value in territories.items()},
        terms={str(key): str(value) for key, value in terms.items()},
        set_by=actor.person,
        set_at=at,
    )
    audit.record(
        chains=[agency.pk],
        person=actor.person,
        at=at,
        act="rates.set",
        subject=card,
        version=card.version,
    )
    return card


def _check_terms(
    territories: Sequence[str], commission: Decimal, starts_on: date, ends_on: date
) -> None:
    if not territories:
        raise Invalid(_("Say where the agency acts for her."))
    if ends_on < starts_on:
        raise Invalid(_("The representation ends before it begins."))
    years_later = (starts_on.year + LONGEST_YEARS, starts_on.month, starts_on.day)
    if (ends_on.year, ends_on.month, ends_on.day) >= years_later:
        raise Invalid(_("A representation lasts three years at most."))
    if not 0 <= commission <= Decimal(20):
        raise Invalid(_("A commission is twenty per cent at most."))


def _check_prices(prices: Iterable[Decimal], currency: str, terms: Iterable[int]) -> None:
    if not all(price.is_finite() and price >= 0 for price in prices):
        raise Invalid(_("A price is a number that is not below nothing."))
    if not all(months >= 1 for months in terms):
        raise Invalid(_("A term has one month at least."))
    if currency not in CURRENCIES:
        raise Invalid(_("There is no currency “%(code)s”.") % {"code": currency})


def _make_room_for_a_mother(twin: Twin, at: datetime) -> None:
    """Mark a mother agency that ran out; refuse another beside one that did not."""
    mothers = twin.representations.filter(is_mother=True, ended_at__isnull=True)
    for mother in mothers.filter(ends_at__lte=at):
        mother.ended_at = mother.ends_at
        mother.save(update_fields=["ended_at"])
    current = mothers.first()
    if current is not None:
        raise Conflict(_("%(agency)s is her mother agency.") % {"agency": current.agency})
