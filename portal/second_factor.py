"""Who must have a second factor, and who has one: an authenticator app or a passkey.

Recovery codes stand in for one that is not at hand; alone they are none.
"""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from portal import access
from portal.models import Organisation, User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(users: Iterable[UUID]) -> set[UUID]:
    """Return those of ``users`` who have one, in one question."""
    found = Authenticator.objects.filter(user_id__in=list(users), type__in=FACTORS)
    return set(found.values_list("user_id", flat=True))


def members_without(organisation: Organisation) -> QuerySet[User]:
    """Return the members of ``organisation`` who have none."""
    strong = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return access.members_of(organisation).filter(~Exists(strong))


def has_one(user: User | AnonymousUser) -> bool:
    """Say whether ``user`` has a second factor."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def is_required_of(user: User) -> bool:
    """Say whether ``user`` must have one: platform staff, who manages an agency's people, and
    everybody in an organisation that asks for it."""
    return user.is_staff or _asking(user).exists()


def _asking(user: User) -> QuerySet[Organisation]:
    """The organisations for whose sake she must have one."""
    is_asked_for = Q(pk__in=access.organisations_of(user).values("pk"), requires_second_factor=True)
    managed = access.held(user).where("manage_people")
    is_agency = Q(pk__in=managed, kind=Organisation.Kind.AGENCY)
    return Organisation.objects.filter(is_asked_for | is_agency)


def is_missing(user: User) -> bool:
    """Say whether ``user`` must have a second factor and has none."""
    if user.is_staff:
        return not has_one(user)
    hers = Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS)
    return _asking(user).exclude(Exists(hers)).exists()


def is_last_needed(user: User, authenticator: Authenticator) -> bool:
    """Say whether ``authenticator`` is the one factor left to somebody who must have one."""
    others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=authenticator.pk)
    return authenticator.type in FACTORS and not others.exists() and is_required_of(user)
