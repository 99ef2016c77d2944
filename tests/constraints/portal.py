"""Who is here and what they did."""

from uuid import uuid4

from django.contrib.auth.models import Group

from portal.checkpoints import signed
from portal.models import (
    AuditEvent,
    ProviderDomain,
    Role,
)
from tests.constraints.rows import (
    Breaking,
    again,
    api_key,
    appointment,
    booker,
    changed,
    cover,
    identity_provider,
    invitation,
    kept,
    mail,
    message,
    recovery,
)
from tests.people import NOON, stored

PORTAL = (
    Breaking(
        "api_key_expires_after_it_was_made",
        "a key that was over before it was made",
        lambda w: api_key(w, expires_at=w.at),
    ),
    Breaking(
        "api_key_revocation_has_a_person_and_an_instant",
        "a key that nobody took back",
        lambda w: api_key(w, revoked_at=w.at),
    ),
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
        "push_is_in_a_known_state",
        "a message that is lost",
        lambda w: changed(message(w), state="lost", ended_at=NOON),
    ),
    Breaking(
        "push_has_a_lease_exactly_while_it_is_sent",
        "a message that nobody sends",
        lambda w: changed(message(w), state="sending"),
    ),
    Breaking(
        "push_ends_at_an_instant",
        "a message that was sent at no time",
        lambda w: changed(message(w), state="sent"),
    ),
    Breaking(
        "mail_is_in_a_known_state",
        "a mail that is lost",
        lambda _w: changed(mail(), state="lost", sealed="", ended_at=NOON),
    ),
    Breaking(
        "mail_has_a_lease_exactly_while_it_is_sent",
        "a mail that nobody sends",
        lambda _w: changed(mail(), state="sending"),
    ),
    Breaking(
        "mail_has_a_lease_exactly_while_it_is_sent",
        "a waiting mail that somebody sends",
        lambda _w: changed(mail(), lease_id=uuid4(), lease_until=NOON),
    ),
    Breaking(
        "mail_has_words_exactly_until_it_ends",
        "a mail that was sent and keeps its words",
        lambda _w: changed(mail(), state="sent", ended_at=NOON),
    ),
    Breaking(
        "mail_has_words_exactly_until_it_ends",
        "a waiting mail that says nothing",
        lambda _w: changed(mail(), sealed=""),
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
