"""From a brief to its orders and drafts."""

from uuid import uuid4

from approvals.models import (
    BriefTwin,
    Channel,
    Portrayal,
    Seat,
    Use,
)
from tests.constraints.rows import Breaking, again, asset, changed, child, crew, run, version
from tests.people import NOON

BRIEF = (
    Breaking(
        "channel_has_both_sides_or_none",
        "a channel with a width and no height",
        lambda w: changed(Channel.objects.get(name="instagram-feed"), height=None),
    ),
    Breaking(
        "channel_byte_limit_leaves_room",
        "a channel that takes no picture at all",
        lambda w: changed(Channel.objects.get(name="instagram-feed"), byte_limit=99_999),
    ),
    Breaking(
        "channel_has_both_sides_or_none",
        "a channel without any height",
        lambda w: changed(Channel.objects.get(name="instagram-feed"), height=0),
    ),
    Breaking(
        "brief_is_in_a_known_state",
        "a brief in a state that nobody knows",
        lambda w: changed(w.brief(), state="perhaps"),
    ),
    Breaking(
        "brief_submission_has_a_person_and_an_instant",
        "a brief submitted by nobody",
        lambda w: changed(w.brief(), submitted_by=None),
    ),
    Breaking(
        "brief_submission_has_a_person_and_an_instant",
        "a brief submitted at no time",
        lambda w: changed(w.brief(), submitted_at=None),
    ),
    Breaking(
        "brief_submission_has_a_person_and_an_instant",
        "a brief being written that was submitted",
        lambda w: changed(w.brief(), state="preparing", submitted_by=None),
    ),
    Breaking(
        "brief_use_ends_after_it_starts",
        "a brief whose use ends as it starts",
        lambda w: changed(brief := w.brief(), ends_at=brief.starts_at),
    ),
    Breaking(
        "brief_asks_for_pictures",
        "a brief for no pictures",
        lambda w: changed(w.brief(), pictures=0),
    ),
    Breaking(
        "brief_label_is_somewhere",
        "a label in no corner",
        lambda w: changed(w.brief(), label_corner="nowhere"),
    ),
    Breaking(
        "brief_label_is_somewhere",
        "a label that cannot be seen",
        lambda w: changed(w.brief(), label_variant="clear"),
    ),
    Breaking(
        "brief_asks_once_for_a_twin",
        "a twin asked for twice",
        lambda w: again(BriefTwin.objects.get(brief=w.brief())),
    ),
    Breaking(
        "use_is_stated_once_for_a_medium",
        "a use stated twice",
        lambda w: again(Use.objects.get(brief=w.brief(), medium="web")),
    ),
    Breaking(
        "use_ends_after_it_starts",
        "a use that ends as it starts",
        lambda w: changed(
            use := Use.objects.get(brief=w.brief(), medium="web"), ends_at=use.starts_at
        ),
    ),
    Breaking(
        "asset_is_kept_once_in_a_brief",
        "a garment kept twice",
        lambda w: again(asset(w)),
    ),
    Breaking(
        "crew_member_has_a_role_once",
        "a stylist credited twice",
        lambda w: again(crew(w)),
    ),
    Breaking(
        "seat_gives_a_person_one_side_in_a_brief",
        "a person on two sides of a brief",
        lambda w: again(Seat.objects.get(brief=w.brief(), person=w.bram.person), side="model"),
    ),
)

GENERATE = (
    Breaking(
        "run_is_in_a_known_state",
        "an order in a state that nobody knows",
        lambda w: changed(w.brief().runs.get(), state="perhaps"),
    ),
    Breaking(
        "run_has_a_lease_exactly_while_it_runs",
        "work that nobody does",
        lambda w: changed(run(w), state="running"),
    ),
    Breaking(
        "run_has_a_lease_exactly_while_it_runs",
        "a lease on what nobody works at",
        lambda w: changed(run(w), lease_id=uuid4(), lease_until=NOON),
    ),
    Breaking(
        "run_on_a_desk_names_its_studio",
        "an order on no desk",
        lambda w: changed(run(w), studio=None),
    ),
    Breaking(
        "run_delivers_no_more_than_was_ordered",
        "more pictures than were ordered",
        lambda w: changed(run(w), done=2),
    ),
    Breaking(
        "run_for_a_new_version_is_ordered_once",
        "a new version ordered twice",
        lambda w: again(version(w)),
    ),
    Breaking(
        "draft_has_one_place_in_its_run",
        "two pictures at one place of an order",
        lambda w: again(w.draft()),
    ),
    Breaking(
        "draft_has_at_most_one_current_child",
        "two new versions of one picture",
        lambda w: again(child(w), place=2),
    ),
    Breaking(
        "draft_withdrawal_has_a_person_and_an_instant",
        "a picture withdrawn by nobody",
        lambda w: changed(w.draft(), withdrawn_at=NOON),
    ),
    Breaking(
        "draft_withdrawal_has_a_person_and_an_instant",
        "a picture withdrawn at no time",
        lambda w: changed(w.draft(), withdrawn_by=w.sam.person),
    ),
    Breaking(
        "draft_declares_what_made_it",
        "a picture that nothing made",
        lambda w: changed(w.draft(), ai_system=""),
    ),
    Breaking(
        "draft_declares_what_made_it",
        "a picture of no source type",
        lambda w: changed(w.draft(), digital_source_type=""),
    ),
    Breaking(
        "portrayal_is_once_in_a_draft",
        "a person twice in a picture",
        lambda w: again(Portrayal.objects.get(draft=w.draft())),
    ),
)
