"""Publish: claim under the locks, prepare outside them, complete under them again.

Everything is asked twice: when publishing begins and when the disclosed bytes are about to become
public. Between the two the work takes a second, and a withdrawal may come.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from approvals import ledger, policies, rights, trail
from approvals.actions.review import last_decision
from approvals.actions.seat import take_seat
from approvals.disclosure import words
from approvals.disclosure.pipeline import Disclosed
from approvals.disclosure.rendition import CropBox
from approvals.models import (
    Approval,
    Channel,
    Decision,
    Draft,
    Portrayal,
    Publication,
    PublishedFile,
    Review,
    Side,
)
from approvals.offer import build_offer, offer_sha256
from approvals.states import PUBLICATION, PublicationState, ReviewState
from portal import storage
from portal.errors import Conflict, DomainError
from portal.models import User
from portal.queue import enqueue
from twins import coverage
from twins.locks import lock_twins
from twins.models import Consent
from twins.models.consent import newest_consent

LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 4


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why the picture may be published, for one person in it."""

    portrayal: Portrayal
    consent: Consent
    brand: Decision
    model: Decision
    agencies: Sequence[Decision]


@transaction.atomic
def publish(
    *,
    draft: Draft,
    channel: Channel,
    actor: User,
    at: datetime,
    alt_text: str = "",
    caption: str = "",
) -> Publication:
    """Begin to publish ``draft`` in ``channel``: claim its place under the licences' caps.

    Raises ``NotAllowed`` without the right to, ``Conflict`` unless every side said yes to this
    very picture and offer and every right covers the use now.
    """
    at = lock_rights(draft, at)
    draft = (
        Draft.objects.select_for_update(no_key=True).select_related("brief__brand").get(pk=draft.pk)
    )
    policies.check_may_publish(actor, draft.brief)
    review = agreed_review(draft, channel)
    grounds = _check(review, channel, at)
    _check_caps(draft)
    take_seat(draft.brief, actor, Side.BRAND, at)
    if draft.publications.filter(
        channel=channel, state__in=[PublicationState.PREPARING, PublicationState.LIVE]
    ).exists():
        raise Conflict(_("This picture is published there already."))
    publication = Publication.objects.create(
        draft=draft,
        review=review,
        channel=channel,
        use=draft.brief.uses.get(medium=channel.medium),
        master_sha256=draft.master_id,
        offer_sha256=review.offer_sha256,
        crop=review.offer["channels"][channel.name]["crop"],
        label_corner=review.offer["label"]["corner"],
        label_variant=review.offer["label"]["variant"],
        language=review.offer["label"]["language"],
        alt_text=words.alt_text(
            alt_text or draft.brief.title, draft.digital_source_type, draft.brief.language
        ),
        caption=caption,
        asked_by=actor.person,
        asked_at=at,
    )
    for ground in grounds:
        approval = Approval.objects.create(
            publication=publication,
            twin=ground.portrayal.twin,
            consent=ground.consent,
            licence=ground.portrayal.licence,
            brand_decision=ground.brand,
            model_decision=ground.model,
            represents_herself=not ground.agencies,
        )
        approval.agency_decisions.set(ground.agencies)
    trail.record(
        trail.of_draft(draft),
        "publication.begun",
        publication,
        person=actor.person,
        at=at,
        channel=channel.name,
        picture=draft.master_id,
        offer=review.offer_sha256,
    )
    enqueue("approvals.publish", publication_id=str(publication.pk))
    return publication


def claim_publication(*, publication_id: uuid.UUID | str, at: datetime) -> Publication | None:
    """Take a publication to prepare; None when another worker has it or it is done."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    taken = Publication.objects.filter(
        free, pk=publication_id, state=PublicationState.PREPARING
    ).update(lease_until=at + LEASE, attempt=F("attempt") + 1)
    return Publication.objects.get(pk=publication_id) if taken else None


@transaction.atomic
def complete_publication(
    *, publication: Publication, disclosed: Disclosed, at: datetime
) -> Publication:
    """Make the disclosed bytes public and book their use, or fail if anything ended meanwhile.

    Idempotent: a publication that is no longer being prepared is returned as it is.
    """
    at = lock_rights(publication.draft, at)
    publication = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
    if publication.state != PublicationState.PREPARING:
        return publication
    review = Review.objects.get(pk=publication.review_id)
    try:
        _check(review, publication.channel, at)
        policies.check_rights_cover(rights.publication_gaps(publication, at=at))
    except DomainError as error:
        return fail_publication(publication=publication, sentence=error.sentence, at=at)
    keep_file(publication, disclosed, at)
    move = PUBLICATION.step(publication.state, "complete")
    publication.state, publication.live_at, publication.lease_until = move.target, at, None
    publication.save(update_fields=["state", "live_at", "lease_until"])
    ledger.book_use(publication, at=at)
    trail.record(
        trail.of_draft(publication.draft),
        move.audit,
        publication,
        person=publication.asked_by,
        at=at,
        file=disclosed.sha256,
        channel=publication.channel_id,
    )
    return publication


def keep_file(publication: Publication, disclosed: Disclosed, at: datetime) -> PublishedFile:
    """Store the disclosed bytes as those that are served from now on."""
    storage.put(disclosed.picture)
    return PublishedFile.objects.create(
        publication=publication,
        sha256=disclosed.sha256,
        media_type=disclosed.media_type,
        size=len(disclosed.picture),
        width=disclosed.width,
        height=disclosed.height,
        fingerprint=disclosed.fingerprint,
        windows=b"".join(disclosed.windows),
        signed_with=disclosed.signed_with.sha256,
        signed_until=disclosed.signed_with.ends_at,
        made_at=at,
    )


@transaction.atomic
def fail_publication(*, publication: Publication, sentence: str, at: datetime) -> Publication:
    """Give a publication up, and with it its place under the cap (RULINGS 6)."""
    publication = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
    if publication.state != PublicationState.PREPARING:
        return publication
    move = PUBLICATION.step(publication.state, "fail")
    publication.state, publication.failure, publication.lease_until = (
        move.target,
        sentence[:300],
        None,
    )
    publication.save(update_fields=["state", "failure", "lease_until"])
    trail.record(
        trail.of_draft(publication.draft),
        move.audit,
        publication,
        person=None,
        at=at,
        because=sentence,
    )
    return publication


def agreed_review(draft: Draft, channel: Channel) -> Review:
    """Return the newest agreed round that offered ``channel``, else the newest round there is.

    A no or a change in any round has closed them all. Raises ``Conflict`` if the draft was never
    put to anybody.
    """
    rounds = list(draft.reviews.order_by("-number").prefetch_related("stages"))
    if not rounds:
        raise Conflict(_("Nobody was asked about this picture yet."))
    agreed = [each for each in rounds if each.state == ReviewState.AGREED]
    offered = [each for each in agreed if channel.name in each.offer["channels"]]
    return (offered or agreed or rounds)[0]


def lock_rights(draft: Draft, at: datetime) -> datetime:
    """Lock twins and licences of everybody in the picture; return an instant none is behind."""
    portrayals = list(draft.portrayals.select_related("twin", "licence"))
    _twins, at = lock_twins((portrayal.twin for portrayal in portrayals), at)
    rights.lock_licences(portrayal.licence for portrayal in portrayals)
    return at


def _check(review: Review, channel: Channel, at: datetime) -> list[Grounds]:
    """Ask everything that must hold; return the grounds, one for each person portrayed."""
    draft = review.draft
    policies.check_is_current(draft)
    policies.check_all_sides_agreed(review)
    policies.check_is_in_the_offer(review, channel.name)
    policies.check_offer_stands(review, _offer_now(review))
    portrayals = list(draft.portrayals.select_related("twin", "licence"))
    twins = [portrayal.twin for portrayal in portrayals]
    policies.check_not_stopped(twins)
    policies.check_nothing_withdrawn(twins, draft.created_at)
    return [_grounds(review, portrayal, channel, at) for portrayal in portrayals]


def _grounds(review: Review, portrayal: Portrayal, channel: Channel, at: datetime) -> Grounds:
    twin = portrayal.twin
    use = review.draft.brief.uses.get(medium=channel.medium)
    consent = newest_consent(twin, at)
    terms = consent.terms() if consent else None
    policies.check_rights_cover(coverage.now(use.terms(), terms, portrayal.licence.terms(), at=at))
    assert consent is not None  # noqa: S101 - a missing consent is a gap, refused above
    stages = list(review.stages.all())
    agencies = [each for each in stages if each.side == Side.AGENCY and each.twin_id == twin.pk]
    (brand,) = [each for each in stages if each.side == Side.BRAND]
    (model,) = [each for each in stages if each.side == Side.MODEL and each.twin_id == twin.pk]
    return Grounds(
        portrayal=portrayal,
        consent=consent,
        brand=policies.check_yes_binds(last_decision(brand), review, None),
        model=policies.check_yes_binds(last_decision(model), review, twin.owner_id),
        agencies=[policies.check_yes_binds(last_decision(each), review, None) for each in agencies],
    )


def _check_caps(draft: Draft) -> None:
    for portrayal in draft.portrayals.select_related("licence"):
        licence = portrayal.licence
        policies.check_cap(licence, rights.claimed(licence, without=draft.master_id))


def _offer_now(review: Review) -> str:
    """The hash of the same offer, worked out from the rows as they are at this moment."""
    offered = review.offer["channels"]
    offer = build_offer(
        review.draft,
        Channel.objects.filter(name__in=offered),
        crops={name: CropBox(*form["crop"]) for name, form in offered.items()},
        corner=review.offer["label"]["corner"],
        variant=review.offer["label"]["variant"],
    )
    return offer_sha256(offer)
