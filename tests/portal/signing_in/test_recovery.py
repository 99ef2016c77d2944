"""Mila lost her phone and her codes: two people of staff, three days, every address told."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal import audit, second_factor
from portal.actions.recovery import (
    confirm_recovery,
    finish_recovery,
    open_recovery,
    stop_recovery,
)
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import AuditEvent, Recovery, User
from tests.people import NOON, World, add_member, showed_who_it_is, user, with_app

pytestmark = pytest.mark.django_db

THREE_DAYS = timedelta(hours=72)


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def mila() -> User:
    made = with_app(user("Mila"))
    EmailAddress.objects.create(user=made, email="mila@home.test", verified=True)
    return made


@pytest.fixture
def ida() -> User:
    return user("Ida", is_staff=True)


@pytest.fixture
def ines() -> User:
    return user("Ines", is_staff=True)


def opened(mila: User, by: User, address: str = "mila@new.test", how: str = "A call") -> Recovery:
    return open_recovery(user=mila, address=address, checked_how=how, actor=by, at=NOON)


def test_she_is_in_again_after_two_people_and_three_days_and_not_before(
    mila: User,
    ida: User,
    ines: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        recovery = confirm_recovery(recovery=opened(mila, ida), actor=ines, at=NOON)
    assert {each.to[0] for each in mail.outbox} == {
        "mila@example.test",
        "mila@home.test",
        "mila@new.test",
    }
    almost = NOON + THREE_DAYS - timedelta(seconds=1)
    with pytest.raises(Conflict, match="not yet three days"):
        finish_recovery(recovery=recovery, actor=ida, at=almost)
    assert second_factor.has_one(mila)
    finish_recovery(recovery=recovery, actor=ida, at=NOON + THREE_DAYS)
    mila.refresh_from_db()
    assert mila.email == "mila@new.test"
    assert not mila.has_usable_password()
    assert not second_factor.has_one(mila)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": "mila@new.test"})
    found = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    client.post(reverse("account_confirm_login_code"), {"code": found[1]})
    assert client.session["_auth_user_id"] == str(mila.pk)


def test_whoever_was_signed_in_as_her_is_out(mila: User, ida: User, ines: User) -> None:
    client = Client()
    client.force_login(mila)
    recovery = confirm_recovery(recovery=opened(mila, ida), actor=ines, at=NOON)
    assert client.get(reverse("mfa_index")).status_code == 200
    finish_recovery(recovery=recovery, actor=ida, at=NOON + THREE_DAYS)
    assert client.get(reverse("mfa_index")).status_code == 302


def test_one_person_is_not_two(mila: User, ida: User) -> None:
    recovery = opened(mila, ida)
    with pytest.raises(NotAllowed, match="Somebody else"):
        confirm_recovery(recovery=recovery, actor=ida, at=NOON)
    with pytest.raises(Conflict):
        finish_recovery(recovery=recovery, actor=ida, at=NOON + THREE_DAYS)


def test_her_agency_has_no_part_in_it_nor_has_anybody_of_an_organisation() -> None:
    world = World()
    ida = user("Ida", is_staff=True)
    add_member(organisation=world.agency, user=ida, role="viewer", actor=world.ada, at=world.at)
    for nobody in (world.ada, world.bo, world.bram, ida, world.mila):
        with pytest.raises(NotAllowed):
            opened(world.mila, nobody)


def test_she_may_be_staff_and_still_not_recover_herself(ida: User) -> None:
    with pytest.raises(NotAllowed):
        opened(ida, ida)


def test_the_address_is_nobody_else_s(mila: User, ida: User, ines: User) -> None:
    user("Bram")
    with pytest.raises(Conflict, match="somebody else"):
        opened(mila, ida, "bram@example.test")
    recovery = confirm_recovery(recovery=opened(mila, ida), actor=ines, at=NOON)
    User.objects.create_user("mila@new.test", name="Other")
    with pytest.raises(Conflict, match="somebody else"):
        finish_recovery(recovery=recovery, actor=ida, at=NOON + THREE_DAYS)


def test_one_runs_at_a_time_and_needs_a_reason(mila: User, ida: User) -> None:
    with pytest.raises(Invalid):
        opened(mila, ida, how=" ")
    first = opened(mila, ida)
    with pytest.raises(Conflict, match="already"):
        opened(mila, ida)
    stop_recovery(recovery=first, actor=ida, at=NOON)
    assert opened(mila, ida).pk != first.pk


def test_a_link_in_the_mail_stops_it_and_looking_at_it_does_not(
    mila: User,
    ida: User,
    ines: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with time_machine.travel(NOON, tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            recovery = confirm_recovery(recovery=opened(mila, ida), actor=ines, at=NOON)
        found = re.search(r"http://[^/]+(/recovery/\S+)", str(mail.outbox[-1].body))
        assert found
        stranger = Client()
        assert stranger.get(found[1]).status_code == 200
        recovery.refresh_from_db()
        assert recovery.stopped_at is None
        stranger.post(found[1])
        assert stranger.post(found[1]).status_code == 409
        assert stranger.get(found[1] + "x").status_code == 404
    recovery.refresh_from_db()
    assert recovery.stopped_at == NOON
    with pytest.raises(Conflict, match="over"):
        finish_recovery(recovery=recovery, actor=ida, at=NOON + THREE_DAYS)
    assert second_factor.has_one(mila)


def test_the_trail_says_who_did_what_and_names_nobody(mila: User, ida: User, ines: User) -> None:
    recovery = confirm_recovery(recovery=opened(mila, ida), actor=ines, at=NOON)
    finish_recovery(recovery=recovery, actor=ida, at=NOON + THREE_DAYS)
    events = AuditEvent.objects.filter(chain_id=mila.person_id)
    assert [(event.act, event.person_id) for event in events] == [
        ("recovery.opened", ida.person_id),
        ("recovery.confirmed", ines.person_id),
        ("recovery.done", ida.person_id),
    ]
    assert all("mila" not in str(event.details) for event in events)
    assert audit.verify_chain(mila.person_id).broken_at is None


@pytest.mark.usefixtures("mila")
def test_staff_open_confirm_and_finish_it_on_pages(ida: User, ines: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        form = {
            "account": "MILA@example.test",
            "address": "mila@new.test",
            "checked_how": "A call, and her passport",
        }
        page = signed_in(ida).post(reverse("recoveries"), form)["Location"]
        assert "I checked it too" not in signed_in(ida).get(page).content.decode()
        assert "I checked it too" in signed_in(ines).get(page).content.decode()
        signed_in(ines).post(f"{page}/confirm")
        assert "Let her in" not in signed_in(ida).get(page).content.decode()
        clock.shift(THREE_DAYS)
        assert "Let her in" in signed_in(ida).get(page).content.decode()
        signed_in(ida).post(f"{page}/finish")
    assert Recovery.objects.get().done_at == NOON + THREE_DAYS


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return showed_who_it_is(client)
