"""Rights over one model, brief or client: who gives them, for how long, and how they end."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from approvals.models import Draft, Stage
from approvals.policies import check_may_change, check_may_publish, may_judge_for
from portal import access, audit
from portal.actions.grant import give_right, take_right
from portal.actions.organisation import add_member, end_membership
from portal.actions.role import define_role
from portal.effective import reasons
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import AuditEvent, Role, User
from portal.roles import BRIEF_RIGHTS, CLIENT_RIGHTS, RIGHTS, TWIN_RIGHTS
from tests.people import NOON, World, a_world, timedelta, user
from twins.models import Twin

pytestmark = pytest.mark.django_db

DECEMBER_31 = date(2026, 12, 31)
MIDNIGHT_IN_BERLIN = datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def eva(world: World) -> User:
    """Eva works at the agency and may do nothing there of herself."""
    eva = user("Eva")
    only_money = define_role(
        organisation=world.agency, name="Books", rights=["view_money"], actor=world.ada, at=NOON
    )
    add_member(organisation=world.agency, user=eva, role=only_money.name, actor=world.ada, at=NOON)
    return eva


def give(world: World, codename: str, to: User | Role, **changed: object) -> None:
    terms: dict[str, object] = {
        "over": world.twin,
        "organisation": world.agency,
        "actor": world.ada,
        "at": NOON,
    }
    give_right(codename=codename, to=to, **{**terms, **changed})  # type: ignore[arg-type]


def sees(who: User, draft: Draft) -> bool:
    return Draft.objects.visible_to(who).filter(pk=draft.pk).exists()


def judges(world: World, who: User, draft: Draft) -> bool:
    return may_judge_for(who, world.stage(draft, "agency"))


def test_every_right_is_said_in_a_sentence_and_stands_once() -> None:
    every = [*RIGHTS, *TWIN_RIGHTS, *BRIEF_RIGHTS, *CLIENT_RIGHTS]
    assert len({right.codename for right in every}) == len(every)
    assert all(right.sentence.startswith("May ") for right in every)


@time_machine.travel(NOON, tick=False)
def test_eva_may_judge_for_one_model_and_for_no_other(world: World, eva: User) -> None:
    nora = user("Nora", known_as="Nora")
    twin = world.new_twin(nora, seed=4)
    world.license(twin, nora, world.brand, world.bram)
    of_mila, of_nora = world.draft(), world.draft(seed=8, twins=(twin,))
    assert not sees(eva, of_mila)
    give(world, "judge_twin", eva)
    assert (sees(eva, of_mila), judges(world, eva, of_mila)) == (True, True)
    assert (sees(eva, of_nora), judges(world, eva, of_nora)) == (False, False)
    assert list(Twin.objects.shown_to(eva, NOON)) == [world.twin]
    world.say("yes", of_mila, "brand", world.bram)
    assert list(Draft.objects.visible_to(eva).awaiting(eva)) == [of_mila]
    world.say("yes", of_mila, "agency", eva)


def test_a_right_until_a_day_ends_with_that_day_where_the_agency_is(
    world: World, eva: User
) -> None:
    with time_machine.travel(NOON, tick=False):
        draft = world.draft()
        give(world, "judge_twin", eva, until=DECEMBER_31, why="Bo is away")
    with time_machine.travel(MIDNIGHT_IN_BERLIN - timedelta(seconds=1), tick=False):
        assert judges(world, eva, draft)
        assert eva.has_perm("twins.judge_twin", world.twin)
    with time_machine.travel(MIDNIGHT_IN_BERLIN, tick=False):
        assert not judges(world, eva, draft)
        assert not sees(eva, draft)
        assert not eva.has_perm("twins.judge_twin", world.twin)
        assert not Draft.objects.awaiting(eva).exists()


@time_machine.travel(NOON, tick=False)
def test_she_sees_why_she_has_it(world: World, eva: User) -> None:
    give(world, "judge_twin", eva, until=DECEMBER_31, why="Bo is away")
    (why,) = reasons(world.twin, world.agency, rights=["judge_twin"], users=[eva.pk])
    assert (str(why.given_by), why.given_at, why.until) == ("Ada", NOON, MIDNIGHT_IN_BERLIN)
    assert (why.why, why.role, why.whole) == ("Bo is away", "", False)
    (by_role,) = reasons(world.twin, world.agency, rights=["judge_twin"], users=[world.bo.pk])
    assert (by_role.role, by_role.whole, str(by_role.given_by)) == ("booker", True, "Ada")


@time_machine.travel(NOON, tick=False)
def test_a_role_may_get_a_right_over_one_model(world: World, eva: User) -> None:
    draft = world.draft()
    give(world, "judge_twin", eva.memberships.get().role)
    assert judges(world, eva, draft)
    (why,) = reasons(world.twin, world.agency, rights=["judge_twin"], users=[eva.pk])
    assert (why.role, why.whole) == ("Books", False)


@time_machine.travel(NOON, tick=False)
def test_a_right_over_one_client_holds_for_that_client_s_pictures(world: World, eva: User) -> None:
    world.license(world.twin, world.mila, world.rival, world.odo)
    draft = world.draft()
    give(world, "judge_client", eva, over=world.rival)
    assert not sees(eva, draft)
    give(world, "judge_client", eva, over=world.brand)
    assert judges(world, eva, draft)
    world.say("yes", draft, "brand", world.bram)
    world.say("yes", draft, "agency", eva)


@time_machine.travel(NOON, tick=False)
def test_at_the_brand_a_right_over_one_brief_is_for_that_brief(world: World) -> None:
    vivi = user("Vivi")
    books = define_role(
        organisation=world.brand, name="Books", rights=["view_money"], actor=world.bram, at=NOON
    )
    add_member(organisation=world.brand, user=vivi, role=books.name, actor=world.bram, at=NOON)
    draft, other = world.draft(), world.draft(seed=8)
    for codename in ("judge_brief", "publish_brief", "write_brief"):
        give(world, codename, vivi, over=draft.brief, organisation=world.brand, actor=world.bram)
    assert (sees(vivi, draft), sees(vivi, other)) == (True, False)
    assert may_judge_for(vivi, world.stage(draft, "brand"))
    assert not may_judge_for(vivi, world.stage(other, "brand"))
    check_may_publish(vivi, draft.brief)
    check_may_change(vivi, draft.brief)
    for check in (check_may_publish, check_may_change):
        with pytest.raises(NotAllowed):
            check(vivi, other.brief)


@time_machine.travel(NOON, tick=False)
def test_what_is_taken_back_is_over_at_once_with_all_that_needs_it(world: World, eva: User) -> None:
    draft = world.draft()
    give(world, "judge_twin", eva)
    taken = take_right(
        codename="see_twin",
        over=world.twin,
        of=eva,
        organisation=world.agency,
        actor=world.ada,
        at=NOON,
    )
    assert {right.codename for right in taken.rights} == {"see_twin", "judge_twin"}
    assert not sees(eva, draft)
    assert not judges(world, eva, draft)
    with pytest.raises(Conflict):
        take_right(
            codename="see_twin",
            over=world.twin,
            of=eva,
            organisation=world.agency,
            actor=world.ada,
            at=NOON,
        )


@time_machine.travel(NOON, tick=False)
def test_who_leaves_keeps_no_right_over_anything(world: World, eva: User) -> None:
    draft = world.draft()
    give(world, "judge_twin", eva)
    give(world, "judge_client", eva, over=world.brand)
    end_membership(membership=eva.memberships.get(), actor=world.ada, at=NOON)
    assert not sees(eva, draft)
    assert not judges(world, eva, draft)
    assert reasons(world.twin, world.agency, users=[eva.pk]) == []


@time_machine.travel(NOON, tick=False)
def test_when_she_leaves_the_agency_its_grants_over_her_judge_nothing(
    world: World, eva: User
) -> None:
    """RULINGS 14: the right follows the representation in force."""
    draft = world.draft()
    give(world, "judge_twin", eva)
    world.twin.representations.update(ended_at=NOON)
    assert list(Twin.objects.shown_to(eva, NOON)) == []
    with pytest.raises(NotAllowed):
        world.say("yes", draft, "agency", eva)
    with pytest.raises(Conflict, match="nothing that you give rights over"):
        give(world, "see_twin", eva)


def test_nobody_gives_what_she_does_not_hold(world: World, eva: User) -> None:
    hires = define_role(
        organisation=world.agency,
        name="Hiring",
        rights=["manage_people", "view_twins"],
        actor=world.ada,
        at=NOON,
    )
    hanna = user("Hanna")
    add_member(organisation=world.agency, user=hanna, role=hires.name, actor=world.ada, at=NOON)
    give(world, "see_twin", eva, actor=hanna)
    with pytest.raises(NotAllowed, match="cannot give what you do not hold"):
        give(world, "judge_twin", eva, actor=hanna)
    give(world, "judge_twin", hanna)
    give(world, "judge_twin", eva, actor=hanna)


def test_nobody_but_who_manages_people_gives_or_takes(world: World, eva: User) -> None:
    ida = user("Ida", is_staff=True, is_superuser=True)
    for who in (world.bo, world.mila, world.bram, world.odo, ida, eva):
        with pytest.raises(NotAllowed):
            give(world, "see_twin", eva, actor=who)
        with pytest.raises(NotAllowed):
            take_right(
                codename="see_twin",
                over=world.twin,
                of=eva,
                organisation=world.agency,
                actor=who,
                at=NOON,
            )


def test_nobody_outside_gets_a_right(world: World) -> None:
    for who in (world.odo, world.mila, user("Uma")):
        with pytest.raises(Conflict, match="not a member here"):
            give(world, "see_twin", who)
    with pytest.raises(Conflict, match="somebody else"):
        give(world, "see_twin", world.brand.roles.get(name="viewer"))


def test_another_agency_gives_nothing_over_her(world: World) -> None:
    bea = user("Bea")
    birke = world.found("agency", "Birke", bea)
    with pytest.raises(Conflict, match="nothing that you give rights over"):
        give(world, "see_twin", bea, organisation=birke, actor=bea)


@pytest.mark.parametrize(
    ("codename", "over"),
    [
        ("judge_brief", "twin"),
        ("fly", "twin"),
        ("manage_people", "agency"),
        ("judge_for_brand", "agency"),
        ("judge_client", "agency"),
        ("view_money", "brand"),
    ],
)
def test_a_right_is_given_only_over_what_it_is_about(
    world: World, eva: User, codename: str, over: str
) -> None:
    with pytest.raises(Invalid):
        give(world, codename, eva, over=getattr(world, over))


def test_a_day_that_is_over_is_no_end(world: World, eva: User) -> None:
    with pytest.raises(Invalid, match="choose a later one"):
        give(world, "see_twin", eva, until=date(2026, 11, 22))


@time_machine.travel(NOON, tick=False)
def test_given_twice_it_ends_as_was_said_last(world: World, eva: User) -> None:
    give(world, "judge_twin", eva)
    give(world, "judge_twin", eva, until=DECEMBER_31)
    found = reasons(world.twin, world.agency, users=[eva.pk])
    assert {(each.right, each.until) for each in found} == {
        ("judge_twin", MIDNIGHT_IN_BERLIN),
        ("see_twin", None),
    }


def test_the_trails_of_agency_and_model_say_who_gave_what_without_a_name(
    world: World, eva: User
) -> None:
    give(world, "judge_twin", eva, until=DECEMBER_31, why="Bo is away")
    for chain in (world.agency.pk, world.mila.person_id):
        event = AuditEvent.objects.filter(chain_id=chain).latest("number")
        assert (event.act, event.person_id) == ("right.given", world.ada.person_id)
        assert event.details["to"] == str(eva.person_id)
        assert "Eva" not in str(event.details)
        assert audit.verify_chain(chain).broken_at is None


def test_the_model_s_own_rights_come_from_nobody(world: World) -> None:
    draft = world.draft()
    for member in world.mila.memberships.all():
        raise AssertionError(member)
    assert sees(world.mila, draft)
    assert not Stage.objects.judged_by(world.mila).exists()
    assert not access.holds(world.mila, "view_twins", world.agency)
    with pytest.raises(Conflict):
        give(world, "judge_twin", world.mila)
