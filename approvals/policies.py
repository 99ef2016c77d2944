"""Every question that must be answered yes before an act, each with its sentence.

An action asks them under its locks; pages ask them to know which buttons to show. Each raises a
``DomainError``; none writes.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from approvals import quorum, reasons, rights
from approvals.models import (
    Brief,
    Decision,
    Draft,
    GuestLink,
    MailedLink,
    MisuseCase,
    Publication,
    Review,
    Run,
    Seat,
    Side,
    Stage,
    Verdict,
)
from approvals.models.review import judges
from approvals.states import PublicationState, ReviewState, StageState
from portal import access
from portal.errors import Conflict, Gone, Invalid, NotAllowed
from portal.models import Cover, Membership, Organisation, Person, User
from twins.coverage import Gaps
from twins.models import Licence, Twin
from twins.models.stop import is_stopped


class Stopped(Conflict):
    """Somebody in the picture has halted what is new: orders wait, publications are begun anew."""


CORNERS = ("top-right", "top-left", "bottom-right", "bottom-left")
VARIANTS = ("dark", "light")

# --- brief -----------------------------------------------------------------------------------


def check_may_write(user: User, brand: Organisation) -> None:
    """The person may write briefs for this brand."""
    if brand.kind != Organisation.Kind.BRAND or not access.holds(user, "write_briefs", brand):
        raise NotAllowed(_("You may not write briefs for this brand."))


def may_write(user: User, brief: Brief) -> bool:
    """Say whether the person writes all of this brand's briefs, or this one."""
    return access.holds(user, "write_briefs", brief.brand_id) or access.is_granted(
        user, "write_brief", brief, brief.brand_id
    )


def check_may_change(user: User, brief: Brief) -> None:
    """The person may change this brief and order its pictures."""
    if not may_write(user, brief):
        raise NotAllowed(_("You may not write briefs for this brand."))


def check_covered(standings: Iterable[rights.Standing]) -> None:
    """Consent and licence of every twin cover every use."""
    for standing in standings:
        if standing.gaps:
            words = " ".join(gap.sentence for gap in standing.gaps)
            raise Conflict(f"{standing.twin}: {words}")


# --- generate --------------------------------------------------------------------------------


def check_may_deliver(user: User, studio: Organisation | None) -> None:
    """The person fills orders for the studio that has this one."""
    if studio is None or not access.holds(user, "fill_orders", studio):
        raise NotAllowed(_("This order is not on your studio's desk."))


def check_nothing_withdrawn(twins: Iterable[Twin], since: datetime) -> None:
    """Nobody portrayed took her consent back since, whatever she signed afterwards."""
    if rights.withdrawn_since(twins, since):
        raise Gone(_("Consent was taken back. Nothing more is made or shown of this."))


def check_licences_stand(run: Run, at: datetime) -> None:
    """No licence under which the order was given was ended before its time."""
    casting = run.brief.casting.filter(twin__in=run.twins.all())
    if casting.filter(licence__ended_at__lte=at).exists():
        check_consent_in_force(rights.licence_ended())


def check_not_stopped(twins: Iterable[Twin]) -> None:
    """Nobody portrayed has stopped everything new of her (RULINGS 19)."""
    if is_stopped(twins):
        raise Stopped(rights.stopped().sentence)


def check_consent_in_force(gaps: Gaps) -> None:
    """The consents of all portrayed allow pictures to be made and kept at this moment."""
    if gaps:
        raise Gone(" ".join(gap.sentence for gap in gaps))


# --- review ----------------------------------------------------------------------------------


def check_is_current(draft: Draft) -> None:
    """The draft was neither withdrawn nor replaced by a newer version."""
    if draft.withdrawn_at is not None:
        raise Conflict(_("This picture was withdrawn."))
    child = draft.current_child
    if child is not None:
        raise Conflict(
            _("There is a newer version of this picture."), link=child.get_absolute_url()
        )


def check_may_set_policies(user: User, agency: Organisation) -> None:
    """The person says for this agency who must agree to pictures of its models."""
    if agency.kind != Organisation.Kind.AGENCY or not access.holds(user, "set_policies", agency):
        raise NotAllowed(_("You may not say who must agree for this agency."))


def check_stage_is_asked(stage: Stage) -> None:
    """It is this side's turn, or the model takes her yes back before anything was published."""
    if stage.review.state == ReviewState.OPEN and stage.state == StageState.ASKED:
        return
    raise Conflict(
        _("This picture is not waiting for your answer any more: it is %(state)s.")
        % {"state": stage.review.get_state_display()}
    )


def check_fills_the_stage(user: User, stage: Stage) -> Person | None:
    """The person is whom the stage asks: the model herself, or somebody with the right.

    Returns the colleague for whom she answers, if it is not her own right.
    """
    if not user.is_active:
        raise NotAllowed(_("This account is closed."))
    if stage.side == Side.MODEL:
        if stage.twin is None or stage.twin.owner_id != user.person_id:
            raise NotAllowed(_("Only the model herself gives her own answer."))
        return None
    if stage.organisation is None or not may_judge_for(user, stage):
        raise NotAllowed(_("You may not answer for this side."))
    covered = covered_by(user, stage)
    if _judges_herself(user, stage):
        return covered
    if covered is None:
        raise NotAllowed(_("Your colleague could not answer here herself, so nor can you for her."))
    return covered


def may_judge_for(user: User, stage: Stage) -> bool:
    """Say whether the person judges for the stage's side: everywhere there, or this of it."""
    return judges(stage, user)


def covered_by(user: User, stage: Stage) -> Person | None:
    """Return the colleague for whom the person judges this stage; None where it is her own right.

    Where people are named and she is none of them, one of these whom she covers. Of several the one
    whose cover began first. Nobody is covered in a stage that she could not answer herself; and
    nobody covers a model.
    """
    if stage.side == Side.MODEL:
        return None
    names = {person.pk for person in quorum.named(stage)}
    if _judges_herself(user, stage) and (not names or user.person_id in names):
        return None
    covers = Cover.objects.in_force().filter(colleague=user, organisation=stage.organisation)
    key = ("covers", user.pk, stage.organisation_id)
    found = access.once(key, lambda: list(covers.select_related("covered__person")))
    away = [cover.covered for cover in found]
    able = [each.person for each in away if _could_answer(each, stage)]
    if names:
        able = [person for person in able if person.pk in names]
    return next(iter(able), None)


def _could_answer(user: User, stage: Stage) -> bool:
    """Whether somebody who is covered could answer if she were here."""
    if not user.is_active or not _judges_herself(user, stage):
        return False
    try:
        check_speaks_for_one_side(user, stage)
        check_author_may_judge(user, stage)
    except NotAllowed:
        return False
    return True


def _judges_herself(user: User, stage: Stage) -> bool:
    return judges(stage, user, covering=False)


def check_is_named(user: User, covered: Person | None, stage: Stage) -> None:
    """Where the policy names people, she is one of them, or decides for one who is away."""
    who = covered.pk if covered is not None else user.person_id
    if not quorum.may_speak(stage, who):
        raise NotAllowed(_("Your agency named others to answer for this picture."))


def check_says_it_once(user: User, covered: Person | None, stage: Stage, verdict: str) -> None:
    """One person, one voice: nobody's yes counts twice, not even by who covers her.

    Until others have said theirs too, she may say something else in the same seat.
    """
    seat = covered.pk if covered is not None else user.person_id
    words = quorum.last_words(stage)
    if any(word.person_id == user.person_id and who != seat for who, word in words.items()):
        raise Conflict(_("You have answered for somebody else here; one person has one voice."))
    if verdict == Verdict.YES and seat in quorum.said_yes(stage):
        raise Conflict(_("You have said yes already. Others of your side are asked as well."))


def check_speaks_for_one_side(user: User, stage: Stage) -> None:
    """Nobody agrees for two sides: not the person portrayed, nor staff of both (RULINGS 2, 3)."""
    brief = stage.review.draft.brief
    side = seat_of(user, brief.pk)
    if side and side != stage.side:
        raise NotAllowed(_("You already speak for another side in this brief."))
    if stage.side == Side.MODEL:
        return
    if is_portrayed(user, stage.review.draft):
        raise NotAllowed(_("You are in this picture: you answer for yourself only."))
    if stage.side == Side.AGENCY and _is_staff_of(user, brief.brand_id):
        raise NotAllowed(_("Staff of the brand cannot answer for the agency."))


def seat_of(user: User, brief: UUID) -> str:
    """Return the side for which the person speaks in the brief; nothing before her first act."""
    seats = Seat.objects.filter(brief=brief, person=user.person_id).values_list("side", flat=True)
    return access.once(("seat", brief, user.person_id), lambda: seats.first() or "")


def is_portrayed(user: User, draft: Draft) -> bool:
    """Say whether the person is in the picture."""
    hers = draft.portrayals.filter(twin__owner=user.person_id)
    return access.once(("portrayed", draft.pk, user.person_id), hers.exists)


def _is_staff_of(user: User, organisation: UUID) -> bool:
    current = Membership.objects.current().filter(user=user, organisation=organisation)
    return access.once(("staff", user.pk, organisation), current.exists)


def check_acts_for_her(stage: Stage, at: datetime) -> None:
    """An agency answers while it represents her where the picture is used (RULINGS 14)."""
    if stage.side != Side.AGENCY or stage.twin is None:
        return
    acting = rights.agencies(stage.twin, stage.review.draft.brief.uses.all(), at)
    if stage.organisation not in acting:
        raise NotAllowed(_("This agency does not act for her here any more."))


def check_author_may_judge(user: User, stage: Stage) -> None:
    """Where the policy asks for two people at the brand, the author is not the second."""
    if stage.side != Side.BRAND or stage.review.policy.author_may_judge:
        return
    if stage.review.draft.brief.author_id == user.person_id:
        raise NotAllowed(_("Somebody else at the brand must answer for this brief."))


def check_saw_this(review: Review, draft_sha256: str, offer_sha256: str) -> None:
    """What the person saw is what there is: the same picture with the same offer."""
    if draft_sha256 != review.draft.master_id or offer_sha256 != review.offer_sha256:
        raise Conflict(_("What you saw has changed since. Please look again."))


def check_is_judged(review: Review) -> None:
    """The round is open: what is thought of the picture can still matter."""
    if review.state != ReviewState.OPEN:
        raise Conflict(_("Nobody is asked about this picture any more."))


def check_link_holds(link: MailedLink, at: datetime) -> None:
    """A link by mail was neither taken back nor has it run out."""
    if link.revoked_at is not None or link.expires_at <= at:
        raise Gone(_("This link is over. Ask who sent it to you for a new one."))


def check_is_let_in(link: MailedLink) -> Person:
    """Who was sent the link has proved her address. Returns the person whose acts these are."""
    if link.person is None:
        raise NotAllowed(_("Please enter the code from your mail first."))
    return link.person


def check_is_guest_of(link: GuestLink, draft: Draft) -> Person:
    """The guest has proved her address, and the picture is of the brief she was asked about.

    Returns the person whose opinion it is.
    """
    person = check_is_let_in(link)
    if link.brief_id != draft.brief_id:
        raise NotAllowed(_("You were not asked about this picture."))
    return person


def check_guests_agree(stage: Stage, verdict: str) -> None:
    """Where the policy counts guests, the brand says yes after each of its guests, over no no.

    A guest never adds a yes: she can only hold the brand's back. What she said counts for the very
    picture and offer to which she said it. A link that was taken back asks nobody.
    """
    review = stage.review
    if stage.side != Side.BRAND or verdict != Verdict.YES or not review.policy.counts_guests:
        return
    about = review.draft.opinions.filter(
        draft_sha256=review.draft.master_id, offer_sha256=review.offer_sha256
    )
    said = {each.person_id: each.verdict for each in about.order_by("sent_at", "number")}
    for guest in GuestLink.objects.asked().filter(brief=review.draft.brief_id):
        opinion = said.get(guest.person_id) if guest.person_id else None
        if opinion is None:
            raise Conflict(
                _("%(name)s, your guest, has not given an opinion yet.") % {"name": guest}
            )
        if opinion == Verdict.NO:
            raise Conflict(_("%(name)s, your guest, said no to this picture.") % {"name": guest})


def check_looks_at_each(stage: Stage, among: int) -> None:
    """Brand and agency may answer several pictures in one act; the model answers each by itself."""
    if among > 1 and stage.side == Side.MODEL:
        raise NotAllowed(_("This picture is of you: look at it, and answer it by itself."))


def check_says_what(verdict: str, comment: str, reasons_: Collection[str] = ()) -> None:
    """A change says what should change, in words or by a reason; a no need say nothing."""
    if verdict not in Verdict.values:
        raise Invalid(_("Please answer no, change or yes."))
    if verdict == Verdict.CHANGE and not comment.strip() and not reasons_:
        raise Invalid(_("Please say what should change."))


def check_reasons(review: Review, verdict: str, chosen: Collection[str]) -> None:
    """Each reason of a change was offered in this round. No reason keeps a no from counting."""
    if not chosen or verdict == Verdict.NO:
        return
    if verdict == Verdict.YES:
        raise Invalid(_("A yes is given without a reason."))
    if set(chosen) - set(reasons.still_offered(review, verdict, chosen)):
        raise Invalid(_("One of these reasons is not offered here. Please choose again."))


def check_lies_in_the_picture(start: float, length: float) -> None:
    """A pin begins and ends inside, in fractions of one edge; NaN is neither."""
    if not (0 <= start <= 1 - length and length >= 0):
        raise Invalid(_("A pin lies outside the picture."))


def check_label(corner: str, variant: str) -> None:
    """The label stands in a corner, dark or light: never nowhere (DISCLOSURE §3)."""
    if corner not in CORNERS or variant not in VARIANTS:
        raise Invalid(_("Choose a corner for the label, and dark or light."))


# --- publish ---------------------------------------------------------------------------------


def check_may_publish(user: User, brief: Brief) -> None:
    """The person publishes for this brand."""
    if not may_publish(user, brief):
        raise NotAllowed(_("You may not publish for this brand."))


def may_publish(user: User, brief: Brief) -> bool:
    """Say whether the person publishes all of this brand's pictures, or those of this brief."""
    return access.holds(user, "publish_pictures", brief.brand_id) or access.is_granted(
        user, "publish_brief", brief, brief.brand_id
    )


def check_all_sides_agreed(review: Review) -> None:
    """Every stage of the round has a yes: brand, agency and model, for every person portrayed."""
    stages = list(review.stages.all())
    sides = {(stage.side, stage.twin_id) for stage in stages}
    needed = {(Side.BRAND.value, None)} | {
        (Side.MODEL.value, portrayal.twin_id) for portrayal in review.draft.portrayals.all()
    }
    if review.state != ReviewState.AGREED or not needed <= sides:
        raise Conflict(_("Not everybody has agreed to this picture."))
    if any(stage.state != StageState.YES for stage in stages):
        raise Conflict(_("Not everybody has agreed to this picture."))
    for stage in stages:
        for word in quorum.last_words(stage).values():
            check_yes_binds(word, review, None)


def check_yes_binds(decision: Decision | None, review: Review, person: UUID | None) -> Decision:
    """The stage's last word is a yes to this very master and offer; the model's is her own."""
    if decision is None or decision.verdict != Verdict.YES:
        raise Conflict(_("Not everybody has agreed to this picture."))
    bound = (decision.draft_sha256, decision.offer_sha256)
    if bound != (review.draft.master_id, review.offer_sha256):
        raise Conflict(_("The picture or its use changed after it was agreed to."))
    if person is not None and decision.person_id != person:
        raise Conflict(_("The model has not agreed to this picture herself."))
    return decision


def check_offer_stands(review: Review, offer_sha256: str) -> None:
    """The offer, worked out anew, is still the one that was agreed to."""
    if review.offer_sha256 != offer_sha256:
        raise Conflict(_("The use, crop, label or pay changed: everybody must be asked again."))


def check_is_in_the_offer(review: Review, channel: str) -> None:
    """The channel is one that was shown with the picture."""
    if channel not in review.offer["channels"]:
        raise Conflict(_("This channel was not part of what was agreed to."))


def check_rights_cover(gaps: Gaps) -> None:
    """Consent and licence of all portrayed cover the use at this very moment."""
    if gaps:
        raise Conflict(" ".join(gap.sentence for gap in gaps))


def check_may_be_shown(publication: Publication, gaps: Gaps) -> None:
    """The publication is live and every right to it is in force at this moment (RULINGS 8)."""
    if publication.state == "down" or gaps:
        raise Gone(_("This picture is no longer shown: the right to show it has ended."))
    if publication.state != "live":
        raise Gone(_("This picture is not shown."))


def check_cap(licence: Licence, published: int) -> None:
    """Another master still fits under the licence's cap (RULINGS 6)."""
    if published >= licence.image_cap:
        raise Conflict(
            _("All %(cap)s pictures of the licence are used.") % {"cap": licence.image_cap}
        )


# --- verify ----------------------------------------------------------------------------------


def check_was_public(publication: Publication) -> None:
    """It is or was shown to anybody: only then may anybody say where a copy of it is."""
    if publication.state not in {PublicationState.LIVE, PublicationState.DOWN}:
        raise Conflict(_("Nothing was published that looks like this."))


def check_works_the_case(user: User, case: MisuseCase) -> None:
    """The person works this case: for the agency that signed, or for herself where none did."""
    if not MisuseCase.objects.worked_by(user).filter(pk=case.pk).exists():
        raise NotAllowed(_("You may read this case, but not work it."))


def check_case_is_open(case: MisuseCase) -> None:
    """Nobody has closed the case yet."""
    if case.closed_at is not None:
        raise Conflict(_("This case is closed."))
