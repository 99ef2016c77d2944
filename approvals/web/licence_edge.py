"""The edge of the licences' pages: who signs them, proposes them, and reads which prices."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from approvals.offer import mother_first
from approvals.web.casting import listed
from approvals.web.licence_words import Prices
from portal import access
from portal.models import Organisation, User
from portal.roles import FOR_LICENCES
from twins.models import Licence, LicencePart, Representation, Twin


def signs_licences(user: User) -> bool:
    """Say whether licences are this person's business: she is a model, or signs for a side."""
    return may_propose(user) or Twin.objects.of(user.person).exists()


def may_propose(user: User) -> bool:
    """Say whether this person proposes licences for anybody."""
    held = access.held(user)
    return any(held.where(right) for right in FOR_LICENCES)


def licensable(user: User, at: datetime) -> QuerySet[Twin]:
    """Return the twins of whom ``user`` may propose a licence.

    For a brand those that let brands find them, and those that it has a licence of; for an agency
    those it acts for.
    """
    held = access.held(user)
    acting = Representation.objects.in_force(at).filter(twin=OuterRef("pk"))
    hers = acting.filter(
        held.everywhere("countersign_licences", at="agency")
        | held.granted("license_twin", over="twin", by="agency")
        | Q(agency__in=set(held.by_giver("license_client")))
    )
    found = Q(Exists(hers))
    brands = held.where("accept_licences")
    if brands:
        known = Licence.objects.filter(brand__in=brands, ended_at__isnull=True)
        found |= Q(pk__in=listed(at).values("pk")) | Q(pk__in=known.values("twin"))
    return Twin.objects.filter(found).select_related("owner__user")


def licensees(user: User) -> QuerySet[Organisation]:
    """Return the brands to which ``user`` may propose: her own, and her agency's clients.

    An agency learns of no other brand: a new client begins with the brand's own proposal.
    """
    held = access.held(user)
    clients = LicencePart.objects.filter(
        held.everywhere("countersign_licences", at="agency")
        | held.granted("license_twin", over="licence__twin", by="agency")
        | held.granted("license_client", over="licence__brand", by="agency")
    )
    brands = Organisation.objects.filter(kind=Organisation.Kind.BRAND).order_by("name", "pk")
    return brands.filter(
        Q(pk__in=held.where("accept_licences"))
        | Q(pk__in=held.where("license_client"))
        | Q(pk__in=clients.values("licence__brand"))
    )


def prices_read_by(user: User, licence: Licence) -> list[Prices]:
    """Return the prices that ``user`` may know, the mother agency's first (RULINGS 12).

    The model and the brand know all; each agency its own.
    """
    prices = [Prices(part, place == 0) for place, part in enumerate(mother_first(licence))]
    is_hers = licence.twin.owner_id == user.person_id
    if is_hers or access.holds(user, "accept_licences", licence.brand_id):
        return prices
    return [each for each in prices if _signs_for(user, each.part.agency, licence)]


def _signs_for(user: User, agency: Organisation | None, licence: Licence) -> bool:
    return agency is not None and (
        access.holds(user, "countersign_licences", agency)
        or access.is_granted(user, "license_twin", licence.twin, agency)
        or access.is_granted(user, "license_client", licence.brand, agency)
    )
