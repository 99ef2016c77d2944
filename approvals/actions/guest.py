"""Guests: one reviewer of one brief, asked by the brand; she proves her address and advises."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from approvals import policies, rights, trail
from approvals.actions.door import (
    Sent,
    change_lock,
    check_address,
    hash_of,
    lock_open,
    new_secret,
    record,
)
from approvals.actions.seat import take_seat
from approvals.models import Brief, Draft, GuestLink, Opinion, Review, Side
from approvals.states import BriefState
from portal.errors import Conflict
from portal.models import User
from twins.locks import lock_twins
from twins.models import Twin

HOLDS = timedelta(days=14)
"""How long a link holds, from when it was sent last."""
MOST_GUESTS = 20


@transaction.atomic
def invite_guest(
    *, brief: Brief, email: str, name: str, actor: User, at: datetime
) -> Sent[GuestLink]:
    """Ask one reviewer to look at a brief's pictures: the act of who may write the brief.

    Raises ``NotAllowed`` for others, ``Invalid`` for an address or name that is none, ``Conflict``
    where this address was asked already or the brief is not submitted.
    """
    brief = _lock_brief(brief, actor)
    email, name = email.strip().lower(), " ".join(name.split())
    check_address(email, name)
    if brief.state != BriefState.SUBMITTED:
        raise Conflict(_("Guests look at pictures that were ordered: submit the brief first."))
    asked = GuestLink.objects.asked().filter(brief=brief)
    if asked.filter(email=email).exists():
        raise Conflict(_("This address was asked already. You can send the link again."))
    if asked.count() >= MOST_GUESTS:
        raise Conflict(_("A brief has at most %(most)s guests.") % {"most": MOST_GUESTS})
    secret = new_secret()
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
    record("guest.invited", link, actor.person, at)
    return Sent(link, secret)


@transaction.atomic
def resend(*, link: GuestLink, actor: User, at: datetime) -> Sent[GuestLink]:
    """Send a new link in the place of the old one, which opens nothing any more."""
    link = _lock_of_brief(link, actor)
    secret = change_lock(link, until=at + HOLDS)
    record("guest.asked_again", link, actor.person, at)
    return Sent(link, secret)


@transaction.atomic
def revoke(*, link: GuestLink, actor: User, at: datetime) -> GuestLink:
    """Take a link back: it opens nothing from the next request on. What she said stays."""
    link = _lock_of_brief(link, actor)
    link.revoked_at, link.revoked_by, link.code_hash = at, actor.person, ""
    link.save(update_fields=["revoked_at", "revoked_by", "code_hash"])
    record("guest.revoked", link, actor.person, at)
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
    link = lock_open(link, at)
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


def _newest(draft: Draft) -> Review:
    review = draft.reviews.order_by("-number").first()
    if review is None:
        raise Conflict(_("Nobody is asked about this picture yet."))
    review.draft = draft
    return review


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
