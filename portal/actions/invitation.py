"""Invite somebody by e-mail, send the link anew, take it back; and what the invited one does."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal import access, audit
from portal.actions.grant import check_manages_people
from portal.actions.organisation import check_holds_all_of, give_role
from portal.errors import Conflict, DomainError, Gone, Invalid, NotAllowed, NotFound
from portal.languages import known as known_language
from portal.models import Invitation, Organisation, Role, User

LASTS = timedelta(days=7)
SECRET_BYTES = 32
LONGEST_NAME = 120


@dataclass(frozen=True)
class Sent:
    """An invitation with the secret of its link, which is nowhere else."""

    invitation: Invitation
    secret: str


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    role: Role | None,
    email: str,
    name: str,
    actor: User,
    at: datetime,
) -> Sent:
    """Ask whoever reads ``email`` to take ``role``; an agency asks a model with no role.

    Raises ``NotAllowed`` for who does not manage people there or lacks a right of the role;
    ``Invalid`` for an address that is none; ``Conflict`` where she is asked or has it already.
    """
    organisation = _lock(organisation.pk)
    role = Role.objects.get(pk=role.pk) if role else None
    _check_may_invite(actor, organisation, role)
    email, name = _address(email), _name(name)
    _check_is_new(organisation, role, email)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=role,
        email=email,
        name=name,
        secret_hash=_hash(secret),
        invited_by=actor.person,
        invited_at=at,
        expires_at=at + LASTS,
    )
    _record("invitation.sent", invitation, actor, at)
    return Sent(invitation, secret)


@transaction.atomic
def resend(*, invitation: Invitation, actor: User, at: datetime) -> Sent:
    """Make a new link that lasts anew; the one before is dead. It rests on ``actor`` from now on.

    Raises ``Conflict`` for what was accepted or taken back, ``NotAllowed`` as inviting does.
    """
    invitation = _lock_open(invitation, actor)
    _check_may_invite(actor, invitation.organisation, invitation.role)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation.secret_hash = _hash(secret)
    invitation.invited_by, invitation.invited_at = actor.person, at
    invitation.expires_at = at + LASTS
    invitation.save(update_fields=["secret_hash", "invited_by", "invited_at", "expires_at"])
    _record("invitation.resent", invitation, actor, at)
    return Sent(invitation, secret)


@transaction.atomic
def revoke(*, invitation: Invitation, actor: User, at: datetime) -> Invitation:
    """Take an invitation back: its link lets nobody in from now on."""
    invitation = _lock_open(invitation, actor)
    invitation.revoked_at, invitation.revoked_by = at, actor.person
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    _record("invitation.revoked", invitation, actor, at)
    return invitation


@transaction.atomic
def accept(*, invitation_id: UUID, secret: str, actor: User, at: datetime) -> Invitation:
    """Take what was offered: the act of the person at that very address, once.

    Raises ``NotAllowed`` for anybody else, and what ``find`` and ``check_stands`` raise.
    """
    invitation = _lock_for(invitation_id, secret)
    check_stands(invitation, at)
    check_is_for(invitation, actor)
    return _accept(invitation, actor, at)


@transaction.atomic
def accept_as_new(
    *,
    invitation_id: UUID,
    secret: str,
    name: str,
    password: str | None,
    at: datetime,
    language: str = "",
) -> User:
    """Take what was offered as somebody who is new here; without password she has another way in.

    ``language``: in which she reads the page.
    The link came to the address, so the address is hers. Raises as ``accept`` does, and
    ``Conflict`` where somebody has that address already.
    """
    invitation = _lock_for(invitation_id, secret)
    check_stands(invitation, at)
    user = _new_user(invitation, _name(name), password, language, at)
    _accept(invitation, user, at)
    return user


def find(invitation_id: UUID, secret: str) -> Invitation:
    """Return the invitation of a link. Raises ``NotFound`` for a link that is none."""
    found = (
        Invitation.objects.select_related("organisation", "role", "invited_by__user")
        .filter(pk=invitation_id)
        .first()
    )
    if found is None or not compare_digest(found.secret_hash, _hash(secret)):
        raise NotFound(
            _("This link is unknown here. If you were sent a newer mail, use the link in that one.")
        )
    return found


def check_stands(invitation: Invitation, at: datetime) -> None:
    """The invitation can still be accepted. Raises ``Gone`` or ``Conflict`` with the reason."""
    if invitation.accepted_at is not None:
        raise Gone(_("This invitation was accepted already. A link is good for one time."))
    if invitation.revoked_at is not None:
        raise Gone(_("This invitation was taken back. Ask who invited you what happened."))
    if invitation.expires_at <= at:
        raise Gone(
            _("This invitation ran out on %(day)s. Ask for a new one: it takes a minute.")
            % {"day": _day(invitation)}
        )
    if invitation.role is not None and invitation.role.retired_at is not None:
        raise Conflict(_("What you were invited to is not there any more. Ask for a new one."))
    _check_stands_behind(invitation)


def check_is_for(invitation: Invitation, user: User) -> None:
    """The invitation went to the address of ``user``: forwarding it gives nobody anything."""
    if (user.email or "").casefold() != invitation.email.casefold():
        raise NotAllowed(
            _("This invitation is for %(invited)s, and you are signed in as %(here)s.")
            % {"invited": invitation.email, "here": user.email or user}
        )


def known(invitation: Invitation) -> bool:
    """Say whether somebody signs in with the invited address."""
    return User.objects.filter(email__iexact=invitation.email).exists()


def _lock(organisation_id: UUID) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def _lock_open(invitation: Invitation, actor: User) -> Invitation:
    organisation = _lock(invitation.organisation_id)
    check_manages_people(actor, organisation)
    locked = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    locked.organisation = organisation
    if locked.accepted_at is not None:
        raise Conflict(_("%(name)s has accepted already.") % {"name": locked.name})
    if locked.revoked_at is not None:
        raise Conflict(_("This invitation was taken back already."))
    return locked


def _lock_for(invitation_id: UUID, secret: str) -> Invitation:
    """The organisation first, as every act does; then the link is looked at again."""
    _lock(find(invitation_id, secret).organisation_id)
    Invitation.objects.select_for_update(no_key=True).get(pk=invitation_id)
    return find(invitation_id, secret)


def _check_may_invite(actor: User, organisation: Organisation, role: Role | None) -> None:
    check_manages_people(actor, organisation)
    if role is None:
        if organisation.kind != Organisation.Kind.AGENCY:
            raise Invalid(_("Choose a role: only an agency invites models."))
        return
    if role.organisation_id != organisation.pk or role.retired_at is not None:
        raise Invalid(_("There is no such role here."))
    check_holds_all_of(actor, role)


def _check_stands_behind(invitation: Invitation) -> None:
    """Who sent it may still do so: nobody lets people in after she has left."""
    sender = getattr(invitation.invited_by, "user", None)
    try:
        if sender is None or not access.holds(sender, "manage_people", invitation.organisation):
            raise NotAllowed("")
        if invitation.role is not None:
            check_holds_all_of(sender, invitation.role)
    except DomainError:
        raise Conflict(
            _("Who invited you may not do so any more. Ask somebody else there for a new one.")
        ) from None


def _check_is_new(organisation: Organisation, role: Role | None, email: str) -> None:
    asked = Invitation.objects.open().filter(
        organisation=organisation, role=role, email__iexact=email
    )
    if asked.exists():
        raise Conflict(
            _("%(email)s was invited to this already: send that invitation again, or take it back.")
            % {"email": email}
        )
    if role is None:
        return
    here = organisation.memberships.current().filter(role=role, user__email__iexact=email)
    if here.exists():
        raise Conflict(
            _("%(email)s has the role %(role)s already.") % {"email": email, "role": role}
        )


def _accept(invitation: Invitation, user: User, at: datetime) -> Invitation:
    """Mark it and make her a member, unless she became one in another way meanwhile."""
    invitation.accepted_at, invitation.accepted_by = at, user.person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    role, organisation = invitation.role, invitation.organisation
    if role is not None and not role.memberships.current().filter(user=user).exists():
        give_role(organisation, user, role.name, invitation.invited_by.user, at)
    _record("invitation.accepted", invitation, user, at, accepted_by=str(user.person_id))
    return invitation


def _new_user(
    invitation: Invitation, name: str, password: str | None, language: str, at: datetime
) -> User:
    taken = Conflict(_("You have an account already: sign in, then accept."))
    if known(invitation):
        raise taken
    try:
        with transaction.atomic():
            return User.objects.create_user(
                invitation.email,
                password,
                name=name,
                language=known_language(language),
                time_zone=invitation.organisation.time_zone,
                joined_at=at,
            )
    except IntegrityError:  # in another organisation, at the same instant
        raise taken from None


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("This is no e-mail address: look at it again.")) from None
    return email


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(
            _("A name has at least one letter, and at most %(most)s.") % {"most": LONGEST_NAME}
        )
    return name


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _day(invitation: Invitation) -> str:
    zone = ZoneInfo(invitation.organisation.time_zone)
    return date_format(invitation.expires_at.astimezone(zone), "DATE_FORMAT")


def _record(act: str, invitation: Invitation, actor: User, at: datetime, **details: object) -> None:
    """In the organisation's trail; and in her own, once she is somebody."""
    own = [actor.person_id] if act == "invitation.accepted" else []
    audit.record(
        chains=[invitation.organisation_id, *own],
        person=actor.person,
        at=at,
        act=act,
        subject=invitation,
        role=str(invitation.role_id) if invitation.role_id else None,
        **details,
    )
