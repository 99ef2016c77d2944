"""Put somebody in charge of an organisation where nobody is left who can be (RULINGS 17).

Nobody leaves the last seat by an act of ours; but a way back in voids a second factor, and an
account may be closed. Then two people of the platform's staff appoint one, and every member reads
of it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal import access, audit
from portal.actions.organisation import first_role, give_role, is_orphaned
from portal.actions.staff import check_is_staff_of_nobody
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import Appointment, Organisation, User
from portal.notify import mail_each


@transaction.atomic
def propose_appointment(
    *, organisation: Organisation, user: User, checked_how: str, actor: User, at: datetime
) -> Appointment:
    """Propose who should be in charge, and say how you made sure; nothing changes yet.

    Raises ``Conflict`` where somebody is in charge or an appointment waits already.
    """
    check_is_staff_of_nobody(actor)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    _check_is_orphaned(organisation)
    _check_can_be(user, organisation)
    if not checked_how.strip():
        raise Invalid(_("Say how you made sure who may be in charge."))
    if organisation.appointments.filter(confirmed_at=None, dropped_at=None).exists():
        raise Conflict(_("An appointment waits there already."))
    proposed = Appointment.objects.create(
        organisation=organisation,
        user=user,
        checked_how=checked_how,
        proposed_by=actor.person,
        proposed_at=at,
    )
    _record(proposed, "appointment.proposed", actor, at)
    return proposed


@transaction.atomic
def confirm_appointment(*, appointment: Appointment, actor: User, at: datetime) -> Appointment:
    """Check it as a second person: she is in charge from now on, and all members are told."""
    check_is_staff_of_nobody(actor)
    organisation, appointment = _locked(appointment)
    _check_waits(appointment)
    if appointment.proposed_by_id == actor.person_id:
        raise NotAllowed(_("Somebody else must check it too."))
    _check_is_orphaned(organisation)
    _check_can_be(appointment.user, organisation)
    appointment.confirmed_by, appointment.confirmed_at = actor.person, at
    appointment.save(update_fields=["confirmed_by", "confirmed_at"])
    give_role(organisation, appointment.user, first_role(organisation), actor, at)
    _record(appointment, "appointment.confirmed", actor, at)
    _tell_everybody(appointment, at)
    return appointment


@transaction.atomic
def drop_appointment(*, appointment: Appointment, actor: User, at: datetime) -> Appointment:
    """Drop it: either of the two may, as may any other of the staff."""
    check_is_staff_of_nobody(actor)
    _organisation, appointment = _locked(appointment)
    _check_waits(appointment)
    appointment.dropped_at = at
    appointment.save(update_fields=["dropped_at"])
    _record(appointment, "appointment.dropped", actor, at)
    return appointment


def _check_is_orphaned(organisation: Organisation) -> None:
    if not is_orphaned(organisation):
        raise Conflict(_("Somebody is in charge there. Ask that person."))


def _check_can_be(user: User, organisation: Organisation) -> None:
    """An open account that is no staff's, and has not that very role already."""
    if user.is_staff or not user.is_active:
        raise Invalid(_("Staff, and whoever's account is closed, cannot be in charge there."))
    held = organisation.memberships.current().filter(user=user)
    if held.filter(role__name=first_role(organisation)).exists():
        raise Conflict(
            _("%(name)s is in charge already, and only lacks a second step of signing in.")
            % {"name": user}
        )


def _check_waits(appointment: Appointment) -> None:
    if appointment.confirmed_at is not None or appointment.dropped_at is not None:
        raise Conflict(_("This appointment is over."))


def _locked(appointment: Appointment) -> tuple[Organisation, Appointment]:
    """The organisation first, as every act on its people locks it."""
    rows = Organisation.objects.select_for_update(no_key=True)
    organisation = rows.get(pk=appointment.organisation_id)
    found = Appointment.objects.select_for_update(no_key=True, of=("self",))
    return organisation, found.select_related("user").get(pk=appointment.pk)


def _tell_everybody(appointment: Appointment, at: datetime) -> None:
    organisation = appointment.organisation
    told = [each.email for each in access.members_of(organisation) if each.email]
    mail_each("appointment", told, at=at, appointment=appointment, organisation=organisation)


def _record(appointment: Appointment, act: str, actor: User, at: datetime) -> None:
    audit.record(
        chains=[appointment.organisation_id],
        person=actor.person,
        at=at,
        act=act,
        subject=appointment,
        member=str(appointment.user.person_id),
    )
