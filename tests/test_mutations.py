"""The test of the test: where a guard is taken away, the oracle of the promise complains.

Each row takes away one guard, or all that keep the same thing where it is kept more than once, and
walks straight there. What complains is the oracle, never the walk; with the guard it is silent.
"""

import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError

import approvals.actions
import twins.actions
from tests.promise import walks
from tests.promise.machine import Promise, newborn
from tests.promise.oracle import Broken

POLICIES = "approvals.policies."
GUARDED = (
    "approvals.walls",
    "approvals.policies",
    "approvals.rights",
    "approvals.offer",
    "approvals.ledger",
)
ACTIONS = (approvals.actions, twins.actions)
OF_FORM = {
    "approvals.policies.check_says_what": "a change without a word asks for nothing in particular",
    "approvals.policies.check_lies_in_the_picture": "a pin is a remark",
    "approvals.policies.check_looks_at_each": "her yes to several at once is her own all the same",
    "approvals.actions.door.check_address": "what is no address reaches nobody",
    "approvals.actions.door.check_name": "a name is a word",
    "approvals.policies.check_was_public": "a report of misuse shows nothing to anybody",
    "approvals.policies.check_works_the_case": "a case of misuse publishes nothing",
    "approvals.policies.check_case_is_open": "a case of misuse publishes nothing",
    "approvals.actions.crew._check_terms": "a fee is a number, and nothing is shown for it",
    "approvals.actions.pin._check_text": "words are words",
    "approvals.actions.reason._check_words": "a reason is a word",
    "approvals.actions.reason._check_has_room": "a long list publishes nothing",
    "approvals.actions.policy._check_is_hers": "a rule for a licence of others asks nobody",
    "approvals.actions.policy._check": "its parts are",
    "approvals.actions.policy._check_people": "a rule that nobody can keep publishes nothing",
    "approvals.actions.policy._check_hours": "a deadline approves nothing",
    "approvals.actions.brief._check_wish": "a wish that cannot be kept is kept by nobody",
    "twins.actions.licence._check_terms": "terms are judged by the three who sign them",
    "twins.actions.representation._check_terms": "the law's longest term and highest commission",
    "twins.actions.representation._check_prices": "a price is a number",
}
"""Guards against nonsense, which the promise does not rest on, and why; their tests are theirs."""


@dataclass(frozen=True)
class Without:
    """Something taken away; in ``name``, ``old`` becomes ``new``, or nothing is asked at all."""

    name: str
    old: str = ""
    new: str = ""
    answer: Callable[..., Any] = lambda *_args, **_more: None

    def instead(self) -> Callable[..., Any]:
        """What stands in its place."""
        if not self.old:
            return self.answer
        module, name = found(self.name)
        source = textwrap.dedent(inspect.getsource(getattr(module, name)))
        assert source.count(self.old) == 1, f"{self.name} does not read like that any more"
        made: dict[str, Any] = {}
        exec(source.replace(self.old, self.new), vars(module), made)
        return made[name]  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Mutation:
    """Guards taken away, the way there, and what the oracle says then."""

    without: tuple[Without, ...]
    walk: Callable[[Promise], None]
    says: str | type[Exception]

    def __str__(self) -> str:
        names = " and ".join(each.name.rpartition(".")[2] for each in self.without)
        return f"{names}: {self.walk.__name__}"


def found(name: str) -> tuple[ModuleType, str]:
    """The module and the name in it."""
    module, _, short = name.rpartition(".")
    return importlib.import_module(module), short


def no(guard: str, walk: Callable[[Promise], None], says: str | type[Exception]) -> Mutation:
    """Without a policy."""
    return Mutation((Without(POLICIES + guard),), walk, says)


def at(
    name: str, walk: Callable[[Promise], None], says: str | type[Exception], **how: Any
) -> Mutation:
    """Without something else, or with a line of it changed."""
    return Mutation((Without(name, **how),), walk, says)


def nothing(*_args: object, **_more: object) -> tuple[()]:
    """No gaps, no agencies."""
    return ()


def never(*_args: object, **_more: object) -> bool:
    """It did not happen."""
    return False


def always(*_args: object, **_more: object) -> bool:
    """It is so."""
    return True


def none_yet(*_args: object, **_more: object) -> int:
    """Nothing was counted."""
    return 0


def the_same[T](first: T, *_args: object) -> T:
    """What was given, unchecked."""
    return first


PUBLISH, TAKEDOWN = "approvals.actions.publish.", "approvals.actions.takedown."
REVIEW, RIGHTS = "approvals.actions.review.", "approvals.rights."
COVER = "portal.actions.cover."
STOP = "twins.actions.stop."
LICENCE, REPRESENTATION = "twins.actions.licence.", "twins.actions.representation."
ONLY_THE_NEWEST = Without(
    RIGHTS + "_consents_since", old="if consent.signed_at <= since:", new="if True:"
)
COVERS_ANYBODY = Without(
    POLICIES + "check_fills_the_stage", old="if covered is None:", new="if False:"
)
ONE_ROUND_CLOSES = Without(
    REVIEW + "_close_all", old="review.draft.reviews.filter(state__in=STANDING)", new="()"
)

MUTATIONS = [
    # --- briefs and orders
    no("check_may_write", walks.a_rival_writes, "Only its people write"),
    no("check_may_change", walks.a_rival_submits, "Only its people submit"),
    no("check_covered", walks.ordered_without_consent, "Nothing is ordered while a consent"),
    no("check_covered", walks.ordered_under_half_a_licence, "Nothing is ordered without a licence"),
    at(
        LICENCE + "_all_signed",
        walks.ordered_under_half_a_licence,
        "Nothing is ordered without a licence",
        answer=always,
    ),
    at(
        "approvals.actions.order._check_may_be_ordered",
        walks.ordered_for_a_closed_brief,
        "Nothing is ordered for a closed brief",
        old="brief.state != BriefState.SUBMITTED",
        new="False",
    ),
    no("check_may_deliver", walks.a_stranger_delivers, "A studio's order is delivered"),
    at(
        "approvals.actions.generate._check_accepts",
        walks.a_lost_worker_delivers,
        "A machine's order is delivered by the worker that has it",
    ),
    at(
        "approvals.actions.generate.claim_run",
        walks.two_workers_claim,
        "One worker has a run at a time",
        old="Run.objects.waiting()",
        new="Run.objects",
    ),
    # --- urgent stop
    at(
        RIGHTS + "is_stopped",
        walks.ordered_while_stopped,
        "Nothing is ordered of who stopped",
        answer=never,
    ),
    at(
        "approvals.actions.generate.claim_run",
        walks.claimed_while_stopped,
        "No worker takes up what she has halted",
        old="Run.objects.waiting()",
        new="Run.objects.filter(state=RunState.WAITING)",
    ),
    no("check_not_stopped", walks.delivered_while_stopped, "No draft is stored of who stopped"),
    no("check_not_stopped", walks.published_while_stopped, "Nothing is published of who stopped"),
    no("check_not_stopped", walks.a_stop_before_completion, "Nothing is published of who stopped"),
    at(STOP + "_check_is_herself", walks.another_stops_her, "Nobody but the model stops"),
    at(STOP + "_check_is_herself", walks.another_lets_her_go_on, "Nobody but the model goes on"),
    no(
        "check_licences_stand",
        walks.delivered_after_the_licence_was_ended,
        "No draft is stored under a licence that was ended",
    ),
    # --- talk
    at(
        "approvals.models.pin._open_to",
        walks.linden_talks_among_itself,
        "Nobody reads across a wall",
        old='wall=Wall.OWN, among=F("draft__brief__brand")',
        new="wall=Wall.OWN",
    ),
    Mutation(
        (
            Without("approvals.actions.pin.check_speaks"),
            Without("approvals.walls.check_may_choose"),
        ),
        walks.a_studio_talks_to_all,
        IntegrityError,
    ),
    at(
        "approvals.walls.check_may_choose",
        walks.the_brand_writes_to_linden_alone,
        IntegrityError,
    ),
    Mutation(
        (Without("approvals.walls._check_acts"),),
        walks.an_agency_that_she_left_talks_to_all,
        "Nobody writes behind a wall of others",
    ),
    at(
        "approvals.actions.pin.check_is_within",
        walks.an_answer_to_more,
        "An answer stays with those",
    ),
    Mutation(
        (
            Without("approvals.actions.pin._read", old=".read_by(viewer)", new=""),
            Without("approvals.actions.pin.check_is_within"),
        ),
        walks.the_brand_answers_what_it_cannot_read,
        "An answer stays with those",
    ),
    at(
        "approvals.actions.pin.check_asked_for_it",
        walks.linden_ticks_off_what_the_brand_asked,
        "Whoever asked ticks it off",
    ),
    # --- delivery
    no("check_nothing_withdrawn", walks.delivered_after_a_withdrawal, "stored after a withdrawal"),
    at(
        RIGHTS + "withdrawn_since",
        walks.delivered_after_a_withdrawal,
        "stored after a withdrawal",
        answer=never,
    ),
    no(
        "check_consent_in_force",
        walks.delivered_by_a_machine_she_left_out,
        "No draft is stored while a consent does not allow it",
    ),
    at(
        "twins.coverage.consent_now",
        walks.delivered_by_a_machine_she_left_out,
        "No draft is stored while a consent does not allow it",
        answer=nothing,
    ),
    at(
        "approvals.actions.generate._check_declaration",
        walks.delivered_without_a_word,
        IntegrityError,
    ),
    # --- review
    no("check_is_current", walks.withdrawn_twice, "What was replaced is not withdrawn"),
    Mutation(
        (Without(POLICIES + "check_is_current"), Without(POLICIES + "check_stage_is_asked")),
        walks.judged_after_it_was_withdrawn,
        "Nobody answers for a version that was replaced",
    ),
    no(
        "check_stage_is_asked",
        walks.judged_after_the_brief_was_closed,
        "A round that somebody ended asks nobody any more",
    ),
    no("check_fills_the_stage", walks.a_stranger_answers_for_her, "Nobody but the model gives"),
    no("check_fills_the_stage", walks.a_stranger_answers_for_the_agency, "Only its people speak"),
    no(
        "check_speaks_for_one_side",
        walks.staff_of_both_answer_for_the_agency,
        "The brand's staff do not answer for agencies",
    ),
    no(
        "check_speaks_for_one_side",
        walks.the_model_answers_for_her_agency,
        "Who is in a picture answers for herself only",
    ),
    Mutation(
        (
            Without(POLICIES + "check_speaks_for_one_side"),
            Without("approvals.actions.seat.take_seat", old="seat.side != side", new="False"),
        ),
        walks.somebody_changes_sides,
        "Nobody speaks for two sides in a brief",
    ),
    no(
        "check_acts_for_her",
        walks.an_agency_that_she_left_answers,
        "An agency answers while it represents her",
    ),
    no(
        "check_author_may_judge",
        walks.the_author_answers_where_two_are_asked,
        "The author is not the second person",
    ),
    no(
        "check_saw_this",
        walks.somebody_answers_to_what_was_before,
        "A verdict is on what was seen",
    ),
    no("check_consent_in_force", walks.judged_after_a_withdrawal, "Nothing is judged after"),
    at(
        RIGHTS + "draft_gaps",
        walks.judged_after_a_withdrawal,
        "Nothing is judged after a withdrawal",
        answer=nothing,
    ),
    at(
        REVIEW + "_takes_back_her_yes",
        walks.her_late_no_after_publication,
        "Her late no comes before publication",
        old="stage.review.publications.filter(state=PublicationState.LIVE).exists()",
        new="False",
    ),
    no("check_label", walks.asked_for_a_label_nowhere, "The label stands in a corner"),
    Mutation(
        (Without(REVIEW + "_check_may_be_offered"),),
        walks.asked_for_a_medium_without_a_use,
        ObjectDoesNotExist,
    ),
    at(
        RIGHTS + "agencies",
        walks.her_no_comes_between,
        "No picture is shown unless each agency said yes",
        answer=nothing,
    ),
    # --- cover
    Mutation(
        (
            Without("portal.models.in_force._question", old="AND cover.ends_at > %(now)s"),
            COVERS_ANYBODY,
        ),
        walks.a_colleague_answers_after_her_time,
        "Only its people speak",
    ),
    Mutation(
        (
            Without("portal.models.in_force._question", old="AND cover.ended_at IS NULL"),
            COVERS_ANYBODY,
        ),
        walks.a_colleague_answers_after_it_was_ended,
        "Only its people speak",
    ),
    no(
        "check_fills_the_stage",
        walks.a_colleague_answers_whom_nobody_named,
        "Only its people speak",
    ),
    no("check_fills_the_stage", walks.a_colleague_answers_for_the_model, "Nobody but the model"),
    at(
        POLICIES + "_could_answer",
        walks.a_colleague_answers_for_who_works_for_both,
        "Nobody answers for a colleague who could not",
        answer=always,
    ),
    at(
        POLICIES + "_could_answer",
        walks.a_colleague_answers_for_the_author,
        "Nobody answers for a colleague who could not",
        answer=always,
    ),
    at(COVER + "_check_may_name", walks.a_stranger_names_a_cover, "She herself names"),
    at(COVER + "_check_can_be_covered", walks.a_model_is_covered, "Both belong"),
    at(COVER + "_check_can_cover", walks.somebody_covers_herself, IntegrityError),
    at(COVER + "_check_can_cover", walks.somebody_from_elsewhere_covers, "Both belong"),
    at(
        "twins.cover.check_is_none_of_the_models",
        walks.a_model_covers_at_her_agency,
        "A model of the agency covers nobody there",
    ),
    at(COVER + "_check_covered_once", walks.two_cover_one, "One colleague at a time"),
    at(COVER + "_check_no_chain", walks.who_is_covered_covers, "Nobody covers while"),
    at(COVER + "_check_may_end", walks.a_stranger_ends_a_cover, "A cover is ended by the two"),
    # --- guests
    no("check_may_change", walks.a_rival_invites, "Only its people invite"),
    at(
        "approvals.actions.door._try",
        walks.a_guest_without_the_mail,
        "A guest reads the mail",
        answer=always,
    ),
    no("check_is_let_in", walks.a_guest_is_heard_before_her_code, IntegrityError),
    # --- policies
    no("check_may_set_policies", walks.a_booker_sets_a_policy, "Only its people say who must"),
    no("check_may_set_policies", walks.a_booker_edits_the_reasons, "Only its people say which"),
    no("check_reasons", walks.a_reason_that_nobody_offers, "A reason is one that was offered"),
    no("check_is_named", walks.one_answers_who_is_not_named, "Where people are named"),
    no("check_says_it_once", walks.bo_says_yes_twice, "Nobody's yes counts twice"),
    at(
        "approvals.quorum.is_reached",
        walks.one_agrees_where_two_must,
        "as many people as it needs",
        answer=always,
    ),
    # --- guests, again
    at(
        POLICIES + "check_is_guest_of",
        walks.a_guest_is_heard_elsewhere,
        "A guest is asked about the pictures of one brief",
        answer=lambda link, _draft: link.person,
    ),
    no("check_link_holds", walks.a_guest_is_heard_after_her_link, "whose link was taken back"),
    no("check_is_judged", walks.a_guest_is_heard_after_the_round, "once the round is over"),
    no("check_consent_in_force", walks.a_guest_is_heard_after_a_withdrawal, "No guest sees it"),
    no("check_guests_agree", walks.the_brand_says_yes_before_its_guest, "Where guests count"),
    no("check_guests_agree", walks.the_brand_says_yes_over_its_guest_s_no, "Where guests count"),
    # --- publish
    no("check_may_publish", walks.a_rival_publishes, "Only its people publish"),
    no("check_may_publish", walks.a_rival_unpublishes, "Only its people unpublish"),
    no(
        "check_all_sides_agreed",
        walks.published_again_after_she_took_it_back,
        "What she took back is not published again",
    ),
    at(
        POLICIES + "check_yes_binds",
        walks.published_with_a_yes_that_nobody_said,
        "every person in it said yes to it herself",
        answer=the_same,
    ),
    Mutation(
        (
            Without(POLICIES + "check_all_sides_agreed"),
            Without(POLICIES + "check_yes_binds", answer=the_same),
        ),
        walks.published_over_her_late_no,
        "every person in it said yes to it herself",
    ),
    Mutation(
        (ONE_ROUND_CLOSES,),
        walks.published_over_a_no_to_a_newer_round,
        "A no to the picture stops what was agreed to before",
    ),
    Mutation(
        (ONE_ROUND_CLOSES,),
        walks.a_no_to_a_newer_round_comes_between,
        "A no to the picture stops what was agreed to before",
    ),
    no("check_offer_stands", walks.the_use_grows_after_the_yes, "Crop, label and use are those"),
    no("check_is_in_the_offer", walks.published_where_nobody_was_asked, KeyError),
    no("check_nothing_withdrawn", walks.published_after_a_withdrawal, "took her consent back"),
    no("check_rights_cover", walks.published_after_the_licence_was_ended, "licence that was ended"),
    no("check_cap", walks.more_pictures_than_the_cap, "No more distinct pictures"),
    at(PUBLISH + "_check_caps", walks.more_pictures_than_the_cap, "No more distinct pictures"),
    at(
        RIGHTS + "claimed",
        walks.more_pictures_than_the_cap,
        "No more distinct pictures",
        answer=none_yet,
    ),
    at(
        PUBLISH + "_check",
        walks.published_after_a_withdrawal,
        "took her consent back",
        answer=nothing,
    ),
    at(
        PUBLISH + "complete_publication",
        walks.her_no_comes_between,
        "every person in it said yes to it herself",
        old="_check(review, publication.channel, at)",
        new="pass",
    ),
    at(
        "approvals.ledger.booked",
        walks.two_channels_of_one_medium,
        IntegrityError,
        answer=lambda *_args: {},
    ),
    # --- and back
    no("check_may_be_shown", walks.asked_for_after_she_took_it_back, "taken back or taken down"),
    at(
        RIGHTS + "publication_gaps",
        walks.asked_for_after_the_licence_was_ended,
        "under a licence that was ended",
        answer=nothing,
    ),
    Mutation(
        (Without(RIGHTS + "withdrawn_since", answer=never), ONLY_THE_NEWEST),
        walks.asked_for_after_a_withdrawal,
        "took her consent back",
    ),
    at(
        "twins.coverage.now",
        walks.asked_for_after_its_time,
        "Nothing is shown outside the time of its use",
        answer=nothing,
    ),
    Mutation(
        (ONLY_THE_NEWEST,),
        walks.what_was_refused_is_allowed_again,
        "a new consent revives nothing",
    ),
    at(
        RIGHTS + "takes_back",
        walks.a_worker_hears_of_a_withdrawal,
        "A withdrawal",
        answer=never,
    ),
    at(
        TAKEDOWN + "handle_consent_event",
        walks.a_worker_hears_of_a_withdrawal,
        "A consent event is handled once",
        old=", handled_at__isnull=True",
    ),
    at(TAKEDOWN + "_end_runs", walks.a_worker_hears_of_a_withdrawal, "ends the orders"),
    at(TAKEDOWN + "_end_reviews", walks.a_worker_hears_of_a_withdrawal, "ends the rounds"),
    at(
        TAKEDOWN + "_end_publications",
        walks.a_worker_hears_of_a_withdrawal,
        "takes down what was published before it",
    ),
    at(
        TAKEDOWN + "withdraw_picture",
        walks.a_rival_takes_a_picture_back,
        "Only who is in a picture takes it back",
        old="not publication.approvals.filter(twin__owner=actor.person).exists()",
        new="False",
    ),
    # --- consents, licences, agencies
    at(
        "twins.actions.consent._check_is_herself",
        walks.another_signs_her_consent,
        "Nobody but the model signs a consent",
    ),
    at(
        "twins.actions.consent._check_is_herself",
        walks.another_takes_her_consent_back,
        "Nobody but the model takes it back",
    ),
    at(LICENCE + "_check_may_propose", walks.a_stranger_proposes, "Only who may sign a licence"),
    at(LICENCE + "_check_may_sign", walks.another_signs_as_the_model, "Only the model signs"),
    at(LICENCE + "_check_may_sign", walks.a_rival_signs_for_the_brand, "A side is signed for"),
    at(LICENCE + "_check_acts_for_her", walks.an_agency_that_she_left_signs, "that she left"),
    at(
        LICENCE + "sign_licence",
        walks.one_signs_for_two_sides,
        "Nobody signs for two sides",
        old="licence.signatures.filter(person=actor.person).exclude(side=side).exists()",
        new="False",
    ),
    at(LICENCE + "_check_may_sign", walks.a_rival_declines, "A side is declined for"),
    at(
        LICENCE + "decline_licence",
        walks.her_agency_declines_what_is_in_force,
        "ended by the model alone",
        old="licence.in_force_since is not None",
        new="False",
    ),
    at(
        LICENCE + "end_licence",
        walks.another_ends_her_licence,
        "Only the model ends her licence",
        old="actor.person_id != licence.twin.owner_id",
        new="False",
    ),
    at(
        REPRESENTATION + "sign_representation",
        walks.another_chooses_her_agency,
        "She chooses who acts for her",
        old="actor.person_id != twin.owner_id",
        new="False",
    ),
    at(
        REPRESENTATION + "end_representation",
        walks.another_parts_her_from_her_agency,
        "She chooses who acts for her",
        old="actor.person_id != representation.twin.owner_id",
        new="False",
    ),
]
WALKS = list(dict.fromkeys(each.walk for each in MUTATIONS))


def go(walk: Callable[[Promise], None], machine: type[Promise]) -> None:
    """Live one life that consists of this walk, judged like any other."""
    life = machine()
    try:
        walk(life)
        life.the_promise_holds()
        life.acts.oracle.judge_the_end()
    finally:
        life.forget()


def take_away(patch: pytest.MonkeyPatch, guard: Without) -> None:
    """Put something else in the place of a guard, wherever it was imported to."""
    home, name = found(guard.name)
    was, instead = getattr(home, name), guard.instead()
    for module in list(sys.modules.values()):
        if module.__name__.startswith(("approvals", "twins", "portal")):
            for alias in [key for key, value in vars(module).items() if value is was]:
                patch.setattr(module, alias, instead)


def guards() -> Iterator[str]:
    """Every function of the guarded modules, and of all actions, whose name says that it checks."""
    acts = [
        f"{package.__name__}.{module.name}"
        for package in ACTIONS
        for module in pkgutil.iter_modules(package.__path__)
    ]
    for name in (*GUARDED, *acts):
        module = importlib.import_module(name)
        for key, value in vars(module).items():
            own = isinstance(value, FunctionType) and value.__module__ == name
            if own and key.startswith(("check_", "_check")):
                yield f"{name}.{key}"


@pytest.mark.django_db
@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_without_its_guard_the_promise_is_broken(
    mutation: Mutation, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = newborn()  # a world that was founded under all guards
    for guard in mutation.without:
        take_away(monkeypatch, guard)
    if isinstance(mutation.says, str):
        with pytest.raises(Broken, match=mutation.says):
            go(mutation.walk, machine)
    else:
        with pytest.raises(mutation.says):
            go(mutation.walk, machine)


@pytest.mark.django_db
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_with_all_guards_the_same_walk_is_clean(walk: Callable[[Promise], None]) -> None:
    go(walk, newborn())


def test_every_guard_is_taken_away_once() -> None:
    taken = {guard.name for mutation in MUTATIONS for guard in mutation.without}
    assert set(guards()) - taken - OF_FORM.keys() == set()


def test_no_guard_is_excused_that_is_taken_away_or_gone() -> None:
    taken = {guard.name for mutation in MUTATIONS for guard in mutation.without}
    assert OF_FORM.keys() <= set(guards()) - taken
