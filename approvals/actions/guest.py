"""Guests: one reviewer of one brief, asked by the brand; she proves her address and advises."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from approvals import policies, rights, trail
from approvals.actions.seat import take_seat
from approvals.models import Brief, Draft, GuestLink, Opinion, Review, Side
from approvals.states import BriefState
from portal.errors import Conflict, Invalid
from portal.models import Person, User
from portal.rate import TooMany
from twins.locks import lock_twins
from twins.models import Twin

LONGEST_NAME = 120
HOLDS = timedelta(days=14)
"""How long a link holds, from when it was sent last."""
CODE_HOLDS = timedelta(minutes=10)
BETWEEN_CODES = timedelta(minutes=1)
MOST_ATTEMPTS = 5
"""So many tries for one code, and then it is none."""
MOST_CODES = 20
"""So many codes for one link: who tries all of them with every try wins once in ten thousand."""
MOST_GUESTS = 20


@dataclass(frozen=True)
class Sent:
    """What is mailed to a guest. The secret stands nowhere else: do not show or log it."""

    link: GuestLink
    secret: str = field(repr=False)


@transaction.atomic
def invite_guest(*, brief: Brief, email: str, name: str, actor: User, at: datetime) -> Sent:
    """Ask one reviewer to look at a brief's pictures: the act of who may write the brief.

    Raises ``NotAllowed`` for others, ``Invalid`` for an address or name that is none, ``Conflict``
    where this address was asked already or the brief is not submitted.
    """
    brief = _lock_brief(brief, actor)
    email, name = email.strip().lower(), " ".join(name.split())
    _check_address(email, name)
    if brief.state != BriefState.SUBMITTED:
        raise Conflict(_("Guests look at pictures that were ordered: submit the brief first."))
    asked = GuestLink.objects.asked().filter(brief=brief)
    if asked.filter(email=email).exists():
        raise Conflict(_("This address was asked already. You can send the link again."))
    if asked.count() >= MOST_GUESTS:
        raise Conflict(_("A brief has at most %(most)s guests.") % {"most": MOST_GUESTS})
    secret = secrets.token_urlsafe(32)
    link = GuestLink.objects.create(
        brief=brief,
        email=email,
        name=name,
        secret_hash=hash_of(secret),
        invited_by=actor.person,
        invited_at=at,
        expires_at=at + HOLDS,
    )
    take_seat(brief, actor, Side.BRAND, at)
    _record("guest.invited", link, actor.person, at)
    return Sent(link, secret)


@transaction.atomic
def resend(*, link: GuestLink, actor: User, at: datetime) -> Sent:
    """Send a new link in the place of the old one, which opens nothing any more."""
    link = _lock_of_brief(link, actor)
    secret = secrets.token_urlsafe(32)
    link.secret_hash, link.expires_at = hash_of(secret), at + HOLDS
    link.code_hash, link.code_sent_at, link.code_attempts, link.codes_sent = "", None, 0, 0
    link.save()
    _record("guest.asked_again", link, actor.person, at)
    return Sent(link, secret)


@transaction.atomic
def revoke(*, link: GuestLink, actor: User, at: datetime) -> GuestLink:
    """Take a link back: it opens nothing from the next request on. What she said stays."""
    link = _lock_of_brief(link, actor)
    link.revoked_at, link.revoked_by, link.code_hash = at, actor.person, ""
    link.save(update_fields=["revoked_at", "revoked_by", "code_hash"])
    _record("guest.revoked", link, actor.person, at)
    return link


@transaction.atomic
def send_code(*, link: GuestLink, at: datetime) -> Sent:
    """Make a new code of six digits for the address that was invited; an older one is void.

    Raises ``Gone`` where the link is over, ``TooMany`` where codes were asked for too often.
    """
    link = _lock_open(link, at)
    if link.code_sent_at is not None and at < link.code_sent_at + BETWEEN_CODES:
        raise TooMany(_("A code was sent a moment ago. Please wait a minute before the next."))
    if link.codes_sent >= MOST_CODES:
        raise TooMany(_("Too many codes were sent for this link. Ask who invited you for another."))
    code = f"{secrets.randbelow(10**6):06}"
    link.code_hash, link.code_sent_at, link.code_attempts = _code_hash(link, code), at, 0
    link.codes_sent += 1
    link.save(update_fields=["code_hash", "code_sent_at", "code_attempts", "codes_sent"])
    _record("guest.code_sent", link, None, at)
    return Sent(link, code)


def verify_code(*, link: GuestLink, code: str, at: datetime) -> GuestLink:
    """Let the guest in who reads the address: with the code that was mailed there, once.

    A wrong try is counted and stays counted, so what is written here is written before anything is
    raised. Raises ``Gone`` where the link is over, ``Invalid`` for a wrong code or one that is
    over.
    """
    with transaction.atomic():
        link = _lock_open(link, at)
        is_right = _try(link, code, at)
        if is_right:
            _let_in(link, at)
    if not is_right:
        raise Invalid(_("This is not the code, or it is over. Look again, or ask for a new one."))
    return link


@transaction.atomic
def give_opinion(
    *,
    link: GuestLink,
    draft: Draft,
    verdict: str,
    draft_sha256: str,
    offer_sha256: str,
    at: datetime,
    comment: str = "",
) -> Opinion:
    """Say what a guest thinks of a picture with its offer; the last thing she said counts.

    It fills no stage (RULINGS 3). Raises ``Gone`` where link or consent is over, ``Conflict`` where
    the picture is not judged any more or is not the one she saw, ``NotAllowed`` for who was not
    let in or speaks for another side in this brief.
    """
    policies.check_says_what(verdict, comment)
    _twins, at = lock_twins(Twin.objects.filter(portrayals__draft=draft), at)
    draft = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    link = _lock_open(link, at)
    guest = policies.check_is_guest_of(link, draft)
    policies.check_is_current(draft)
    policies.check_consent_in_force(rights.draft_gaps(draft, at=at))
    review = _newest(draft)
    policies.check_is_judged(review)
    policies.check_saw_this(review, draft_sha256, offer_sha256)
    take_seat(draft.brief, guest, Side.BRAND, at)
    said = draft.opinions.filter(person=guest).aggregate(most=Max("number"))["most"] or 0
    opinion = Opinion.objects.create(
        draft=draft,
        person=guest,
        number=said + 1,
        verdict=verdict,
        comment=comment.strip(),
        draft_sha256=draft.master_id,
        offer_sha256=review.offer_sha256,
        sent_at=at,
    )
    trail.record(
        trail.of_draft(draft),
        "opinion.given",
        opinion,
        person=guest,
        at=at,
        verdict=verdict,
        picture=opinion.draft_sha256,
        offer=opinion.offer_sha256,
    )
    return opinion


def hash_of(secret: str) -> str:
    """Return what is kept of a link's secret, which is too long to be guessed."""
    return sha256(secret.encode()).hexdigest()


def _code_hash(link: GuestLink, code: str) -> str:
    """What is kept of a code: with the site's key, for six digits alone are soon tried out."""
    return salted_hmac("approvals.guest", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def _try(link: GuestLink, code: str, at: datetime) -> bool:
    if not link.code_hash or link.code_sent_at is None or link.code_attempts >= MOST_ATTEMPTS:
        return False
    link.code_attempts += 1
    link.save(update_fields=["code_attempts"])
    is_right = constant_time_compare(_code_hash(link, "".join(code.split())), link.code_hash)
    return is_right and at < link.code_sent_at + CODE_HOLDS


def _let_in(link: GuestLink, at: datetime) -> None:
    link.code_hash = ""
    if link.person is None:
        link.verified_at, link.person = at, _person_of(link.email)
    link.save(update_fields=["code_hash", "verified_at", "person"])
    _record("guest.verified", link, link.person, at)


def _person_of(email: str) -> Person:
    """The person who reads this address: of an account, or of a guest's earlier link."""
    user = User.objects.filter(email__iexact=email).select_related("person").first()
    if user is not None:
        return user.person
    before = GuestLink.objects.filter(email=email, person__isnull=False).select_related("person")
    earlier = before.first()
    return earlier.person if earlier and earlier.person else Person.objects.create()


def _newest(draft: Draft) -> Review:
    review = draft.reviews.order_by("-number").first()
    if review is None:
        raise Conflict(_("Nobody is asked about this picture yet."))
    review.draft = draft
    return review


def _check_address(email: str, name: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(_("This is no e-mail address.")) from error
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Say who she is, in at most %(most)s letters.") % {"most": LONGEST_NAME})


def _lock_brief(brief: Brief, actor: User) -> Brief:
    brief = Brief.objects.select_for_update(no_key=True).get(pk=brief.pk)
    policies.check_may_change(actor, brief)
    return brief


def _lock_of_brief(link: GuestLink, actor: User) -> GuestLink:
    brief = _lock_brief(link.brief, actor)
    link = GuestLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    link.brief = brief
    if link.revoked_at is not None:
        raise Conflict(_("This link was taken back already. You can invite her anew."))
    return link


def _lock_open(link: GuestLink, at: datetime) -> GuestLink:
    found = GuestLink.objects.select_for_update(no_key=True, of=("self",))
    link = found.select_related("brief", "person").get(pk=link.pk)
    policies.check_link_holds(link, at)
    return link


def _record(act: str, link: GuestLink, person: Person | None, at: datetime) -> None:
    trail.record(
        trail.of_brief(link.brief), act, link.brief, person=person, at=at, guest=str(link.pk)
    )
