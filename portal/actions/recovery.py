"""The way back in for somebody who lost every key (RULINGS 19).

Two people of the platform's staff check who she is; three days pass, in which every address she
has is told and anybody who reads one of them can stop it; then she signs in by a code to the
address that was checked. Nobody who belongs to an organisation takes part, least of all her agency.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit, recovery_mail
from portal.actions.staff import check_is_staff_of_nobody
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import ApiKey, Recovery, User

DELAY = timedelta(hours=72)


@transaction.atomic
def open_recovery(
    *, user: User, address: str, checked_how: str, actor: User, at: datetime
) -> Recovery:
    """Say that she lost her keys, where she can be reached now, and how you know that it is she.

    Raises ``Conflict`` when one runs already or the address is somebody else's.
    """
    _check_staff(actor, user)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    address = address.strip().lower()
    if not checked_how.strip():
        raise Invalid(_("Say how you made sure who she is."))
    if user.recoveries.filter(stopped_at__isnull=True, done_at__isnull=True).exists():
        raise Conflict(_("A recovery of this account runs already."))
    _check_free(address, user)
    recovery = Recovery.objects.create(
        user=user,
        address=address,
        checked_how=checked_how,
        opened_by=actor.person,
        opened_at=at,
    )
    _record(recovery, "recovery.opened", actor, at)
    return recovery


@transaction.atomic
def confirm_recovery(*, recovery: Recovery, actor: User, at: datetime) -> Recovery:
    """Check it as a second person: from now on it waits for three days, and she is told."""
    recovery = _locked(recovery)
    _check_staff(actor, recovery.user)
    _check_runs(recovery)
    if recovery.confirmed_at is not None:
        raise Conflict(_("It was confirmed already."))
    if recovery.opened_by_id == actor.person_id:
        raise NotAllowed(_("Somebody else must check it too."))
    recovery.confirmed_by, recovery.confirmed_at = actor.person, at
    recovery.save(update_fields=["confirmed_by", "confirmed_at"])
    _record(recovery, "recovery.confirmed", actor, at)
    recovery_mail.tell(recovery, "recovery_begun", at=at, when=at + DELAY)
    return recovery


@transaction.atomic
def stop_recovery(*, recovery: Recovery, actor: User | None, at: datetime) -> Recovery:
    """Stop it: the act of platform staff, or of whoever reads mail at one of her addresses."""
    recovery = _locked(recovery)
    if actor is not None and actor.pk != recovery.user_id:
        _check_staff(actor, recovery.user)
    _check_runs(recovery)
    recovery.stopped_at = at
    recovery.save(update_fields=["stopped_at"])
    _record(recovery, "recovery.stopped", actor, at)
    recovery_mail.tell(recovery, "recovery_stopped", at=at)
    return recovery


@transaction.atomic
def finish_recovery(*, recovery: Recovery, actor: User, at: datetime) -> Recovery:
    """After three days: void her password, factors and sessions; the address lets her in by code.

    Raises ``Conflict`` before that, or when the address has become somebody else's.
    """
    recovery = _locked(recovery)
    user = recovery.user
    _check_staff(actor, user)
    _check_runs(recovery)
    if recovery.confirmed_at is None or at < recovery.confirmed_at + DELAY:
        raise Conflict(_("It is not yet three days since two people checked who she is."))
    _check_free(recovery.address, user)
    recovery_mail.tell(recovery, "recovery_done", at=at)
    _let_in_by(user, recovery.address, actor, at)
    recovery.done_at = at
    recovery.save(update_fields=["done_at"])
    _record(recovery, "recovery.done", actor, at)
    return recovery


def _let_in_by(user: User, address: str, actor: User, at: datetime) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    Authenticator.objects.filter(user=user).delete()
    _take_keys_back(user, actor, at)
    user.set_unusable_password()
    user.email = address
    user.save(update_fields=["password", "email"])
    EmailAddress.objects.filter(user=user).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"primary": True, "verified": True}
    )


def _take_keys_back(user: User, actor: User, at: datetime) -> None:
    """Whoever was in her account may have made keys for programs."""
    open_ = ApiKey.objects.open(at).filter(user=user)
    open_.update(revoked_at=at, revoked_by=actor.person)


def _check_staff(actor: User, user: User) -> None:
    """Two people of staff: none of them herself, and none who belongs to an organisation."""
    if actor.pk == user.pk:
        raise NotAllowed(_("Only staff of the platform may do this."))
    check_is_staff_of_nobody(actor)


def _check_free(address: str, user: User) -> None:
    taken = EmailAddress.objects.filter(email=address, verified=True).exclude(user=user)
    if taken.exists() or User.objects.filter(email=address).exclude(pk=user.pk).exists():
        raise Conflict(_("This address is somebody else's."))


def _check_runs(recovery: Recovery) -> None:
    if recovery.stopped_at is not None or recovery.done_at is not None:
        raise Conflict(_("This recovery is over."))


def _locked(recovery: Recovery) -> Recovery:
    rows = Recovery.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("user__person").get(pk=recovery.pk)


def _record(recovery: Recovery, act: str, actor: User | None, at: datetime) -> None:
    audit.record(
        chains=[recovery.user.person_id],
        person=actor.person if actor else None,
        at=at,
        act=act,
        subject=recovery,
    )
