"""Who said what to a picture, and what guests thought."""

from approvals.models import DeskFilter, LicenceTold, NoticeChoice
from tests.constraints.rows import (
    Breaking,
    again,
    changed,
    crew,
    crew_link,
    decision,
    guest,
    kept,
    notice,
    opinion,
    pin,
    policy,
    reason,
    review,
    said,
    stage,
)
from tests.people import NOON

REVIEW = (
    Breaking(
        "review_policy_version_is_unique",
        "two policies of one version for all",
        lambda w: again(policy(w)),
    ),
    Breaking(
        "review_policy_version_is_unique",
        "two policies of one version of an agency",
        lambda w: again(kept(again(policy(w), agency=w.agency))),
    ),
    Breaking(
        "review_policy_needs_somebody_of_the_brand",
        "a policy that needs nobody of the brand",
        lambda w: changed(policy(w), brand_needs=0),
    ),
    Breaking(
        "review_policy_needs_no_more_of_the_agency_than_there_may_be",
        "a policy that needs ten people of the agency",
        lambda w: changed(policy(w), agency_needs=10),
    ),
    Breaking(
        "stage_of_the_model_needs_her_alone",
        "a stage in which somebody speaks for the model besides her",
        lambda w: changed(stage(w, "model"), needs=2),
    ),
    Breaking(
        "review_policy_asks_all_three_sides_the_model_last_or_beside",
        "a policy that leaves the brand out",
        lambda w: changed(policy(w), brand_place=0),
    ),
    Breaking(
        "review_policy_asks_all_three_sides_the_model_last_or_beside",
        "a policy that leaves the agency out",
        lambda w: changed(policy(w), agency_place=0),
    ),
    Breaking(
        "review_policy_asks_all_three_sides_the_model_last_or_beside",
        "a policy that asks the model before her agency",
        lambda w: changed(policy(w), agency_place=3),
    ),
    Breaking(
        "review_policy_asks_all_three_sides_the_model_last_or_beside",
        "a policy that asks the model before the brand",
        lambda w: changed(policy(w), brand_place=3),
    ),
    Breaking(
        "review_round_is_unique",
        "two rounds of one number",
        lambda w: again(review(w), state="ended", closed_at=NOON),
    ),
    Breaking(
        "review_is_pending_once_for_a_draft",
        "two rounds at a time",
        lambda w: again(review(w), number=2),
    ),
    Breaking(
        "review_is_in_a_known_state",
        "a round in a state that nobody knows",
        lambda w: changed(w.draft().reviews.get(), state="perhaps", closed_at=NOON),
    ),
    Breaking(
        "review_is_closed_with_an_instant",
        "a round closed at no time",
        lambda w: changed(review(w), state="agreed"),
    ),
    Breaking(
        "review_is_closed_with_an_instant",
        "an open round that was closed",
        lambda w: changed(review(w), closed_at=NOON),
    ),
    Breaking(
        "stage_asks_each_side_once",
        "the brand asked twice",
        lambda w: again(stage(w, "brand")),
    ),
    Breaking(
        "stage_asks_each_side_once",
        "the agency asked twice",
        lambda w: again(stage(w, "agency")),
    ),
    Breaking(
        "stage_asks_each_side_once",
        "the model asked twice",
        lambda w: again(stage(w, "model")),
    ),
    Breaking(
        "stage_is_in_a_known_state",
        "a stage in a state that nobody knows",
        lambda w: changed(w.stage(w.draft(), "model"), state="perhaps"),
    ),
    Breaking(
        "stage_names_whom_it_asks",
        "an agency's stage without the agency",
        lambda w: changed(stage(w, "agency"), organisation=None),
    ),
    Breaking(
        "stage_names_whom_it_asks",
        "a model's stage that her agency fills",
        lambda w: changed(stage(w, "model"), organisation=w.agency),
    ),
    Breaking(
        "stage_names_whom_it_asks",
        "a stage of the studio",
        lambda w: changed(stage(w, "brand"), side="studio"),
    ),
    Breaking(
        "decision_is_one_person_one_voice",
        "a person who speaks twice at once",
        lambda w: again(decision(w)),
    ),
    Breaking(
        "decision_is_sent_once",
        "a verdict that a phone repeated",
        lambda w: again(decision(w, idempotency_key="tap"), number=2),
    ),
    Breaking(
        "decision_is_yes_change_or_no",
        "a verdict that is neither yes, change nor no",
        lambda w: changed(decision(w), verdict="perhaps"),
    ),
    Breaking(
        "decision_change_says_what",
        "a change that says nothing",
        lambda w: changed(decision(w), verdict="change"),
    ),
    Breaking(
        "decision_yes_has_no_reasons",
        "a yes with a reason",
        lambda w: changed(decision(w), reasons=["Because"]),
    ),
    Breaking(
        "pin_says_for_whom",
        "words of nobody's side",
        lambda w: again(said(w), side="", organisation=None, wall="all", among=None),
    ),
    Breaking(
        "pin_says_for_whom",
        "words of a studio",
        lambda w: again(said(w), side="studio", wall="all", among=None),
    ),
    Breaking(
        "pin_stands_behind_a_wall_of_its_own_side",
        "the brand's words behind the agency's wall",
        lambda w: again(said(w), among=w.agency),
    ),
    Breaking(
        "pin_stands_behind_a_wall_of_its_own_side",
        "the brand's words between agency and model",
        lambda w: again(said(w), wall="pair", beside=w.twin),
    ),
    Breaking(
        "pin_stands_behind_a_wall_of_its_own_side",
        "words behind a wall with nobody",
        lambda w: again(said(w), among=None),
    ),
    Breaking(
        "pin_stands_behind_a_wall_of_its_own_side",
        "words for all that one organisation reads",
        lambda w: again(said(w), wall="all"),
    ),
    Breaking(
        "pin_of_a_verdict_answers_nothing",
        "a place of a verdict that answers",
        lambda w: changed(
            pin(w), decision=decision(w), side="", organisation=None, answers=said(w)
        ),
    ),
    Breaking(
        "pin_is_ticked_by_somebody_at_an_instant",
        "a pin that nobody ticked off",
        lambda w: changed(said(w), done_at=NOON),
    ),
    Breaking(
        "pin_is_set_once", "one tap that is two pins", lambda w: again(said(w, key="one tap"))
    ),
    Breaking(
        "reason_is_once_in_its_agency",
        "one reason twice in a list",
        lambda w: again(reason(w)),
    ),
    Breaking("reason_has_words", "a reason without a word", lambda w: again(reason(w), words="")),
    Breaking(
        "reason_is_given_for_something",
        "a reason for a yes",
        lambda w: again(reason(w), words="Because", given_for="yes"),
    ),
    Breaking(
        "reason_is_retired_by_somebody_at_an_instant",
        "a reason that nobody retired",
        lambda w: again(reason(w), words="Because", retired_at=NOON),
    ),
    Breaking(
        "decision_names_picture_and_offer",
        "a yes to no picture",
        lambda w: changed(decision(w), draft_sha256=""),
    ),
    Breaking(
        "decision_names_picture_and_offer",
        "a yes to no offer",
        lambda w: changed(decision(w), offer_sha256=""),
    ),
    Breaking(
        "pin_lies_in_the_picture",
        "a pin to the left of the picture",
        lambda w: changed(pin(w), x=-0.1),
    ),
    Breaking(
        "pin_lies_in_the_picture",
        "an area that leaves the picture at the right",
        lambda w: changed(pin(w), width=0.6),
    ),
    Breaking(
        "pin_lies_in_the_picture",
        "an area that leaves the picture at the foot",
        lambda w: changed(pin(w), height=0.6),
    ),
    Breaking(
        "pin_says_something",
        "a pin without a word",
        lambda w: changed(pin(w), text=""),
    ),
)

GUESTS = (
    Breaking(
        "desk_filter_name_is_once_for_a_person",
        "two filters of one name",
        lambda w: again(kept(DeskFilter(user=w.bo, name="Late", query="late=1"))),
    ),
    Breaking(
        "desk_filter_has_a_name_and_filters",
        "a filter that filters nothing",
        lambda w: DeskFilter(user=w.bo, name="Late", query=""),
    ),
    Breaking(
        "notice_is_told_once",
        "a notice that is told twice",
        lambda w: again(kept(notice(w))),
    ),
    Breaking(
        "notice_is_of_a_known_kind",
        "a notice of nothing in particular",
        lambda w: notice(w, kind="gossip"),
    ),
    Breaking(
        "notice_leads_to_what_its_kind_tells_of",
        "a notice of a licence that leads to a picture",
        lambda w: notice(w, kind="licence"),
    ),
    Breaking(
        "licence_is_told_once",
        "a word of a licence that is told twice",
        lambda w: again(kept(LicenceTold(licence=w.licence, word="ended", at=NOON))),
    ),
    Breaking(
        "licence_told_is_a_known_word",
        "a word of a licence that nobody knows",
        lambda w: LicenceTold(licence=w.licence, word="lost", at=NOON),
    ),
    Breaking(
        "notice_choice_is_one",
        "two choices of one kind",
        lambda w: again(kept(NoticeChoice(user=w.bram, kind="asked", how="daily"))),
    ),
    Breaking(
        "notice_choice_is_a_known_one",
        "a choice to hear of it by pigeon",
        lambda w: NoticeChoice(user=w.bram, kind="asked", how="pigeon"),
    ),
    Breaking(
        "crew_member_is_removed_by_somebody_at_some_time",
        "a member of the crew whom nobody took out",
        lambda w: changed(crew(w), removed_at=NOON),
    ),
    Breaking(
        "crew_link_expires_after_it_was_sent",
        "a crew member's link that is over as it is sent",
        lambda w: changed(crew_link(w), expires_at=NOON),
    ),
    Breaking(
        "crew_link_revocation_has_a_person_and_an_instant",
        "a crew member's link that nobody took back",
        lambda w: changed(crew_link(w), revoked_at=NOON),
    ),
    Breaking(
        "crew_is_a_person_once_her_address_is_proved",
        "a crew member let in whom nobody knows",
        lambda w: changed(crew_link(w), verified_at=NOON),
    ),
    Breaking(
        "guest_is_invited_once_to_a_brief",
        "an address invited twice to a brief",
        lambda w: again(guest(w), secret_hash="another"),
    ),
    Breaking(
        "guest_link_expires_after_it_was_sent",
        "a guest's link that is over as it is sent",
        lambda w: changed(guest(w), expires_at=NOON),
    ),
    Breaking(
        "guest_link_revocation_has_a_person_and_an_instant",
        "a guest's link that nobody took back",
        lambda w: changed(guest(w), revoked_at=NOON),
    ),
    Breaking(
        "guest_is_a_person_once_her_address_is_proved",
        "a guest let in whom nobody knows",
        lambda w: changed(guest(w), verified_at=NOON),
    ),
    Breaking(
        "guest_is_a_person_once_her_address_is_proved",
        "a guest who is known and was never let in",
        lambda w: changed(guest(w), person=w.odo.person),
    ),
    Breaking(
        "opinion_of_a_person_is_counted",
        "two opinions in one place",
        lambda w: again(kept(opinion(w))),
    ),
    Breaking(
        "opinion_is_yes_change_or_no",
        "an opinion that is neither yes, change nor no",
        lambda w: changed(opinion(w), verdict="maybe"),
    ),
    Breaking(
        "opinion_of_change_says_what",
        "a guest who would change something and says nothing",
        lambda w: changed(opinion(w), verdict="change"),
    ),
    Breaking(
        "opinion_names_picture_and_offer",
        "an opinion of no picture",
        lambda w: changed(opinion(w), draft_sha256=""),
    ),
    Breaking(
        "opinion_names_picture_and_offer",
        "an opinion of no offer",
        lambda w: changed(opinion(w), offer_sha256=""),
    ),
)
