"""An organisation's own roles: what can be made, changed and retired, and what never is lost."""

import pytest

from portal import access, audit
from portal.actions.grant import give_right
from portal.actions.organisation import add_member, end_membership
from portal.actions.role import change_role, define_role, rename_role, retire_role, rights_of
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import AuditEvent, Role, User
from tests.people import NOON, World, a_world, user, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def define(world: World, name: str = "Junior", *rights: str, by: User | None = None) -> Role:
    return define_role(
        organisation=world.agency,
        name=name,
        rights=rights or ("view_twins", "view_money"),
        actor=by or world.ada,
        at=NOON,
    )


def let_in(world: World, name: str, role: str) -> User:
    who = user(name)
    add_member(organisation=world.agency, user=who, role=role, actor=world.ada, at=NOON)
    return who


def test_a_role_of_one_s_own_brings_its_rights_and_no_other(world: World) -> None:
    define(world)
    eva = let_in(world, "Eva", "Junior")
    assert access.holds(eva, "view_twins", world.agency)
    assert access.holds(eva, "view_money", world.agency)
    assert not access.holds(eva, "judge_for_agency", world.agency)
    assert not access.holds(eva, "view_twins", world.brand)


def test_a_copy_holds_what_the_first_one_does(world: World) -> None:
    booker = world.agency.roles.get(name="booker")
    copy = define(world, "Booker, Paris", *rights_of(booker))
    assert rights_of(copy) == rights_of(booker)


def test_a_change_holds_for_all_who_have_the_role_at_once(world: World) -> None:
    role = define(world)
    eva = let_in(world, "Eva", "Junior")
    change_role(role=role, rights=["view_twins", "set_rates"], actor=world.ada, at=NOON)
    assert access.holds(eva, "set_rates", world.agency)
    assert not access.holds(eva, "view_money", world.agency)


def test_a_new_name_changes_nothing_else(world: World) -> None:
    role = define(world)
    eva = let_in(world, "Eva", "Junior")
    rename_role(role=role, name="  Assistant  ", actor=world.ada, at=NOON)
    assert Role.objects.get(pk=role.pk).name == "Assistant"
    assert access.holds(eva, "view_twins", world.agency)


def test_a_retired_role_is_lost_by_all_at_once_and_given_to_nobody(world: World) -> None:
    """RULINGS 18."""
    role = define(world)
    eva = let_in(world, "Eva", "Junior")
    give_right(
        codename="judge_twin",
        over=world.twin,
        to=role,
        organisation=world.agency,
        actor=world.ada,
        at=NOON,
    )
    retire_role(role=role, actor=world.ada, at=NOON)
    assert not access.holds(eva, "view_twins", world.agency)
    assert not access.is_granted(eva, "judge_twin", world.twin, world.agency)
    assert not eva.memberships.current().exists()
    with pytest.raises(Conflict, match="was retired"):
        add_member(organisation=world.agency, user=eva, role="Junior", actor=world.ada, at=NOON)
    for act in (retire_role, lambda **how: rename_role(name="Other", **how)):
        with pytest.raises(Conflict, match="was retired"):
            act(role=role, actor=world.ada, at=NOON)
    with pytest.raises(Invalid, match="or was"):
        define(world, "junior")


def test_the_trail_names_who_left_by_a_retired_role_and_nobody_who_stays(world: World) -> None:
    role = define(world)
    eva, liv = let_in(world, "Eva", "Junior"), let_in(world, "Liv", "Junior")
    add_member(organisation=world.agency, user=liv, role="viewer", actor=world.ada, at=NOON)
    retire_role(role=role, actor=world.ada, at=NOON)
    (left,) = AuditEvent.objects.filter(act="member.ended")
    assert (left.chain_id, left.person_id) == (world.agency.pk, world.ada.person_id)
    assert left.details["member"] == str(eva.person_id)
    assert left.subject_id == str(eva.memberships.get().pk)


def test_built_in_roles_stay_as_they_are(world: World) -> None:
    booker = world.agency.roles.get(name="booker")
    for act in (
        retire_role,
        lambda **how: rename_role(name="Other", **how),
        lambda **how: change_role(rights=["view_money"], **how),
    ):
        with pytest.raises(Conflict, match="copy this one"):
            act(role=booker, actor=world.ada, at=NOON)


def test_only_who_manages_people_makes_and_changes_roles(world: World) -> None:
    role = define(world)
    ida = user("Ida", is_staff=True, is_superuser=True)
    for who in (world.bo, world.bram, world.odo, world.mila, ida):
        with pytest.raises(NotAllowed):
            define(world, "Mine", by=who)
        for act in (
            retire_role,
            lambda **how: rename_role(name="Other", **how),
            lambda **how: change_role(rights=["view_money"], **how),
        ):
            with pytest.raises(NotAllowed):
                act(role=role, actor=who, at=NOON)


def test_nobody_puts_into_a_role_what_she_does_not_hold(world: World) -> None:
    define(world, "Hiring", "manage_people", "view_twins")
    hanna = let_in(world, "Hanna", "Hiring")
    with pytest.raises(NotAllowed, match="cannot give what you do not hold"):
        define(world, "Mine", "view_twins", "set_rates", by=hanna)
    mine = define(world, "Mine", "view_twins", by=hanna)
    with pytest.raises(NotAllowed, match="cannot give what you do not hold"):
        change_role(role=mine, rights=["view_twins", "set_rates"], actor=hanna, at=NOON)
    theirs = define(world, "Theirs", "view_twins", "set_rates")
    change_role(role=theirs, rights=["set_rates"], actor=hanna, at=NOON)  # she took, gave nothing


def test_nobody_gives_a_role_that_holds_more_than_she_does(world: World) -> None:
    define(world, "Hiring", "manage_people", "view_twins")
    hanna = let_in(world, "Hanna", "Hiring")
    with pytest.raises(NotAllowed, match="cannot give what you do not hold"):
        add_member(organisation=world.agency, user=user("Eva"), role="booker", actor=hanna, at=NOON)
    with pytest.raises(NotAllowed, match="cannot give what you do not hold"):
        add_member(organisation=world.agency, user=hanna, role="admin", actor=hanna, at=NOON)
    add_member(organisation=world.agency, user=user("Ylva"), role="viewer", actor=hanna, at=NOON)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "Booker", "booker"])
def test_a_role_needs_a_name_of_its_own(world: World, name: str) -> None:
    with pytest.raises(Invalid):
        define(world, name)


@pytest.mark.parametrize("rights", [["judge_for_brand"], ["fly"], ["see_twin"], []])
def test_a_role_holds_rights_from_the_list_of_its_kind_and_at_least_one(
    world: World, rights: list[str]
) -> None:
    with pytest.raises(Invalid):
        define_role(organisation=world.agency, name="Odd", rights=rights, actor=world.ada, at=NOON)


def test_the_last_in_charge_is_lost_by_no_way_out(world: World) -> None:
    """RULINGS 17: not by leaving, by changing the role, nor by retiring it."""
    boss = define(world, "Boss", "manage_people", "view_twins", "set_rates")
    hanna = with_app(let_in(world, "Hanna", "Boss"))
    end_membership(membership=world.ada.memberships.get(), actor=world.ada, at=NOON)
    for act in (
        retire_role,
        lambda **how: change_role(rights=["view_twins"], **how),
    ):
        with pytest.raises(Conflict, match="must keep one"):
            act(role=boss, actor=hanna, at=NOON)
    with pytest.raises(Conflict, match="must keep one"):
        end_membership(membership=hanna.memberships.get(), actor=hanna, at=NOON)
    assert access.holds(hanna, "manage_people", world.agency)


def test_the_trail_tells_of_every_change_of_a_role(world: World) -> None:
    role = define(world)
    rename_role(role=role, name="Assistant", actor=world.ada, at=NOON)
    change_role(role=role, rights=["view_money"], actor=world.ada, at=NOON)
    retire_role(role=role, actor=world.ada, at=NOON)
    events = AuditEvent.objects.filter(subject_id=str(role.pk)).order_by("number")
    assert [event.act for event in events] == [
        "role.defined",
        "role.renamed",
        "role.changed",
        "role.retired",
    ]
    assert audit.verify_chain(world.agency.pk).broken_at is None
