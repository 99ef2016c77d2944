"""The path end to end, through the actions: from brief to publication, and back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from approvals import rights
from approvals.actions import brief as briefs
from approvals.actions import generate, publish, review, takedown
from approvals.actions.brief import close_brief
from approvals.actions.order import cancel_run, fetch_for_order
from approvals.models import Approval, Asset, Channel, LedgerEntry, Portrayal, Publication
from portal import audit
from portal.actions.organisation import end_membership
from portal.errors import Conflict, Gone, Invalid, NotAllowed
from tests.people import DECLARED, World, a_world, add_member, clean_picture, timedelta, user
from twins.actions.consent import withdraw_consent
from twins.actions.licence import end_licence
from twins.actions.representation import end_representation, sign_representation
from twins.models import ConsentEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def test_a_picture_that_all_three_said_yes_to_is_published(world: World) -> None:
    publication = world.published()
    assert publication.state == "live", publication.failure
    assert not rights.publication_gaps(publication, at=world.at)


def test_a_picture_without_an_approval_of_everybody_in_it_is_not_shown(world: World) -> None:
    publication = world.published()
    Approval.objects.filter(publication=publication).delete()
    codes = {gap.code for gap in rights.publication_gaps(publication, at=world.at)}
    assert "not_agreed" in codes
    Portrayal.objects.filter(draft=publication.draft).delete()
    (gap,) = rights.publication_gaps(publication, at=world.at)
    assert gap.code == "not_agreed"


def test_publishing_books_the_quoted_price_once_for_a_medium(world: World) -> None:
    draft = world.draft(channels=("instagram-feed", "instagram-square"))
    world.agree(draft)
    world.publish(draft, "instagram-feed")
    world.publish(draft, "instagram-square")
    entries = LedgerEntry.objects.order_by("kind")
    assert [(entry.kind, entry.gross, entry.net) for entry in entries] == [
        ("image", Decimal(50), Decimal(40)),
        ("use", Decimal(360), Decimal(288)),
    ]


def test_the_same_picture_in_another_brief_is_another_use_and_earns_again(world: World) -> None:
    world.published()
    longer = world.draft(title="Longer", ends_on=date(2027, 10, 31))
    world.agree(longer)
    later = world.publish(longer)
    (entry,) = later.ledger.all()
    assert (entry.kind, entry.use, entry.gross) == ("use", later.use, Decimal(800))
    assert LedgerEntry.objects.filter(kind="image").count() == 1


@pytest.mark.parametrize("missing", ["brand", "agency", "model"])
def test_nothing_is_published_while_a_side_is_missing(world: World, missing: str) -> None:
    draft = world.draft()
    for side, who in (("brand", world.bram), ("agency", world.bo), ("model", world.mila)):
        if side == missing:
            break
        world.say("yes", draft, side, who)
    with pytest.raises(Conflict):
        world.publish(draft)


def test_the_agent_cannot_say_yes_for_the_model(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    for impostor in (world.bo, world.ada, world.bram, world.odo, world.sam):
        with pytest.raises(NotAllowed):
            world.say("yes", draft, "model", impostor)


def test_the_next_question_after_a_withdrawal_is_refused(world: World) -> None:
    publication = world.published()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    (gap, *_others) = rights.publication_gaps(publication, at=world.at)
    assert gap.is_withdrawal


def test_a_withdrawal_takes_down_publications_and_ends_runs_and_rounds(world: World) -> None:
    publication = world.published()
    waiting = world.draft(seed=8)
    order = world.brief().runs.get()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    event = ConsentEvent.objects.get(kind="withdrawn")
    assert takedown.handle_consent_event(event_id=event.pk, at=world.at)
    assert not takedown.handle_consent_event(event_id=event.pk, at=world.at)
    publication.refresh_from_db()
    order.refresh_from_db()
    assert (publication.state, order.state) == ("down", "cancelled")
    assert waiting.reviews.get().state == "ended"


def test_a_new_consent_revives_nothing(world: World) -> None:
    publication = world.published()
    draft = world.draft(seed=9)
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    world.consent(world.twin, world.mila)
    assert rights.publication_gaps(publication, at=world.at)
    with pytest.raises(Gone):
        world.say("yes", draft, "brand", world.bram)


def test_a_withdrawal_between_claim_and_completion_stops_the_publication(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    begun = publish.publish(
        draft=draft, channel=Channel.objects.get(name="web"), actor=world.bram, at=world.at
    )
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    assert world.complete(begun).state == "failed"


def test_the_model_takes_her_yes_back_before_publication(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    world.say("no", draft, "model", world.mila)
    with pytest.raises(Conflict):
        world.publish(draft)


def test_one_key_names_one_act_and_no_answer_to_another_picture(world: World) -> None:
    first, second = world.draft(), world.draft(seed=8)
    yes = world.say("yes", first, "brand", world.bram, idempotency_key="tap")
    no = world.say("no", second, "brand", world.bram, idempotency_key="tap")
    assert world.say("yes", first, "brand", world.bram, idempotency_key="tap") == yes
    assert world.say("no", second, "brand", world.bram, idempotency_key="tap") == no
    assert (no.draft, no.verdict) == (second, "no")


def test_the_second_of_two_taps_at_once_hears_the_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, lock, first = world.draft(), review._lock, []

    def lock_after_the_other(*about: Any) -> Any:
        monkeypatch.undo()
        first.append(world.say("yes", draft, "brand", world.bram, idempotency_key="tap"))
        return lock(*about)

    monkeypatch.setattr(review, "_lock", lock_after_the_other)
    assert world.say("yes", draft, "brand", world.bram, idempotency_key="tap") == first[0]


def test_a_change_orders_a_new_version_that_replaces_its_parent(world: World) -> None:
    parent = world.draft()
    world.say("change", parent, "brand", world.bram, comment="Warmer light")
    order = parent.reorders.get()
    child = world.deliver(order, seed=11)
    assert (child.parent, child.version) == (parent, 2)
    with pytest.raises(Conflict):
        world.say("yes", parent, "brand", world.bram)


def test_a_child_withdrawn_before_judgement_opens_its_parent_as_it_was(world: World) -> None:
    parent = world.draft()
    world.say("yes", parent, "brand", world.bram)
    world.say("change", parent, "model", world.mila, comment="Not my hand")
    child = world.deliver(parent.reorders.get(), seed=11)
    review.withdraw_draft(draft=child, actor=world.sam, at=world.at)
    assert parent.current_child is None
    assert parent.reviews.get().state == "change"


def test_the_cap_counts_distinct_masters(world: World) -> None:
    world.licence.image_cap = 1
    world.licence.save(update_fields=["image_cap"])
    first = world.draft()
    second = world.draft(seed=8)
    world.agree(first)
    world.agree(second)
    world.publish(first, "web")
    assert world.publish(first, "instagram-feed").state == "live"
    with pytest.raises(Conflict, match="All 1 pictures"):
        world.publish(second, "web")


def test_a_licence_that_ends_ends_what_is_shown_under_it(world: World) -> None:
    publication = world.published()
    end_licence(licence=world.licence, actor=world.mila, at=world.at, because="breach")
    assert takedown.take_down_uncovered(Publication.objects.may_have_run_out(world.at), at=world.at)
    publication.refresh_from_db()
    assert publication.state == "down"


def test_a_studio_fetches_only_what_consent_covers_and_each_fetch_is_kept(world: World) -> None:
    order = world.brief().runs.get()
    reference = world.twin.references.first()
    assert reference is not None
    fetch_for_order(run=order, sha256=reference.file_id, actor=world.sam, at=world.at)
    assert order.downloads.count() == 1
    with pytest.raises(NotAllowed):
        fetch_for_order(run=order, sha256=reference.file_id, actor=world.odo, at=world.at)
    with pytest.raises(Invalid):
        fetch_for_order(run=order, sha256="0" * 64, actor=world.sam, at=world.at)
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    with pytest.raises(Gone):
        fetch_for_order(run=order, sha256=reference.file_id, actor=world.sam, at=world.at)


def test_a_mood_picture_of_somebody_who_took_back_her_consent_is_not_fetched(world: World) -> None:
    nora = user("Nora")
    photograph = world.new_twin(nora, seed=3).references.all()[0]
    order = world.brief().runs.get()
    Asset.objects.create(brief=order.brief, kind="mood", file=photograph.file, name="mood.png")
    fetch_for_order(run=order, sha256=photograph.file_id, actor=world.sam, at=world.at)
    withdraw_consent(twin=photograph.twin, actor=nora, at=world.at)
    with pytest.raises(Invalid):
        fetch_for_order(run=order, sha256=photograph.file_id, actor=world.sam, at=world.at)


def test_an_order_can_be_called_off(world: World) -> None:
    order = world.brief().runs.get()
    assert cancel_run(run=order, actor=world.bram, at=world.at).state == "cancelled"
    with pytest.raises(Conflict):
        world.deliver(order)


def test_every_act_of_the_path_stands_in_chains_that_verify(world: World) -> None:
    world.published()
    reports = audit.verify_all()
    assert len(reports) >= 4
    assert all(report.broken_at is None for report in reports)
    assert all(report.events > 0 for report in reports)


def test_another_crop_asks_everybody_again(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    again = review.ask_again(
        draft=draft,
        channels=[Channel.objects.get(name="web")],
        actor=world.bram,
        at=world.at,
        corner="bottom-left",
    )
    assert again.number == 2
    world.agree(draft)
    publication = world.publish(draft, "web")
    assert (publication.state, publication.label_corner) == ("live", "bottom-left")


def test_a_brief_that_consent_excludes_is_refused_in_words(world: World) -> None:
    with pytest.raises(Conflict, match="The consent excludes swimwear"):
        world.brief(contexts=("swimwear",))


def test_a_picture_that_she_took_back_is_not_published_again_on_her_old_yes(world: World) -> None:
    publication = world.published()
    takedown.withdraw_picture(publication=publication, actor=world.mila, at=world.at)
    for channel in ("web", "instagram-feed"):
        with pytest.raises(Conflict):
            world.publish(publication.draft, channel)


def test_a_picture_that_she_took_back_comes_down_in_all_its_channels(world: World) -> None:
    first = world.published()
    second = world.publish(first.draft, "instagram-feed")
    takedown.withdraw_picture(publication=first, actor=world.mila, at=world.at)
    for publication in (first, second):
        publication.refresh_from_db()
        assert (publication.state, publication.down_because) == ("down", "taken back by the model")
        assert publication.takedown.ordered_by == world.mila.person


def test_a_version_without_a_needed_purpose_takes_everything_back(world: World) -> None:
    publication = world.published()
    waiting = world.draft(seed=8)
    order = world.brief().runs.get()
    world.at += timedelta(hours=1)
    world.consent(world.twin, world.mila, purposes=("storage", "listing"))
    world.at += timedelta(hours=1)
    world.consent(world.twin, world.mila)
    assert rights.publication_gaps(publication, at=world.at)
    with pytest.raises(Gone):
        world.deliver(order, seed=9)
    narrow = ConsentEvent.objects.get(consent__version=2)
    takedown.handle_consent_event(event_id=narrow.pk, at=world.at)
    order.refresh_from_db()
    assert (order.state, waiting.reviews.get().state) == ("cancelled", "ended")


def test_a_wider_version_does_not_bring_back_what_a_narrower_refused(world: World) -> None:
    publication = world.published()
    world.at += timedelta(hours=1)
    world.consent(world.twin, world.mila, territories=("US",))
    world.at += timedelta(hours=1)
    world.consent(world.twin, world.mila)
    assert rights.publication_gaps(publication, at=world.at)


def test_a_withdrawal_that_is_handled_late_ends_nothing_that_began_later(world: World) -> None:
    world.published()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    event = ConsentEvent.objects.get(kind="withdrawn")
    world.at += timedelta(hours=1)
    world.consent(world.twin, world.mila)
    later = world.published()
    assert takedown.handle_consent_event(event_id=event.pk, at=world.at)
    later.refresh_from_db()
    assert later.state == "live"
    assert Publication.objects.live().count() == 1


def test_nobody_is_asked_again_about_what_was_agreed_to(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    with pytest.raises(Conflict, match="exactly this"):
        review.ask_again(
            draft=draft,
            channels=list(Channel.objects.filter(name__in=["instagram-feed", "web"])),
            actor=world.bram,
            at=world.at,
        )


def test_no_channel_is_offered_for_which_the_brief_asked_no_use(world: World) -> None:
    draft = world.draft(channels=("web",))
    world.agree(draft)
    with pytest.raises(Invalid):
        review.ask_again(
            draft=draft,
            channels=[Channel.objects.get(name="instagram-feed")],
            actor=world.bram,
            at=world.at,
        )


def test_who_ordered_for_the_brand_does_not_answer_for_the_agency(world: World) -> None:
    cara = user("Cara")
    joined = add_member(
        organisation=world.brand, user=cara, role="producer", actor=world.bram, at=world.at
    )
    written = briefs.write_brief(
        brand=world.brand, wish=world.wish(), actor=world.bram, at=world.at
    )
    briefs.submit_brief(brief=written, actor=cara, at=world.at)
    draft = world.deliver(written.runs.get())
    end_membership(membership=joined, actor=world.bram, at=world.at)
    add_member(organisation=world.agency, user=cara, role="booker", actor=world.ada, at=world.at)
    world.say("yes", draft, "brand", world.bram)
    with pytest.raises(NotAllowed):
        world.say("yes", draft, "agency", cara)


def test_an_agency_answers_only_while_it_represents_her(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    linden = world.twin.representations.get()
    end_representation(representation=linden, actor=world.mila, at=world.at)
    with pytest.raises(NotAllowed, match="any more"):
        world.say("yes", draft, "agency", world.bo)


def test_an_open_question_passes_on_to_the_agency_that_follows(world: World) -> None:
    draft, answered = world.draft(), world.draft(seed=8)
    world.agree(answered)
    linden = world.twin.representations.get()
    end_representation(representation=linden, actor=world.mila, at=world.at)
    bea = user("Bea")
    birke = world.found("agency", "Birke", bea)
    sign_representation(
        twin=world.twin,
        agency=birke,
        territories=["EU"],
        commission=Decimal(15),
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 11, 1),
        actor=world.mila,
        at=world.at,
    )
    for stage in review.stages_to_pass_on(world.at):
        review.pass_on_stage(stage=stage, at=world.at)
    world.say("yes", draft, "brand", world.bram)
    world.say("yes", draft, "agency", bea)
    assert world.stage(answered, "agency").organisation == world.agency
    assert world.publish(answered).state == "live"


def test_only_the_studio_delivers_and_only_what_was_ordered(world: World) -> None:
    order = world.brief().runs.get()
    with pytest.raises(Invalid):
        world.deliver(order, place=2)
    machines = world.brief(generator="layout").runs.get()
    claimed = generate.claim_run(run_id=machines.pk, at=world.at)
    assert claimed is not None
    with pytest.raises(NotAllowed):
        generate.deliver(
            run=claimed,
            place=1,
            picture=clean_picture(3),
            declaration=DECLARED,
            actor=world.odo,
            at=world.at,
        )


def test_a_no_in_a_later_round_stops_what_an_earlier_one_agreed_to(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    web = Channel.objects.get(name="web")
    review.ask_again(draft=draft, channels=[web], actor=world.bram, at=world.at, corner="top-left")
    world.say("yes", draft, "brand", world.bram)
    world.say("no", draft, "model", world.mila)
    with pytest.raises(Conflict):
        world.publish(draft, "instagram-feed")


def test_her_no_to_an_earlier_round_stops_every_later_one(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    first = world.stage(draft, "model")
    web = Channel.objects.get(name="web")
    for corner in ("top-left", "bottom-left"):
        review.ask_again(draft=draft, channels=[web], actor=world.bram, at=world.at, corner=corner)
        if corner == "top-left":
            world.agree(draft)
    review.decide(
        stage=first,
        verdict="no",
        draft_sha256=draft.master_id,
        offer_sha256=first.review.offer_sha256,
        actor=world.mila,
        at=world.at,
    )
    assert set(draft.reviews.values_list("state", flat=True)) == {"refused"}
    for channel in ("web", "instagram-feed"):
        with pytest.raises(Conflict):
            world.publish(draft, channel)


@pytest.mark.parametrize("verdict", ["no", "change"])
def test_what_is_being_published_stops_when_a_later_round_says_otherwise(
    world: World, verdict: str
) -> None:
    draft = world.draft()
    world.agree(draft)
    web = Channel.objects.get(name="web")
    begun = publish.publish(draft=draft, channel=web, actor=world.bram, at=world.at)
    review.ask_again(draft=draft, channels=[web], actor=world.bram, at=world.at, corner="top-left")
    world.say("yes", draft, "brand", world.bram)
    world.say(verdict, draft, "model", world.mila, comment="Not my hand")
    assert world.complete(begun).state == "failed"


def test_a_label_stands_in_a_corner_or_nowhere_is_asked(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    web = Channel.objects.get(name="web")
    for corner, variant in (("nowhere", ""), ("", "invisible")):
        with pytest.raises(Invalid):
            review.ask_again(
                draft=draft,
                channels=[web],
                actor=world.bram,
                at=world.at,
                corner=corner,
                variant=variant,
            )


def test_closing_a_brief_asks_nobody_any_more_and_calls_its_orders_off(world: World) -> None:
    draft = world.draft(pictures=2)
    close_brief(brief=draft.brief, actor=world.bram, at=world.at)
    draft.run.refresh_from_db()
    assert (draft.run.state, draft.reviews.get().state) == ("cancelled", "ended")
