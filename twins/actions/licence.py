"""Propose a licence; model, agency and brand sign or decline it; end it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal import access, audit
from portal.errors import Conflict, Invalid, NotAllowed
from portal.instants import end_of, start_of
from portal.models import Organisation, User
from portal.queue import enqueue
from twins import territories as places
from twins.locks import lock_twin
from twins.models import Licence, LicencePart, LicenceSignature, RateCard, Representation, Twin

Side = LicenceSignature.Side


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is proposed. Days are whole, both included, in the agency's zone."""

    scope: str
    purpose: str
    product_line: str
    media: Sequence[str]
    territories: Sequence[str]
    starts_on: date
    ends_on: date
    image_cap: int
    prohibited_contexts: Sequence[str] = ()
    payment_days: int = 30
    no_use_until_paid: bool = False


@transaction.atomic
def propose_licence(
    *, twin: Twin, brand: Organisation, terms: Terms, actor: User, at: datetime
) -> Licence:
    """Propose that ``brand`` may use the twin, cut by the territories of her agencies.

    Proposed by somebody who may countersign for an agency of hers, or accept for the brand.
    Raises ``Invalid`` where nobody acts for her in a territory or an agency has no prices.
    """
    twin, at = lock_twin(twin, at)
    _check_terms(brand, terms)
    parts = _parts(twin, terms.territories, at)
    _check_may_propose(actor, twin, brand, [part.agency for part, _where in parts])
    zone = parts[0][0].zone
    licence = Licence.objects.create(
        twin=twin,
        brand=brand,
        scope=terms.scope,
        purpose=terms.purpose,
        product_line=terms.product_line,
        media=list(terms.media),
        territories=list(terms.territories),
        starts_at=start_of(terms.starts_on, zone),
        ends_at=end_of(terms.ends_on, zone),
        zone=zone,
        image_cap=terms.image_cap,
        prohibited_contexts=list(terms.prohibited_contexts),
        payment_days=terms.payment_days,
        no_use_until_paid=terms.no_use_until_paid,
        financial_tie=_tie(brand, [part.agency for part, _where in parts]),
        proposed_by=actor.person,
        proposed_at=at,
    )
    for representation, where in parts:
        LicencePart.objects.create(
            licence=licence,
            agency=representation.agency,
            territories=sorted(where),
            rate_card=_card(representation.agency, twin),
            commission=representation.commission,
        )
    _record(licence, actor, at, "licence.proposed")
    return licence


@transaction.atomic
def sign_licence(
    *,
    licence: Licence,
    side: str,
    actor: User,
    at: datetime,
    organisation: Organisation | None = None,
    how: str = "password",
) -> Licence:
    """Sign for one side; with the last signature the licence is in force.

    The model signs for herself; an agency, while it acts for her, or the brand through somebody
    with the right to.
    """
    _twin, at = lock_twin(licence.twin, at)
    licence = Licence.objects.select_for_update(no_key=True).get(pk=licence.pk)
    if licence.ended_at is not None:
        raise Conflict(_("This licence was ended."))
    if licence.ends_at <= at:
        raise Conflict(_("The time of this licence is over."))
    _check_may_sign(licence, side, actor, organisation)
    if licence.signatures.filter(side=side, organisation=organisation).exists():
        raise Conflict(_("This side has signed already."))
    if side == Side.AGENCY:
        _check_acts_for_her(licence, organisation, at)
    if licence.signatures.filter(person=actor.person).exclude(side=side).exists():
        raise NotAllowed(_("Nobody signs for two sides."))
    LicenceSignature.objects.create(
        licence=licence,
        side=side,
        organisation=organisation,
        person=actor.person,
        at=at,
        how=how,
    )
    _record(licence, actor, at, "licence.signed", side=side)
    if _all_signed(licence):
        licence.in_force_since = at
        licence.save(update_fields=["in_force_since"])
        _record(licence, actor, at, "licence.in_force")
    return licence


@transaction.atomic
def decline_licence(
    *,
    licence: Licence,
    side: str,
    actor: User,
    at: datetime,
    organisation: Organisation | None = None,
) -> Licence:
    """Say no for one side to a licence that is not in force: nobody can sign it any more.

    Whoever may sign for a side may decline for it, also after signing. Raises ``Conflict`` once it
    is in force or over, and what signing raises.
    """
    _twin, at = lock_twin(licence.twin, at)
    licence = Licence.objects.select_for_update(no_key=True).get(pk=licence.pk)
    if licence.ended_at is not None:
        raise Conflict(_("This licence was ended already."))
    if licence.in_force_since is not None:
        raise Conflict(_("This licence is in force. Only the model herself ends it."))
    _check_may_sign(licence, side, actor, organisation)
    if side == Side.AGENCY:
        _check_acts_for_her(licence, organisation, at)
    licence.ended_at, licence.ended_by, licence.ended_because = at, actor.person, "declined"
    licence.save(update_fields=["ended_at", "ended_by", "ended_because"])
    _record(licence, actor, at, "licence.declined", side=side)
    return licence


def open_sides(
    licence: Licence, actor: User, at: datetime
) -> list[tuple[str, Organisation | None]]:
    """Return for which sides ``actor`` can sign or decline now. For pages; the acts ask anew.

    From rows that were fetched: parts with agencies, signatures, the twin's representations.
    """
    if licence.ended_at is not None or licence.ends_at <= at:
        return []
    signed = {(each.side, each.organisation_id) for each in licence.signatures.all()}
    hers = {each.side for each in licence.signatures.all() if each.person_id == actor.person_id}
    return [
        (side, organisation)
        for side, organisation in licence.sides()
        if (side, organisation.pk if organisation else None) not in signed
        and not hers - {side}
        and _may_sign(licence, side, actor, organisation)
        and (side != Side.AGENCY or _acts_now(licence, organisation, at))
    ]


@transaction.atomic
def end_licence(*, licence: Licence, actor: User, at: datetime, because: str) -> Licence:
    """End a licence before its time: the model's act. Nothing under it may be shown from now on."""
    _twin, at = lock_twin(licence.twin, at)
    licence = Licence.objects.select_for_update(no_key=True).get(pk=licence.pk)
    if actor.person_id != licence.twin.owner_id:
        raise NotAllowed(_("Only the model herself ends a licence of her twin."))
    if licence.ended_at is not None:
        raise Conflict(_("This licence was ended already."))
    licence.ended_at, licence.ended_by, licence.ended_because = at, actor.person, because[:200]
    licence.save(update_fields=["ended_at", "ended_by", "ended_because"])
    _record(licence, actor, at, "licence.ended")
    enqueue("approvals.sweep")
    return licence


def _parts(
    twin: Twin, wanted: Sequence[str], at: datetime
) -> list[tuple[Representation, frozenset[str]]]:
    representations = twin.representations.in_force(at).order_by("-is_mother", "id")
    parts = [(each, places.shared(wanted, each.territories)) for each in representations]
    parts = [(each, where) for each, where in parts if where]
    covered = [code for _each, where in parts for code in where]
    left = places.missing(wanted, covered)
    if left or not parts:
        raise Invalid(
            _("Nobody acts for her in %(places)s.") % {"places": places.told(left or wanted)}
        )
    return parts


def _card(agency: Organisation, twin: Twin) -> RateCard:
    cards = RateCard.objects.filter(Q(twin=twin) | Q(twin__isnull=True), agency=agency)
    card = cards.order_by("twin_id", "-version").exclude(twin__isnull=True).first()
    card = card or cards.filter(twin__isnull=True).order_by("-version").first()
    if card is None:
        raise Invalid(_("%(agency)s has not set its prices yet.") % {"agency": agency})
    return card


def _tie(brand: Organisation, agencies: Sequence[Organisation]) -> str:
    tied = [agency.name for agency in agencies if agency.owned_by_id == brand.pk]
    return f"{brand} owns {', '.join(tied)}."[:200] if tied else ""


def _check_terms(brand: Organisation, terms: Terms) -> None:
    if brand.kind != Organisation.Kind.BRAND:
        raise Invalid(_("%(name)s is not a brand.") % {"name": brand})
    if terms.ends_on < terms.starts_on:
        raise Invalid(_("The licence ends before it begins."))
    if not (terms.scope.strip() and terms.purpose.strip()):
        raise Invalid(_("Say what the licence is for."))
    if not (terms.media and terms.territories):
        raise Invalid(_("Choose at least one medium and one territory."))


def _check_may_propose(
    actor: User, twin: Twin, brand: Organisation, agencies: Sequence[Organisation]
) -> None:
    if access.holds(actor, "accept_licences", brand):
        return
    if any(_countersigns(actor, twin, brand, agency) for agency in agencies):
        return
    raise NotAllowed(_("You may not propose a licence between these two."))


def _check_may_sign(
    licence: Licence, side: str, actor: User, organisation: Organisation | None
) -> None:
    if side == Side.MODEL:
        if organisation is not None or actor.person_id != licence.twin.owner_id:
            raise NotAllowed(_("Only the model herself signs as the model."))
        return
    if actor.person_id == licence.twin.owner_id:
        raise NotAllowed(_("Nobody signs for two sides."))
    if organisation is None or not (
        access.holds(actor, "accept_licences", organisation)
        if side == Side.BRAND
        else _countersigns(actor, licence.twin, licence.brand, organisation)
    ):
        raise NotAllowed(_("You may not sign for this side."))
    bound = {licence.brand_id} if side == Side.BRAND else set(_agency_ids(licence))
    if organisation.pk not in bound:
        raise NotAllowed(_("You may not sign for this side."))


def _may_sign(licence: Licence, side: str, actor: User, organisation: Organisation | None) -> bool:
    try:
        _check_may_sign(licence, side, actor, organisation)
    except NotAllowed:
        return False
    return True


def _acts_now(licence: Licence, agency: Organisation | None, at: datetime) -> bool:
    """Say of rows that were fetched what ``_check_acts_for_her`` asks."""
    return any(
        each.is_in_force(at) and each.agency_id == (agency and agency.pk)
        for each in licence.twin.representations.all()
    )


def _countersigns(actor: User, twin: Twin, brand: Organisation, agency: Organisation) -> bool:
    """Whether she countersigns for the agency: every licence, this model's or this client's."""
    return (
        access.holds(actor, "countersign_licences", agency)
        or access.is_granted(actor, "license_twin", twin, agency)
        or access.is_granted(actor, "license_client", brand, agency)
    )


def _check_acts_for_her(licence: Licence, agency: Organisation | None, at: datetime) -> None:
    """An agency that she left since the proposal binds nobody (RULINGS 14)."""
    if not licence.twin.representations.in_force(at).filter(agency=agency).exists():
        raise NotAllowed(_("This agency does not act for her any more."))


def _agency_ids(licence: Licence) -> list[UUID]:
    return [part.agency_id for part in licence.parts.all() if part.agency_id is not None]


def _all_signed(licence: Licence) -> bool:
    signed = set(licence.signatures.values_list("side", "organisation_id"))
    return signed >= {(side, bound.pk if bound else None) for side, bound in licence.sides()}


def _record(licence: Licence, actor: User, at: datetime, act: str, **details: object) -> None:
    audit.record(
        chains=[licence.twin.owner_id, licence.brand_id, *_agency_ids(licence)],
        person=actor.person,
        at=at,
        act=act,
        subject=licence,
        **details,
    )
