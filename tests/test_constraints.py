"""The database keeps the promise too: each named constraint is broken once, and refuses.

Every row of ``TABLE`` makes one wrong row out of right ones and writes it past the actions.
Django says that it breaks this constraint and no other, then the database says so as well.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from allauth.socialaccount.models import SocialApp
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import BaseConstraint, Model, UniqueConstraint

from approvals.actions.guest import invite_guest
from approvals.models import (
    Approval,
    Asset,
    BriefTwin,
    Channel,
    CrewMember,
    Decision,
    Draft,
    GuestLink,
    LedgerEntry,
    Opinion,
    Pin,
    Portrayal,
    Publication,
    PublishedFile,
    Review,
    ReviewPolicy,
    Run,
    Seat,
    Stage,
    Statement,
    StatementLine,
    Use,
)
from portal.actions.invitation import invite
from portal.checkpoints import signed
from portal.models import (
    Appointment,
    AuditEvent,
    Cover,
    IdentityProvider,
    Invitation,
    Membership,
    ProviderDomain,
    Recovery,
    Role,
)
from tests.people import NOON, World, a_world, stored
from twins.actions.stop import place_stop
from twins.models import (
    Consent,
    LicencePart,
    LicenceSignature,
    RateCard,
    Reference,
    Representation,
    Stop,
)

APPS = ("portal", "twins", "approvals")


# --- rows, right and wrong -----------------------------------------------------------------------


def changed[Row: Model](row: Row, **fields: object) -> Row:
    """Return ``row`` as it must never be."""
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def again[Row: Model](row: Row, **fields: object) -> Row:
    """Return another row, not yet written, that says the same as ``row``."""
    another = copy(row)
    another.pk = uuid4()
    another._state.adding = True
    return changed(another, **fields)


def kept[Row: Model](row: Row) -> Row:
    """Write ``row`` and return it."""
    row.save()
    return row


def booker(world: World) -> Membership:
    return Membership.objects.get(user=world.bo)


def invitation(world: World) -> Invitation:
    return invite(
        organisation=world.agency,
        role=world.agency.roles.get(name="viewer"),
        email="eva@example.test",
        name="Eva",
        actor=world.ada,
        at=world.at,
    ).invitation


def cover(world: World) -> Cover:
    return Cover(
        organisation=world.agency,
        covered=world.bo,
        colleague=world.ada,
        starts_at=NOON,
        ends_at=NOON + timedelta(days=1),
        zone="Europe/Berlin",
        named_by=world.bo.person,
        named_at=NOON,
    )


def guest(world: World) -> GuestLink:
    brief, bram = world.brief(), world.bram
    return invite_guest(
        brief=brief, email="gwen@example.test", name="Gwen", actor=bram, at=NOON
    ).link


def opinion(world: World) -> Opinion:
    return Opinion(
        draft=world.draft(),
        person=world.odo.person,
        verdict="yes",
        draft_sha256="a" * 64,
        offer_sha256="b" * 64,
        sent_at=NOON,
    )


def references(world: World) -> Reference:
    return Reference.objects.filter(twin=world.twin)[0]


def stop(world: World) -> Stop:
    return place_stop(twin=world.twin, actor=world.mila, at=NOON, how="session")


def consent(world: World) -> Consent:
    return Consent.objects.get(twin=world.twin)


def representation(world: World) -> Representation:
    return Representation.objects.get(twin=world.twin)


def part(world: World) -> LicencePart:
    return LicencePart.objects.get(licence=world.licence)


def signature(world: World, side: str) -> LicenceSignature:
    return LicenceSignature.objects.get(licence=world.licence, side=side)


def run(world: World) -> Run:
    return world.brief().runs.get()


def version(world: World) -> Run:
    """Bo wants a change, so a new version is ordered."""
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.say("change", draft, "agency", world.bo, comment="Softer light, please.")
    return Run.objects.get(parent=draft)


def child(world: World) -> Draft:
    return world.deliver(version(world), seed=8)


def review(world: World) -> Review:
    return world.draft().reviews.get()


def stage(world: World, side: str) -> Stage:
    return world.stage(world.draft(), side)


def policy(world: World) -> ReviewPolicy:
    return review(world).policy


def decision(world: World, **more: object) -> Decision:
    return world.say("yes", world.draft(), "brand", world.bram, **more)


def asset(world: World) -> Asset:
    return kept(Asset(brief=world.brief(), kind="garment", file=stored(5), name="Jumper"))


def crew(world: World) -> CrewMember:
    return kept(CrewMember(brief=world.brief(), person=world.odo.person, role="stylist"))


def pin(world: World) -> Pin:
    draft = world.draft()
    return Pin(draft=draft, person=world.bo.person, x=0.5, y=0.5, text="The collar", at=NOON)


def begun(world: World) -> Publication:
    """A picture whose publication no worker has taken yet."""
    publication = world.published()
    return again(
        publication,
        public_id="another",
        channel=Channel.objects.get(name="instagram-feed"),
        state="preparing",
        live_at=None,
    )


def use_entry(world: World) -> LedgerEntry:
    return world.published().ledger.get(kind="use")


def image_entry(world: World) -> LedgerEntry:
    return world.published().ledger.get(kind="image")


def fee(world: World) -> LedgerEntry:
    wide = {"publication": None, "use": None, "medium": "", "territory": ""}
    return again(use_entry(world), kind="set_up", **wide)


def statement(world: World) -> Statement:
    return kept(
        Statement(
            person=world.mila.person,
            month_starts_at=NOON,
            month_ends_at=NOON + timedelta(days=30),
            zone="Europe/Berlin",
            currency="EUR",
            number=1,
            issued_at=NOON,
        )
    )


def line(world: World) -> StatementLine:
    return kept(StatementLine(statement=statement(world), entry=use_entry(world)))


# --- the table -----------------------------------------------------------------------------------


def recovery(world: World, **more: object) -> Recovery:
    """One of mila's account, opened by odo."""
    terms: dict[str, object] = {"address": "m@home.test", "checked_how": "A call", **more}
    return Recovery(user=world.mila, opened_by=world.odo.person, opened_at=world.at, **terms)


def appointment(world: World, **more: object) -> Appointment:
    """Liv is proposed for the agency by odo."""
    terms: dict[str, object] = {"checked_how": "The register", **more}
    proposed = {"proposed_by": world.odo.person, "proposed_at": world.at}
    return Appointment(organisation=world.agency, user=world.bo, **proposed, **terms)


def identity_provider(world: World) -> IdentityProvider:
    """One of the agency's."""
    app = SocialApp.objects.create(provider="openid_connect", name="Linden", client_id="x")
    role = world.agency.roles.get(name="viewer")
    return IdentityProvider.objects.create(organisation=world.agency, app=app, role=role)


@dataclass(frozen=True)
class Breaking:
    """A wrong row, in a sentence, and the one constraint that it breaks."""

    constraint: str
    sentence: str
    row: Callable[[World], Model]


PORTAL = (
    Breaking(
        "audit_event_has_one_place_in_its_chain",
        "two events at the same place of a chain",
        lambda w: again(AuditEvent.objects.filter(chain_id=w.brand.pk)[0]),
    ),
    Breaking(
        "audit_checkpoint_is_signed_once_a_day",
        "two checkpoints of a chain on one day",
        lambda w: again(kept(signed(chain_id=w.brand.pk, length=1, head="0" * 64, at=NOON))),
    ),
    Breaking(
        "user_signs_in_only_with_an_email",
        "a password without an e-mail",
        lambda w: changed(w.mila, email=None),
    ),
    Breaking(
        "organisation_is_of_a_known_kind",
        "an organisation that is neither brand, agency nor studio",
        lambda w: changed(w.brand, kind="school"),
    ),
    Breaking(
        "organisation_does_not_own_itself",
        "an organisation that owns itself",
        lambda w: changed(w.brand, owned_by=w.brand),
    ),
    Breaking(
        "role_name_is_unique_in_its_organisation",
        "two roles of one name in an organisation",
        lambda w: again(
            Role.objects.filter(organisation=w.agency)[0],
            group=Group.objects.create(name="another"),
        ),
    ),
    Breaking(
        "provider_domain_is_a_domain",
        "an address in the place of a domain",
        lambda w: ProviderDomain(name="a@linden.test", provider=identity_provider(w)),
    ),
    Breaking(
        "appointment_is_made_by_two_people",
        "an appointment that one person made",
        lambda w: appointment(w, confirmed_by=w.odo.person, confirmed_at=w.at),
    ),
    Breaking(
        "appointment_is_confirmed_by_somebody_or_dropped",
        "an appointment confirmed by nobody",
        lambda w: appointment(w, confirmed_at=w.at),
    ),
    Breaking(
        "appointment_waits_once_in_an_organisation",
        "two appointments that wait",
        lambda w: again(kept(appointment(w))),
    ),
    Breaking(
        "recovery_is_checked_by_two_people",
        "a recovery that one person checked twice",
        lambda w: recovery(w, confirmed_by=w.odo.person, confirmed_at=w.at),
    ),
    Breaking(
        "recovery_is_confirmed_by_somebody_at_some_time",
        "a recovery confirmed by nobody",
        lambda w: recovery(w, confirmed_at=w.at),
    ),
    Breaking(
        "recovery_is_done_only_when_confirmed_and_not_stopped",
        "a recovery done though nobody confirmed it",
        lambda w: recovery(w, done_at=w.at),
    ),
    Breaking(
        "recovery_runs_once_at_a_time",
        "two recoveries of one account at a time",
        lambda w: again(kept(recovery(w))),
    ),
    Breaking(
        "membership_role_is_held_once",
        "a role held twice at a time",
        lambda w: again(booker(w)),
    ),
    Breaking(
        "invitation_expires_after_it_was_sent",
        "an invitation that has run out before it is sent",
        lambda w: changed(invitation(w), expires_at=w.at),
    ),
    Breaking(
        "invitation_is_accepted_or_revoked_never_both",
        "an invitation that was accepted and taken back",
        lambda w: changed(
            invitation(w),
            accepted_at=w.at,
            accepted_by=w.bo.person,
            revoked_at=w.at,
            revoked_by=w.ada.person,
        ),
    ),
    Breaking(
        "invitation_acceptance_has_a_person_and_an_instant",
        "an invitation accepted by nobody",
        lambda w: changed(invitation(w), accepted_at=w.at),
    ),
    Breaking(
        "invitation_revocation_has_a_person_and_an_instant",
        "an invitation taken back by nobody",
        lambda w: changed(invitation(w), revoked_at=w.at),
    ),
    Breaking(
        "stored_file_has_pixels",
        "a picture without width",
        lambda w: changed(stored(), width=0),
    ),
    Breaking(
        "cover_is_by_somebody_else",
        "somebody who covers herself",
        lambda w: changed(cover(w), colleague=w.bo),
    ),
    Breaking(
        "cover_ends_after_it_starts",
        "a cover that ends as it starts",
        lambda w: changed(cover(w), ends_at=NOON),
    ),
    Breaking(
        "cover_end_has_a_person_and_an_instant",
        "a cover that nobody ended",
        lambda w: changed(cover(w), ended_at=NOON),
    ),
    Breaking(
        "cover_end_has_a_person_and_an_instant",
        "a cover that was never ended, by somebody",
        lambda w: changed(cover(w), ended_by=w.bo.person),
    ),
)

TWINS = (
    Breaking(
        "reference_is_kept_once_for_a_twin",
        "a photograph kept twice",
        lambda w: again(references(w)),
    ),
    Breaking(
        "stop_stands_once_for_a_twin",
        "two stops that stand",
        lambda w: again(stop(w)),
    ),
    Breaking(
        "stop_is_lifted_after_it_was_placed",
        "a stop that was lifted before it was placed",
        lambda w: changed(stop(w), lifted_at=NOON - timedelta(seconds=1)),
    ),
    Breaking(
        "stop_was_placed_in_a_known_way",
        "a stop that nobody knows how she placed",
        lambda w: changed(stop(w), placed_how="pigeon"),
    ),
    Breaking(
        "consent_version_is_unique_for_its_twin",
        "two consents of one version",
        lambda w: again(consent(w)),
    ),
    Breaking(
        "consent_ends_after_it_starts",
        "a consent that ends as it starts",
        lambda w: changed(consent(w), ends_at=consent(w).starts_at),
    ),
    Breaking(
        "consent_is_by_a_known_adult",
        "the consent of somebody under age",
        lambda w: changed(consent(w), is_adult=False),
    ),
    Breaking(
        "consent_is_by_a_known_adult",
        "the consent of nobody knows whom",
        lambda w: changed(consent(w), identity_confirmed=False),
    ),
    Breaking(
        "rate_card_version_is_unique",
        "two rate cards of one version",
        lambda w: again(RateCard.objects.get(agency=w.agency)),
    ),
    Breaking(
        "rate_card_version_is_unique",
        "two rate cards of one version of a model without agency",
        lambda w: again(
            kept(again(RateCard.objects.get(agency=w.agency), agency=None, twin=w.twin))
        ),
    ),
    Breaking(
        "rate_card_belongs_to_somebody",
        "a rate card of nobody",
        lambda w: changed(RateCard.objects.get(agency=w.agency), agency=None),
    ),
    Breaking(
        "rate_card_prices_are_not_negative",
        "a price below nothing",
        lambda w: changed(RateCard.objects.get(agency=w.agency), base=Decimal("-0.01")),
    ),
    Breaking(
        "licence_ends_after_it_starts",
        "a licence that ends as it starts",
        lambda w: changed(w.licence, ends_at=w.licence.starts_at),
    ),
    Breaking(
        "licence_end_has_a_person_and_an_instant",
        "a licence ended by nobody",
        lambda w: changed(w.licence, ended_at=NOON),
    ),
    Breaking(
        "licence_end_has_a_person_and_an_instant",
        "a licence ended at no time",
        lambda w: changed(w.licence, ended_by=w.mila.person),
    ),
    Breaking(
        "licence_states_its_scope_and_purpose",
        "a licence without scope",
        lambda w: changed(w.licence, scope=""),
    ),
    Breaking(
        "licence_states_its_scope_and_purpose",
        "a licence without purpose",
        lambda w: changed(w.licence, purpose=""),
    ),
    Breaking(
        "licence_part_has_one_agency",
        "two parts of a licence for one agency",
        lambda w: again(part(w)),
    ),
    Breaking(
        "licence_part_has_one_agency",
        "two parts of a licence for the model herself",
        lambda w: again(kept(again(part(w), agency=None))),
    ),
    Breaking(
        "licence_part_commission_is_at_most_twenty_per_cent",
        "a commission on a licence above twenty per cent",
        lambda w: changed(part(w), commission=Decimal("20.01")),
    ),
    Breaking(
        "licence_is_signed_once_by_each_side",
        "a licence signed twice by the brand",
        lambda w: again(signature(w, "brand")),
    ),
    Breaking(
        "licence_is_signed_once_by_each_side",
        "a licence signed twice by the model",
        lambda w: again(signature(w, "model")),
    ),
    Breaking(
        "licence_signature_names_whom_it_binds",
        "a model's signature in an agency's name",
        lambda w: changed(signature(w, "model"), organisation=w.agency),
    ),
    Breaking(
        "licence_signature_names_whom_it_binds",
        "a brand's signature without the brand",
        lambda w: changed(signature(w, "brand"), organisation=None),
    ),
    Breaking(
        "representation_commission_is_at_most_twenty_per_cent",
        "an agency that takes more than twenty per cent",
        lambda w: changed(representation(w), commission=Decimal("20.01")),
    ),
    Breaking(
        "representation_ends_after_it_starts",
        "a representation that ends as it starts",
        lambda w: changed(representation(w), ends_at=representation(w).starts_at),
    ),
    Breaking(
        "representation_has_one_mother_agency",
        "two mother agencies",
        lambda w: again(representation(w)),
    ),
)

BRIEF = (
    Breaking(
        "channel_has_both_sides_or_none",
        "a channel with a width and no height",
        lambda w: changed(Channel.objects.get(name="instagram-feed"), height=None),
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

PUBLISH = (
    Breaking(
        "publication_is_once_in_a_channel",
        "a picture twice in a channel",
        lambda w: again(w.published(), public_id="another"),
    ),
    Breaking(
        "publication_is_live_from_an_instant",
        "a picture live since no time",
        lambda w: changed(w.published(), live_at=None),
    ),
    Breaking(
        "publication_is_live_from_an_instant",
        "a picture live before it was prepared",
        lambda w: changed(begun(w), live_at=NOON),
    ),
    Breaking(
        "publication_is_live_from_an_instant",
        "a publication in a state that nobody knows",
        lambda w: changed(w.published(), state="perhaps"),
    ),
    Breaking(
        "publication_is_down_with_an_instant_and_a_reason",
        "a picture taken down for no reason",
        lambda w: changed(w.published(), state="down", down_at=NOON),
    ),
    Breaking(
        "publication_is_down_with_an_instant_and_a_reason",
        "a picture taken down at no time",
        lambda w: changed(w.published(), state="down", down_because="consent withdrawn"),
    ),
    Breaking(
        "publication_is_down_with_an_instant_and_a_reason",
        "a live picture that was taken down",
        lambda w: changed(w.published(), down_at=NOON, down_because="consent withdrawn"),
    ),
    Breaking(
        "published_file_is_one_at_a_time",
        "two files of one publication",
        lambda w: again(PublishedFile.objects.get(publication=w.published())),
    ),
    Breaking(
        "approval_is_once_for_each_person",
        "two approvals of one person",
        lambda w: again(Approval.objects.get(publication=w.published())),
    ),
    Breaking(
        "approval_rests_on_two_different_decisions",
        "one decision for the brand and the model",
        lambda w: changed(
            approval := w.published().approvals.get(), brand_decision=approval.model_decision
        ),
    ),
    Breaking(
        "ledger_charges_a_use_once",
        "a use charged twice",
        lambda w: again(use_entry(w)),
    ),
    Breaking(
        "ledger_charges_a_use_once",
        "a use charged twice by a model without agency",
        lambda w: again(kept(again(use_entry(w), agency=None))),
    ),
    Breaking(
        "ledger_charges_a_signature_once",
        "a set-up charged twice",
        lambda w: again(kept(fee(w))),
    ),
    Breaking(
        "ledger_charges_a_signature_once",
        "a set-up charged twice by a model without agency",
        lambda w: again(kept(changed(fee(w), agency=None))),
    ),
    Breaking(
        "ledger_counter_entry_names_what_it_reverses",
        "a counter-entry against nothing",
        lambda w: changed(use_entry(w), kind="counter"),
    ),
    Breaking(
        "ledger_counter_entry_names_what_it_reverses",
        "a fee that reverses another entry",
        lambda w: changed(fee(w), reverses=LedgerEntry.objects.get(kind="use")),
    ),
    Breaking(
        "ledger_use_names_its_publication",
        "a use of no publication",
        lambda w: changed(use_entry(w), publication=None),
    ),
    Breaking(
        "ledger_names_the_use_that_it_charges",
        "a use that no brief asked for",
        lambda w: changed(use_entry(w), use=None),
    ),
    Breaking(
        "ledger_names_the_use_that_it_charges",
        "a picture's own fee charged for a use",
        lambda w: changed(
            entry := image_entry(w), use=Use.objects.get(publications=entry.publication)
        ),
    ),
    Breaking(
        "statement_is_issued_once_a_month",
        "two statements of one month",
        lambda w: again(statement(w), number=2),
    ),
    Breaking(
        "statement_is_issued_once_a_month",
        "two statements of one month to an agency",
        lambda w: again(kept(again(statement(w), person=None, organisation=w.agency))),
    ),
    Breaking(
        "statement_is_sent_to_one",
        "a statement to nobody",
        lambda w: changed(statement(w), person=None),
    ),
    Breaking(
        "statement_is_sent_to_one",
        "a statement to two",
        lambda w: changed(statement(w), organisation=w.agency),
    ),
    Breaking(
        "statement_line_is_once_on_a_statement",
        "an entry twice on a statement",
        lambda w: again(line(w)),
    ),
)

GUESTS = (
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

TABLE = (*PORTAL, *TWINS, *BRIEF, *GENERATE, *REVIEW, *GUESTS, *PUBLISH)


# --- what is asked -------------------------------------------------------------------------------


def named_constraints() -> Iterator[tuple[type[Model], BaseConstraint]]:
    """Every named constraint of every model of ours."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in APPS:
            for constraint in model._meta.constraints:
                yield model, constraint


def broken_in(row: Model) -> list[str]:
    """Return the names of all constraints that ``row`` breaks, as Django sees it."""
    broken = []
    for constraint in type(row)._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError:
            broken.append(constraint.name)
    return broken


def words_for(model: type[Model], constraint: BaseConstraint) -> str:
    """Return how the database names ``constraint`` when it refuses a row.

    PostgreSQL names each by its name. SQLite does so for checks; it names a unique constraint over
    columns, with a condition or without, by the columns, and one over expressions by its index.
    """
    name = constraint.name
    if connection.vendor != "sqlite":
        return f'constraint "{name}"'
    if not isinstance(constraint, UniqueConstraint):
        return f"CHECK constraint failed: {name}"
    if constraint.expressions:
        return f"UNIQUE constraint failed: index '{name}'"
    columns = {
        each.name: f"{model._meta.db_table}.{each.column}" for each in model._meta.concrete_fields
    }
    return "UNIQUE constraint failed: " + ", ".join(columns[field] for field in constraint.fields)


@pytest.mark.django_db
@pytest.mark.parametrize("breaking", TABLE, ids=lambda breaking: breaking.sentence)
def test_the_database_refuses(breaking: Breaking) -> None:
    row = breaking.row(a_world())
    (constraint,) = (each for each in row._meta.constraints if each.name == breaking.constraint)
    assert broken_in(row) == [breaking.constraint]
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    said, expected = str(refused.value), words_for(type(row), constraint)
    assert said == expected if connection.vendor == "sqlite" else expected in said


def test_every_named_constraint_is_broken_by_some_row() -> None:
    names = {constraint.name for _, constraint in named_constraints()}
    assert sorted(names - {breaking.constraint for breaking in TABLE}) == []


def test_every_row_breaks_a_constraint_that_is_there() -> None:
    names = {constraint.name for _, constraint in named_constraints()}
    assert sorted({breaking.constraint for breaking in TABLE} - names) == []


def test_no_two_rows_say_the_same() -> None:
    said = Counter(breaking.sentence for breaking in TABLE)
    assert [sentence for sentence, times in said.items() if times > 1] == []


@pytest.mark.django_db
def test_the_database_never_means_two_constraints_by_the_same_words() -> None:
    words = Counter(words_for(model, constraint) for model, constraint in named_constraints())
    assert [each for each, times in words.items() if times > 1] == []
