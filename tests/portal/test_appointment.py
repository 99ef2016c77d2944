"""Nobody is left in charge of Linden: two people of staff appoint somebody, and all are told."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal import access
from portal.actions.appointment import (
    confirm_appointment,
    drop_appointment,
    propose_appointment,
)
from portal.actions.organisation import is_orphaned, orphaned
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import Appointment, AuditEvent, Organisation, User
from tests.people import NOON, World, a_world, add_member, showed_who_it_is, user, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Ada's account was closed, and she was the only admin."""
    world = a_world()
    with_app(world.ada)
    add_member(organisation=world.agency, user=user("Liv"), role="viewer", actor=world.ada, at=NOON)
    world.ada.is_active = False
    world.ada.save(update_fields=["is_active"])
    return world


@pytest.fixture
def ida() -> User:
    return with_app(user("Ida", is_staff=True))


@pytest.fixture
def ines() -> User:
    return with_app(user("Ines", is_staff=True))


def proposed(world: World, by: User, whom: User | None = None, how: str = "A call") -> Appointment:
    return propose_appointment(
        organisation=world.agency, user=whom or world.bo, checked_how=how, actor=by, at=NOON
    )


def page_of(who: User) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    showed_who_it_is(client)
    return client


def test_two_of_staff_put_bo_in_charge_and_every_member_is_told(
    world: World,
    ida: User,
    ines: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    waiting = proposed(world, ida)
    assert not access.holds(world.bo, "manage_people", world.agency)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_appointment(appointment=waiting, actor=ines, at=NOON)
    assert access.holds(world.bo, "manage_people", world.agency)
    assert {address for each in mail.outbox for address in each.to} == {
        world.bo.email,
        "liv@example.test",
    }
    acts = AuditEvent.objects.filter(chain_id=world.agency.pk, act__startswith="appointment")
    assert [each.act for each in acts.order_by("number")] == [
        "appointment.proposed",
        "appointment.confirmed",
    ]


def test_one_person_is_not_two(world: World, ida: User) -> None:
    waiting = proposed(world, ida)
    with pytest.raises(NotAllowed, match="Somebody else"):
        confirm_appointment(appointment=waiting, actor=ida, at=NOON)


def test_who_belongs_to_an_organisation_and_who_is_no_staff_have_no_part(world: World) -> None:
    insider = with_app(user("Ilse", is_staff=True))
    add_member(organisation=world.brand, user=insider, role="viewer", actor=world.bram, at=NOON)
    for who in (insider, world.bo, world.bram):
        with pytest.raises(NotAllowed):
            proposed(world, who)


def test_where_somebody_is_in_charge_nobody_is_appointed(
    world: World, ida: User, ines: User
) -> None:
    waiting = proposed(world, ida)
    world.ada.is_active = True
    world.ada.save(update_fields=["is_active"])
    with pytest.raises(Conflict, match="in charge"):
        confirm_appointment(appointment=waiting, actor=ines, at=NOON)
    drop_appointment(appointment=waiting, actor=ines, at=NOON)
    with pytest.raises(Conflict, match="in charge"):
        proposed(world, ida)


def test_an_admin_without_a_second_factor_is_nobody_in_charge_of_an_agency(world: World) -> None:
    """A way back in voids the factor; then the organisation stands in the staff's list."""
    world.ada.is_active = True
    world.ada.save(update_fields=["is_active"])
    assert not is_orphaned(world.agency)
    Authenticator.objects.filter(user=world.ada).delete()
    assert is_orphaned(world.agency)
    assert list(orphaned()) == [world.agency]


def test_the_list_says_what_the_question_says(world: World) -> None:
    said = {each.pk for each in Organisation.objects.all() if is_orphaned(each)}
    assert set(orphaned().values_list("pk", flat=True)) == said != set()


def test_neither_staff_nor_a_closed_account_is_appointed(
    world: World, ida: User, ines: User
) -> None:
    for whom in (ines, world.ada):
        with pytest.raises(Invalid):
            proposed(world, ida, whom)
    with pytest.raises(Invalid, match="how you made sure"):
        proposed(world, ida, how=" ")


def test_one_waits_at_a_time_and_a_dropped_one_is_over(world: World, ida: User, ines: User) -> None:
    waiting = proposed(world, ida)
    with pytest.raises(Conflict, match="waits there already"):
        proposed(world, ines)
    drop_appointment(appointment=waiting, actor=ida, at=NOON)
    with pytest.raises(Conflict, match="over"):
        confirm_appointment(appointment=waiting, actor=ines, at=NOON)


def test_staff_do_it_on_a_page(world: World, ida: User, ines: User) -> None:
    with_app(world.bo)
    first, second, address = page_of(ida), page_of(ines), reverse("appointments")
    assert world.agency.name in first.get(address).content.decode()
    typed = {"organisation": world.agency.pk, "account": world.bo.email, "checked_how": "A call"}
    wrong = first.post(address, typed | {"account": "nobody@example.test"})
    assert (wrong.status_code, "A call" in wrong.content.decode()) == (422, True)
    assert first.post(address, typed).status_code == 302
    waiting = Appointment.objects.get()
    confirm = reverse("step-appointment", args=[waiting.pk, "confirm"])
    assert confirm not in first.get(address).content.decode()
    assert confirm in second.get(address).content.decode()
    assert second.post(confirm).status_code == 302
    assert access.holds(world.bo, "manage_people", world.agency)
    assert "Everybody has somebody in charge" in first.get(address).content.decode()
