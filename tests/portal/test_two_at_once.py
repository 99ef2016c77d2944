"""Two people act at the same instant, each in a transaction of her own that commits."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine

from portal.actions.invitation import accept, accept_as_new, invite
from portal.actions.member import remove_member
from portal.actions.organisation import add_member, end_membership, in_charge
from portal.errors import DomainError
from portal.models import Membership, Organisation, User
from tests.apart import apart, only_sqlite
from tests.people import NOON, World, a_world, user, with_app

pytestmark = [pytest.mark.django_db, only_sqlite]


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def hanna(world: World) -> User:
    hanna = with_app(user("Hanna"))
    add_member(organisation=world.agency, user=hanna, role="admin", actor=world.ada, at=NOON)
    return hanna


def both[T](
    folder: Path,
    patch: pytest.MonkeyPatch,
    *acts: Callable[[], object],
    then: Callable[[], T],
) -> tuple[list[str], list[T]]:
    """Do all at once; return how each ended, and what there is once all have."""
    all_done = threading.Barrier(len(acts))

    def ending(act: Callable[[], object]) -> Callable[[], tuple[str, T]]:
        def run() -> tuple[str, T]:
            try:
                act()
                how = "done"
            except DomainError as refused:
                how = refused.sentence
            finally:
                all_done.wait(30)
            return how, then()

        return run

    ended = apart(folder, *(ending(act) for act in acts), patch=patch)
    return [how for how, _left in ended], [left for _how, left in ended]


def charged(organisation: Organisation) -> Callable[[], int]:
    return lambda: in_charge(organisation).count()


@pytest.mark.parametrize("turn", range(5))
def test_two_admins_who_take_each_other_s_role_leave_one_in_charge(
    world: World, hanna: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    of_ada, of_hanna = world.ada.memberships.get(), hanna.memberships.get()
    how, left = both(
        tmp_path,
        monkeypatch,
        lambda: end_membership(membership=of_hanna, actor=world.ada, at=NOON),
        lambda: end_membership(membership=of_ada, actor=hanna, at=NOON),
        then=charged(world.agency),
    )
    assert how.count("done") == 1
    assert left == [1, 1]


def test_two_admins_who_both_leave_leave_one_in_charge(
    world: World, hanna: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    how, left = both(
        tmp_path,
        monkeypatch,
        *(
            lambda who=who: remove_member(organisation=world.agency, user=who, actor=who, at=NOON)
            for who in (world.ada, hanna)
        ),
        then=charged(world.agency),
    )
    assert sorted(how) == ["Linden Models must keep one admin.", "done"]
    assert left == [1, 1]


def test_a_link_that_is_used_twice_at_once_makes_one_member(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    eva = user("Eva")
    sent = invite(
        organisation=world.agency,
        role=world.agency.roles.get(name="booker"),
        email="eva@example.test",
        name="Eva",
        actor=world.ada,
        at=NOON,
    )
    link = {"invitation_id": sent.invitation.pk, "secret": sent.secret}
    how, left = both(
        tmp_path,
        monkeypatch,
        *[lambda: accept(**link, actor=eva, at=NOON)] * 2,  # type: ignore[arg-type]
        then=lambda: Membership.objects.filter(user=eva).count(),
    )
    assert how.count("done") == 1
    assert "This invitation was accepted already. A link is good for one time." in how
    assert left == [1, 1]


def test_a_new_person_who_accepts_twice_at_once_is_one_user(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = invite(
        organisation=world.agency,
        role=world.agency.roles.get(name="booker"),
        email="eva@example.test",
        name="Eva",
        actor=world.ada,
        at=NOON,
    )
    link = {"invitation_id": sent.invitation.pk, "secret": sent.secret}
    new = {"name": "Eva", "password": None, "at": NOON}
    how, left = both(
        tmp_path,
        monkeypatch,
        *[lambda: accept_as_new(**link, **new)] * 2,  # type: ignore[arg-type]
        then=lambda: Membership.objects.filter(user__email="eva@example.test").count(),
    )
    assert how.count("done") == 1
    assert left == [1, 1]
