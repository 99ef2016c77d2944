"""Two admins at the same instant, on PostgreSQL, where two acts really run side by side."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from portal import access
from portal.actions.grant import give_right
from portal.actions.organisation import add_member, end_membership, in_charge
from portal.actions.role import change_role, define_role, retire_role
from portal.errors import DomainError
from portal.models import AuditEvent, Membership, User
from tests.people import NOON, World, user, with_app

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgresql" not in connection.settings_dict["ENGINE"], reason="is about PostgreSQL"
    ),
]
TIMES = range(10)


@pytest.fixture
def world() -> World:
    return World()


def at_once(*acts: Callable[[], object]) -> Sequence[str]:
    """Do the acts in threads that begin together; return "done" or the refusal of each."""
    gate = threading.Barrier(len(acts))

    def begin(act: Callable[[], object]) -> str:
        gate.wait()
        try:
            act()
        except DomainError as refusal:
            return refusal.sentence
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(begin, acts))


def end(membership: Membership, by: User) -> Callable[[], object]:
    return lambda: end_membership(membership=membership, actor=by, at=NOON)


@pytest.mark.parametrize("time", TIMES)
def test_two_admins_who_remove_each_other_leave_one(world: World, time: int) -> None:
    hanna = with_app(user("Hanna"))
    hers = add_member(organisation=world.agency, user=hanna, role="admin", actor=world.ada, at=NOON)
    adas = world.ada.memberships.get()
    said = at_once(end(hers, world.ada), end(adas, hanna))
    assert said.count("done") == 1
    assert in_charge(world.agency).count() == 1


@pytest.mark.parametrize("time", TIMES)
def test_two_admins_who_leave_together_leave_one(world: World, time: int) -> None:
    hanna = with_app(user("Hanna"))
    hers = add_member(organisation=world.agency, user=hanna, role="admin", actor=world.ada, at=NOON)
    said = at_once(end(hers, hanna), end(world.ada.memberships.get(), world.ada))
    assert said.count("done") == 1
    assert in_charge(world.agency).count() == 1


@pytest.mark.parametrize("time", TIMES)
def test_a_role_that_is_retired_while_the_admin_leaves_leaves_one(world: World, time: int) -> None:
    boss = define_role(
        organisation=world.agency,
        name="Boss",
        rights=["manage_people", "view_twins"],
        actor=world.ada,
        at=NOON,
    )
    hanna = with_app(user("Hanna"))
    add_member(organisation=world.agency, user=hanna, role="Boss", actor=world.ada, at=NOON)
    said = at_once(
        lambda: retire_role(role=boss, actor=world.ada, at=NOON),
        end(world.ada.memberships.get(), world.ada),
    )
    assert "done" in said
    assert in_charge(world.agency).count() >= 1


@pytest.mark.parametrize("time", TIMES)
def test_nobody_gives_what_she_loses_at_that_instant(world: World, time: int) -> None:
    """Either she gave it before she lost it, or she is refused."""
    senior = define_role(
        organisation=world.agency,
        name="Senior",
        rights=["manage_people", "view_twins", "judge_for_agency"],
        actor=world.ada,
        at=NOON,
    )
    hanna, eva = with_app(user("Hanna")), user("Eva")
    add_member(organisation=world.agency, user=hanna, role="Senior", actor=world.ada, at=NOON)
    add_member(organisation=world.agency, user=eva, role="viewer", actor=world.ada, at=NOON)
    gave, lost = at_once(
        lambda: give_right(
            codename="judge_twin",
            over=world.twin,
            to=eva,
            organisation=world.agency,
            actor=hanna,
            at=NOON,
        ),
        lambda: change_role(
            role=senior, rights=["manage_people", "view_twins"], actor=world.ada, at=NOON
        ),
    )
    assert lost == "done"
    has = access.is_granted(eva, "judge_twin", world.twin, world.agency)
    assert has == (gave == "done")
    if gave == "done":
        events = AuditEvent.objects.filter(chain_id=world.agency.pk)
        assert events.get(act="right.given").number < events.get(act="role.changed").number


@pytest.mark.parametrize("time", TIMES)
def test_the_same_role_given_by_two_is_held_once(world: World, time: int) -> None:
    eva = user("Eva")
    said = at_once(
        *[
            lambda: add_member(
                organisation=world.agency, user=eva, role="booker", actor=world.ada, at=NOON
            )
        ]
        * 2
    )
    assert said.count("done") == 1
    assert eva.memberships.current().count() == 1
