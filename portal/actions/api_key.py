"""Make a key for a program, and take it back."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from portal import access, audit
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import ApiKey, Organisation, User
from portal.roles import FOR_PROGRAMS

PREFIX = "twinset_"
"""How each key begins, so that one that leaked is found by who looks for such."""
LONGEST_NAME = 120
MOST_DAYS = 366
MOST_KEYS = 20


@dataclass(frozen=True)
class Made:
    """A new key. The secret stands nowhere else: it is shown once, and never logged."""

    key: ApiKey
    secret: str = field(repr=False)


@transaction.atomic
def make_key(
    *,
    organisation: Organisation,
    name: str,
    rights: Iterable[str],
    days: int,
    actor: User,
    at: datetime,
) -> Made:
    """Make a key with which a program asks in the name of ``actor``, for ``days`` days.

    It can do no more than she can at each moment, and of that only ``rights``. Raises
    ``NotAllowed`` for a right that she does not hold, ``Invalid`` for a name, a term or rights
    that are none, ``Conflict`` where she has too many keys.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    name, chosen = " ".join(name.split()), sorted(set(rights))
    _check(name, chosen, days)
    held = access.held(actor, covering=False)
    if not all(organisation.pk in held.where(right) for right in chosen):
        raise NotAllowed(_("Nobody can give a program a right that she does not hold."))
    if ApiKey.objects.open(at).filter(user=actor, organisation=organisation).count() >= MOST_KEYS:
        raise Conflict(_("You have %(most)s keys here. Take one back first.") % {"most": MOST_KEYS})
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        organisation=organisation,
        user=actor,
        name=name,
        rights=chosen,
        secret_hash=hash_of(secret),
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    _record("api_key.made", key, actor, at, rights=chosen, until=key.expires_at.isoformat())
    return Made(key, secret)


@transaction.atomic
def revoke_key(*, key: ApiKey, actor: User, at: datetime) -> ApiKey:
    """Take a key back: the next request with it is refused.

    The act of whose key it is, or of who manages people there. Raises ``NotAllowed`` for others,
    ``Conflict`` where it was taken back before.
    """
    key = ApiKey.objects.select_for_update(no_key=True).get(pk=key.pk)
    if key.user_id != actor.pk and not access.holds(actor, "manage_people", key.organisation_id):
        raise NotAllowed(_("This is the key of somebody else."))
    if key.revoked_at is not None:
        raise Conflict(_("This key was taken back already."))
    key.revoked_at, key.revoked_by = at, actor.person
    key.save(update_fields=["revoked_at", "revoked_by"])
    _record("api_key.revoked", key, actor, at)
    return key


def hash_of(secret: str) -> str:
    """Return what is kept of a secret, which is too long to be guessed."""
    return sha256(secret.encode()).hexdigest()


def _check(name: str, rights: list[str], days: int) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Name the program, in at most %(most)s letters.") % {"most": LONGEST_NAME})
    if not rights or not set(rights) <= FOR_PROGRAMS.keys():
        raise Invalid(_("Choose what the program may do."))
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(_("A key holds for 1 to %(most)s days.") % {"most": MOST_DAYS})


def _record(act: str, key: ApiKey, actor: User, at: datetime, **details: object) -> None:
    chains = [key.organisation_id]
    audit.record(chains=chains, person=actor.person, at=at, act=act, subject=key, **details)
