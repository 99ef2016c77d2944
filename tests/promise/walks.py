"""Short ways through the machine that lead straight to one guard.

Each is made of the machine's own acts, is clean while the guard stands, and asks nothing itself:
where the guard is gone, the oracle complains.
"""

from collections.abc import Sequence
from datetime import timedelta

from approvals.actions.generate import Declaration
from approvals.models import Review, Stage
from approvals.walls import EVERYBODY, Audience
from tests.promise import shadow as heard
from tests.promise.machine import CHANNELS, Promise

WEB = ("web",)
SAYS_NOTHING = Declaration(
    ai_system="", ai_version="", digital_source_type="trainedAlgorithmicMedia"
)


def draft(life: Promise, who: str = "mila", where: Sequence[str] = WEB) -> heard.Draft:
    """A picture that nobody judged yet."""
    made = life.delivered(life.ordered(who, where))
    assert made is not None
    return made


def agreed(life: Promise, who: str = "mila", where: Sequence[str] = WEB) -> heard.Draft:
    """A picture that everybody agreed to."""
    return life.agreed(draft(life, who, where)) or draft(life)


def live(life: Promise, who: str = "mila", where: Sequence[str] = WEB) -> heard.Publication:
    """A picture that is live."""
    it = life.whole_way(who, where)
    assert it is not None
    return it


def finished(life: Promise, it: heard.Draft | None) -> None:
    """Publish a draft, if that can be begun."""
    begun = life.begun(it)
    if begun is not None:
        life.acts.complete(begun)


def first_word(life: Promise, it: heard.Draft, number: int, by: str, verdict: str = "yes") -> None:
    """Those before the stage say yes; then somebody answers for it."""
    for stage in life.stages(it)[:number]:
        life.acts.say(stage.pk, "yes", life.judge_of(stage))
    life.acts.say(life.stages(it)[number].pk, verdict, life.someone(by))


def back_and_anew(life: Promise) -> None:
    """mila takes her consent back, and signs another at once."""
    life.consent_is_taken_back_and_signed_anew("mila")


# --- briefs and orders ----------------------------------------------------------------------------


def a_rival_writes(life: Promise) -> None:
    life.acts.write(life.cast.organisations["nord"], life.wish("mila", WEB), life.someone("odo"))


def a_rival_submits(life: Promise) -> None:
    nord, bram = life.cast.organisations["nord"], life.someone("bram")
    brief = life.acts.write(nord, life.wish("mila", WEB), bram)
    assert brief is not None
    life.acts.submit(brief, life.someone("odo"))


def ordered_without_consent(life: Promise) -> None:
    life.acts.take_back(life.cast.twins["mila"], life.someone("mila"), None)
    life.ordered("mila", WEB)


def ordered_under_half_a_licence(life: Promise) -> None:
    for pk, each in life.told.licences.items():
        if each.twin == life.cast.twins["mila"].pk:
            life.acts.end_licence(pk, life.someone("mila"))
    bram = life.someone("bram")
    life.acts.propose_licence(life.cast.twins["mila"], life.cast.organisations["nord"], bram)
    life.acts.sign_licence([*life.told.licences][-1], "model", life.someone("mila"), None)
    life.ordered("mila", WEB)


def ordered_for_a_closed_brief(life: Promise) -> None:
    it = agreed(life)
    bram = life.someone("bram")
    life.acts.close(life.told.briefs[it.brief], bram)
    life.acts.ask_again(it, WEB, "bottom-left", bram)
    life.changed(it)


def a_stranger_delivers(life: Promise) -> None:
    run = life.ordered("mila", WEB)
    assert run is not None
    life.acts.deliver(run, life.someone("odo"))


def a_lost_worker_delivers(life: Promise) -> None:
    life.a_lost_worker_comes_back()


def two_workers_claim(life: Promise) -> None:
    run = life.ordered("mila", WEB, generator="layout")
    assert run is not None
    life.acts.claim_run(run)
    life.acts.claim_run(run)


def delivered_after_a_withdrawal(life: Promise) -> None:
    run = life.ordered("mila", WEB)
    back_and_anew(life)
    life.delivered(run)


def delivered_after_the_licence_was_ended(life: Promise) -> None:
    run = life.ordered("mila", WEB)
    mila, nord = life.cast.twins["mila"].pk, life.cast.organisations["nord"].pk
    for pk, licence in list(life.told.licences.items()):
        if (licence.twin, licence.brand) == (mila, nord):
            life.acts.end_licence(pk, life.someone("mila"))
    life.delivered(run)


def delivered_by_a_machine_she_left_out(life: Promise) -> None:
    run = life.ordered("mila", WEB)
    life.acts.sign_consent(life.cast.twins["mila"], life.someone("mila"), generators=("layout",))
    life.delivered(run)


def delivered_without_a_word(life: Promise) -> None:
    run = life.ordered("mila", WEB)
    assert run is not None
    life.acts.deliver(run, life.someone("sam"), declared=SAYS_NOTHING)


# --- urgent stop ----------------------------------------------------------------------------------


def ordered_while_stopped(life: Promise) -> None:
    life.while_stopped("mila", lambda: life.ordered("mila", WEB))


def delivered_while_stopped(life: Promise) -> None:
    run = life.ordered("mila", WEB)
    life.while_stopped("mila", lambda: life.delivered(run))


def claimed_while_stopped(life: Promise) -> None:
    run = life.ordered("mila", WEB, generator="layout")
    assert run is not None
    life.while_stopped("mila", lambda: life.acts.claim_run(run))


def published_while_stopped(life: Promise) -> None:
    it = agreed(life)
    life.while_stopped("mila", lambda: life.begun(it))


def a_stop_before_completion(life: Promise) -> None:
    begun = life.begun(agreed(life))
    assert begun is not None
    life.while_stopped("mila", lambda: life.acts.complete(begun))


def another_stops_her(life: Promise) -> None:
    life.acts.stop(life.cast.twins["mila"], life.someone("ada"))


def another_lets_her_go_on(life: Promise) -> None:
    life.acts.stop(life.cast.twins["mila"], life.someone("mila"))
    life.acts.go_on(life.cast.twins["mila"], life.someone("ada"))


# --- review ---------------------------------------------------------------------------------------


def withdrawn_twice(life: Promise) -> None:
    it, sam = draft(life), life.someone("sam")
    life.acts.withdraw_draft(it, sam)
    life.acts.withdraw_draft(it, sam)


def judged_after_it_was_withdrawn(life: Promise) -> None:
    it = draft(life)
    life.acts.withdraw_draft(it, life.someone("sam"))
    first_word(life, it, 0, "bram")


def judged_after_the_brief_was_closed(life: Promise) -> None:
    it = draft(life)
    life.acts.close(life.told.briefs[it.brief], life.someone("bram"))
    first_word(life, it, 0, "bram")


def a_stranger_answers_for_her(life: Promise) -> None:
    first_word(life, draft(life), 2, "odo")


def a_stranger_answers_for_the_agency(life: Promise) -> None:
    first_word(life, draft(life), 1, "odo")


def staff_of_both_answer_for_the_agency(life: Promise) -> None:
    first_word(life, draft(life), 1, "dora")


def the_model_answers_for_her_agency(life: Promise) -> None:
    life.a_model_joins_her_agency(0)


def somebody_changes_sides(life: Promise) -> None:
    life.somebody_changes_sides()


def an_agency_that_she_left_answers(life: Promise) -> None:
    it = draft(life)
    acting = next(e for e in life.told.agencies if e.twin == life.cast.twins["mila"].pk)
    life.acts.end_representation(acting, life.someone("mila"))
    first_word(life, it, 1, "bo")


def the_author_answers_where_two_are_asked(life: Promise) -> None:
    first_word(life, draft(life, "nora"), 0, "bram")


def somebody_answers_to_what_was_before(life: Promise) -> None:
    life.somebody_answers_to_what_she_saw_before("mila")


def judged_after_a_withdrawal(life: Promise) -> None:
    it = draft(life)
    back_and_anew(life)
    first_word(life, it, 0, "bram")


def her_late_no_after_publication(life: Promise) -> None:
    it = life.told.drafts[live(life).draft]
    life.acts.say(life.stages(it)[-1].pk, "no", life.someone("mila"))


def asked_for_a_label_nowhere(life: Promise) -> None:
    life.acts.ask_again(agreed(life), WEB, "nowhere", life.someone("bram"))


def asked_for_a_medium_without_a_use(life: Promise) -> None:
    it = agreed(life)
    life.acts.ask_again(it, ("instagram-feed",), "", life.someone("bram"))
    life.agreed(it)
    life.acts.publish(it, "instagram-feed", life.someone("bram"))


# --- cover ----------------------------------------------------------------------------------------


def covered(
    life: Promise,
    away: str,
    colleague: str,
    where: str = "linden",
    *,
    by: str = "",
    days: int = 3,
) -> heard.Cover | None:
    """Somebody names a colleague, for herself unless told otherwise."""
    organisation = life.cast.organisations[where]
    one, other = life.someone(away), life.someone(colleague)
    return life.acts.name_cover(organisation, one, other, days, life.someone(by or away))


def a_colleague_answers_whom_nobody_named(life: Promise) -> None:
    first_word(life, draft(life), 1, "liv")


def a_colleague_answers_after_her_time(life: Promise) -> None:
    cover = covered(life, "bo", "liv")
    it = draft(life)
    assert cover is not None
    life.acts.say(life.stages(it)[0].pk, "yes", life.someone("bram"))
    life.told.at = cover.until - timedelta(seconds=1)
    life.acts.say(life.stages(it)[1].pk, "yes", life.someone("liv"))


def a_colleague_answers_after_it_was_ended(life: Promise) -> None:
    cover = covered(life, "bo", "liv")
    assert cover is not None
    life.acts.end_cover(cover, life.someone("bo"))
    first_word(life, draft(life), 1, "liv")


def a_colleague_answers_for_who_works_for_both(life: Promise) -> None:
    """dora may not answer for Linden on Nord's pictures: nor may liv for her."""
    covered(life, "dora", "liv")
    first_word(life, draft(life), 1, "liv")


def a_colleague_answers_for_the_author(life: Promise) -> None:
    nord, liv = life.cast.organisations["nord"], life.someone("liv")
    life.acts.join(nord, liv, "viewer", life.someone("bram"))
    covered(life, "bram", "liv", "nord")
    first_word(life, draft(life, "nora"), 0, "liv")


def a_colleague_answers_for_the_model(life: Promise) -> None:
    covered(life, "bo", "liv")
    first_word(life, draft(life), 2, "liv")


def a_stranger_names_a_cover(life: Promise) -> None:
    covered(life, "bo", "liv", by="dora")


def a_model_is_covered(life: Promise) -> None:
    covered(life, "mila", "liv", by="ada")


def somebody_covers_herself(life: Promise) -> None:
    covered(life, "bo", "bo")


def somebody_from_elsewhere_covers(life: Promise) -> None:
    covered(life, "bo", "odo")


def a_model_covers_at_her_agency(life: Promise) -> None:
    linden = life.cast.organisations["linden"]
    life.acts.join(linden, life.someone("mila"), "booker", life.someone("ada"))
    covered(life, "bo", "mila")


def two_cover_one(life: Promise) -> None:
    covered(life, "bo", "liv")
    covered(life, "bo", "dora")


def who_is_covered_covers(life: Promise) -> None:
    covered(life, "bo", "liv")
    covered(life, "ada", "bo")


def a_stranger_ends_a_cover(life: Promise) -> None:
    cover = covered(life, "bo", "liv")
    assert cover is not None
    life.acts.end_cover(cover, life.someone("dora"))


# --- policies -------------------------------------------------------------------------------------


def ruled(life: Promise, needs: int, *names: str, by: str = "ada") -> heard.Draft:
    """A picture that is judged by a rule of Linden's; the brand has said yes."""
    people = [life.someone(name) for name in names]
    life.acts.set_policy(life.cast.organisations["linden"], needs, people, life.someone(by))
    it = draft(life)
    life.acts.say(life.stages(it)[0].pk, "yes", life.someone("bram"))
    return it


def a_booker_sets_a_policy(life: Promise) -> None:
    ruled(life, 1, by="bo")


def a_booker_edits_the_reasons(life: Promise) -> None:
    life.acts.edit_reasons(life.cast.organisations["linden"], "Because", life.someone("bo"))


def a_reason_that_nobody_offers(life: Promise) -> None:
    stage = life.stages(draft(life))[0]
    life.acts.say(stage.pk, "change", life.someone("bram"), reasons=["Because"])


def talk(life: Promise, by: str, audience: Audience) -> heard.Said:
    """Somebody writes beside a picture that the brand has agreed to."""
    it = draft(life)
    life.acts.say(life.stages(it)[0].pk, "yes", life.someone("bram"))
    said = life.acts.talk(it, audience, life.someone(by))
    assert said is not None
    return said


def of_linden(life: Promise) -> Audience:
    return Audience("own", life.cast.organisations["linden"].pk)


def linden_talks_among_itself(life: Promise) -> None:
    talk(life, "bo", of_linden(life))


def a_studio_talks_to_all(life: Promise) -> None:
    life.acts.talk(draft(life), EVERYBODY, life.someone("sam"))


def the_brand_writes_to_linden_alone(life: Promise) -> None:
    life.acts.talk(draft(life), of_linden(life), life.someone("bram"))


def an_answer_to_more(life: Promise) -> None:
    life.acts.talk_back(talk(life, "bo", of_linden(life)), EVERYBODY, life.someone("ada"))


def the_brand_answers_what_it_cannot_read(life: Promise) -> None:
    life.acts.talk_back(talk(life, "bo", of_linden(life)), EVERYBODY, life.someone("bram"))


def linden_ticks_off_what_the_brand_asked(life: Promise) -> None:
    life.acts.tick_off(talk(life, "bram", EVERYBODY), life.someone("bo"))


def an_agency_that_she_left_talks_to_all(life: Promise) -> None:
    it = draft(life)
    mila = life.cast.twins["mila"].pk
    acting = next(each for each in life.told.agencies if each.twin == mila)
    life.acts.end_representation(acting, life.someone("mila"))
    life.acts.talk(it, EVERYBODY, life.someone("bo"))


def one_answers_who_is_not_named(life: Promise) -> None:
    life.acts.say(life.stages(ruled(life, 1, "bo"))[1].pk, "yes", life.someone("ada"))


def bo_says_yes_twice(life: Promise) -> None:
    stage = life.stages(ruled(life, 2))[1]
    for _twice in range(2):
        life.acts.say(stage.pk, "yes", life.someone("bo"))


def one_agrees_where_two_must(life: Promise) -> None:
    it = ruled(life, 2)
    life.acts.say(life.stages(it)[1].pk, "yes", life.someone("bo"))
    life.acts.say(life.stages(it)[2].pk, "yes", life.someone("mila"))
    finished(life, it)


# --- guests ---------------------------------------------------------------------------------------


def guest(
    life: Promise, it: heard.Draft, by: str = "bram", *, reads_mail: bool = True
) -> heard.Guest:
    """Gwen, asked about the draft's brief, and let in if she reads her mail."""
    made = life.acts.invite(life.told.briefs[it.brief], "gwen@example.test", life.someone(by))
    assert made is not None
    life.acts.let_in(made, reads_mail=reads_mail)
    return made


def a_rival_invites(life: Promise) -> None:
    it = draft(life)
    life.acts.invite(life.told.briefs[it.brief], "gwen@example.test", life.someone("odo"))


def a_guest_without_the_mail(life: Promise) -> None:
    guest(life, draft(life), reads_mail=False)


def a_guest_is_heard_before_her_code(life: Promise) -> None:
    it = draft(life)
    life.acts.give_opinion(guest(life, it, reads_mail=False), it, "yes")


def a_guest_is_heard_elsewhere(life: Promise) -> None:
    other = draft(life)
    life.acts.give_opinion(guest(life, draft(life)), other, "yes")


def a_guest_is_heard_after_her_link(life: Promise) -> None:
    it = draft(life)
    gwen = guest(life, it)
    life.acts.revoke(gwen, life.someone("bram"))
    life.acts.give_opinion(gwen, it, "yes")


def a_guest_is_heard_after_the_round(life: Promise) -> None:
    it = draft(life)
    gwen = guest(life, it)
    first_word(life, it, 0, "bram", "no")
    life.acts.give_opinion(gwen, it, "yes")


def a_guest_is_heard_after_a_withdrawal(life: Promise) -> None:
    it = draft(life)
    gwen = guest(life, it)
    back_and_anew(life)
    life.acts.give_opinion(gwen, it, "yes")


def the_brand_says_yes_before_its_guest(life: Promise) -> None:
    it = draft(life, "nora")
    guest(life, it)
    first_word(life, it, 0, "dora")


def the_brand_says_yes_over_its_guest_s_no(life: Promise) -> None:
    it = draft(life, "nora")
    life.acts.give_opinion(guest(life, it), it, "no")
    first_word(life, it, 0, "dora")


# --- publish --------------------------------------------------------------------------------------


def a_rival_publishes(life: Promise) -> None:
    life.acts.publish(agreed(life), "web", life.someone("odo"))


def a_rival_unpublishes(life: Promise) -> None:
    life.acts.unpublish(live(life), life.someone("odo"))


def published_again_after_she_took_it_back(life: Promise) -> None:
    it = live(life)
    life.acts.take_picture_back(it, life.someone("mila"))
    finished(life, life.told.drafts[it.draft])


def published_over_her_late_no(life: Promise) -> None:
    it = agreed(life)
    life.acts.say(life.stages(it)[-1].pk, "no", life.someone("mila"))
    finished(life, it)


def published_with_a_yes_that_nobody_said(life: Promise) -> None:
    """A hand in the database sets her no to yes."""
    it = draft(life)
    first_word(life, it, 2, "mila", "no")
    Stage.objects.filter(review__draft=it.id).update(state="yes")
    Review.objects.filter(draft=it.id).update(state="agreed")
    finished(life, it)


def published_over_a_no_to_a_newer_round(life: Promise) -> None:
    it = agreed(life)
    life.acts.ask_again(it, WEB, "bottom-left", life.someone("bram"))
    first_word(life, it, 2, "mila", "no")
    finished(life, it)


def a_no_to_a_newer_round_comes_between(life: Promise) -> None:
    it = agreed(life)
    begun = life.begun(it)
    assert begun is not None
    life.acts.ask_again(it, WEB, "bottom-left", life.someone("bram"))
    first_word(life, it, 2, "mila", "no")
    life.acts.complete(begun)


def the_use_grows_after_the_yes(life: Promise) -> None:
    life.the_use_grows_after_the_yes("mila")


def published_where_nobody_was_asked(life: Promise) -> None:
    it = agreed(life, where=("instagram-feed", "web"))
    life.acts.publish(it, "instagram-story", life.someone("bram"))


def published_after_a_withdrawal(life: Promise) -> None:
    it = agreed(life)
    back_and_anew(life)
    finished(life, it)


def published_after_the_licence_was_ended(life: Promise) -> None:
    it = agreed(life)
    life.happens(it, "mila", "licence")
    finished(life, it)


def more_pictures_than_the_cap(life: Promise) -> None:
    life.a_licence_is_used_up(0)


def her_no_comes_between(life: Promise) -> None:
    life.something_happens_before_completion("mila", "no")


def her_withdrawal_comes_between(life: Promise) -> None:
    life.something_happens_before_completion("mila", "consent anew")


def the_end_of_the_licence_comes_between(life: Promise) -> None:
    life.something_happens_before_completion("mila", "licence")


def two_channels_of_one_medium(life: Promise) -> None:
    it = agreed(life, where=CHANNELS[:3])
    for channel in CHANNELS[1:3]:
        begun = life.acts.publish(it, channel, life.someone("bram"))
        assert begun is not None
        life.acts.claim_publication(begun)
        life.acts.complete(begun)


# --- and back -------------------------------------------------------------------------------------


def asked_for_after_she_took_it_back(life: Promise) -> None:
    life.acts.take_picture_back(live(life), life.someone("mila"))


def asked_for_after_a_withdrawal(life: Promise) -> None:
    live(life)
    back_and_anew(life)


def asked_for_after_the_licence_was_ended(life: Promise) -> None:
    it = live(life)
    life.happens(life.told.drafts[it.draft], "mila", "licence")


def asked_for_after_its_time(life: Promise) -> None:
    live(life)
    life.told.at += timedelta(days=100)


def what_was_refused_is_allowed_again(life: Promise) -> None:
    life.what_was_refused_is_allowed_again("mila", 1)


def a_worker_hears_of_a_withdrawal(life: Promise) -> None:
    live(life)
    life.ordered("mila", WEB)
    draft(life)
    life.acts.take_back(life.cast.twins["mila"], life.someone("mila"), None)
    life.acts.handle(life.told.events[-1])
    life.acts.handle(life.told.events[-1])


def a_rival_takes_a_picture_back(life: Promise) -> None:
    life.acts.take_picture_back(live(life), life.someone("odo"))


def another_signs_her_consent(life: Promise) -> None:
    life.acts.sign_consent(life.cast.twins["mila"], life.someone("ada"))


def another_takes_her_consent_back(life: Promise) -> None:
    life.acts.take_back(life.cast.twins["mila"], life.someone("ada"), None)


# --- licences and agencies ------------------------------------------------------------------------


def proposed(life: Promise, by: str = "bram") -> None:
    """Somebody proposes a licence of mila to Nord."""
    twin, nord = life.cast.twins["mila"], life.cast.organisations["nord"]
    life.acts.propose_licence(twin, nord, life.someone(by))


def a_stranger_proposes(life: Promise) -> None:
    proposed(life, "nora")


def another_signs_as_the_model(life: Promise) -> None:
    proposed(life)
    life.acts.sign_licence([*life.told.licences][-1], "model", life.someone("ada"), None)


def a_rival_signs_for_the_brand(life: Promise) -> None:
    proposed(life)
    nord = life.cast.organisations["nord"]
    life.acts.sign_licence([*life.told.licences][-1], "brand", life.someone("odo"), nord)


def an_agency_that_she_left_signs(life: Promise) -> None:
    proposed(life)
    acting = next(e for e in life.told.agencies if e.twin == life.cast.twins["mila"].pk)
    life.acts.end_representation(acting, life.someone("mila"))
    linden = life.cast.organisations["linden"]
    life.acts.sign_licence([*life.told.licences][-1], "agency", life.someone("ada"), linden)


def one_signs_for_two_sides(life: Promise) -> None:
    nord, linden, dora = (
        life.cast.organisations["nord"],
        life.cast.organisations["linden"],
        life.someone("dora"),
    )
    life.acts.join(nord, dora, "owner", life.someone("bram"))
    proposed(life)
    pk = [*life.told.licences][-1]
    life.acts.sign_licence(pk, "brand", dora, nord)
    life.acts.sign_licence(pk, "agency", dora, linden)


def her_agency_declines_what_is_in_force(life: Promise) -> None:
    linden = life.cast.organisations["linden"]
    first = next(iter(life.told.licences))
    life.acts.decline_licence(first, "agency", life.someone("ada"), linden)


def a_rival_declines(life: Promise) -> None:
    proposed(life)
    nord = life.cast.organisations["nord"]
    life.acts.decline_licence([*life.told.licences][-1], "brand", life.someone("odo"), nord)


def another_ends_her_licence(life: Promise) -> None:
    life.acts.end_licence(next(iter(life.told.licences)), life.someone("ada"))


def another_chooses_her_agency(life: Promise) -> None:
    acting = next(e for e in life.told.agencies if e.twin == life.cast.twins["nora"].pk)
    life.acts.end_representation(acting, life.someone("nora"))
    life.acts.represent(
        life.cast.twins["nora"],
        life.cast.organisations["birke"],
        ("EU",),
        life.someone("bea"),
        is_mother=False,
    )


def another_parts_her_from_her_agency(life: Promise) -> None:
    acting = next(e for e in life.told.agencies if e.twin == life.cast.twins["nora"].pk)
    life.acts.end_representation(acting, life.someone("ada"))
