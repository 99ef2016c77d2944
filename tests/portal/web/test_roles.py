"""The pages on roles: what each holds, who has it, and what a change would do."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal import access
from portal.actions.grant import give_right
from portal.actions.invitation import invite
from portal.actions.role import define_role, retire_role, rights_of
from portal.errors import Conflict
from portal.models import Role, User
from portal.models.grants import personal_tables
from tests.people import NOON, World, a_world, add_member, user, with_app
from tests.portal.web.asking import client_of, queries, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ada(world: World) -> Client:
    return client_of(world.ada)


def define(world: World, name: str, *rights: str) -> Role:
    return define_role(
        organisation=world.agency, name=name, rights=rights, actor=world.ada, at=NOON
    )


def let_in(world: World, name: str, role: str, who: User | None = None) -> User:
    who = who or user(name)
    add_member(organisation=world.agency, user=who, role=role, actor=world.ada, at=NOON)
    return who


def said(answer: object) -> str:
    return words(answer).replace("&#x27;", "'")


def test_the_list_has_every_role_with_how_many_have_it(world: World, ada: Client) -> None:
    define(world, "Junior", "view_twins", "set_rates")
    let_in(world, "Eva", "Junior")
    let_in(world, "Ylva", "Junior")
    page = said(ada.get(reverse("roles")))
    assert "Junior May see this agency's models, their rights and pictures May set" in page
    assert "May set this agency's prices 2 people" in page
    assert "1 person" in page


def test_the_list_takes_as_many_queries_for_many_as_for_few(world: World, ada: Client) -> None:
    define(world, "Junior", "view_twins")
    few = queries(ada, reverse("roles"))
    for number in range(8):
        define(world, f"Role {number}", "view_twins", "view_money")
        let_in(world, f"Person{number}", f"Role {number}")
    assert queries(ada, reverse("roles")) == few


def test_a_role_s_page_says_each_right_and_who_has_it(world: World, ada: Client) -> None:
    page = said(ada.get(reverse("role", args=[world.agency.roles.get(name="viewer").pk])))
    assert "Built in: it stays as it is" in page
    assert "Not: May set this agency's prices" in page
    assert "Nobody yet" in page
    page = said(ada.get(reverse("role", args=[world.agency.roles.get(name="booker").pk])))
    assert "Who has it 1 Bo since 23 November 2026" in page


def test_a_role_s_page_takes_as_many_queries_for_many_as_for_few(world: World, ada: Client) -> None:
    role = define(world, "Junior", "view_twins")
    let_in(world, "Eva", "Junior")
    few = queries(ada, reverse("role", args=[role.pk]))
    for number in range(8):
        let_in(world, f"Person{number}", "Junior")
    assert queries(ada, reverse("role", args=[role.pk])) == few


def test_a_role_is_made_from_a_copy(world: World, ada: Client) -> None:
    booker = world.agency.roles.get(name="booker")
    page = ada.get(reverse("new-role"), {"copy": str(booker.pk)})
    assert page.text.count(" checked") == len(rights_of(booker))
    typed = {"organisation": str(world.agency.pk), "name": "Junior", "rights": ["view_twins"]}
    answer = ada.post(reverse("new-role"), typed, follow=True)
    assert "The role Junior is there." in answer.text
    answer = ada.post(reverse("new-role"), typed)
    assert answer.status_code == 422
    assert "a role called Junior" in said(answer)
    assert ada.post(reverse("new-role"), {**typed, "name": "", "rights": []}).status_code == 422


def test_who_lacks_a_right_cannot_put_it_into_a_role(world: World) -> None:
    define(world, "Hiring", "manage_people", "view_twins")
    hanna = client_of(with_app(let_in(world, "Hanna", "Hiring")))
    typed = {"organisation": str(world.agency.pk), "name": "Mine", "rights": ["set_rates"]}
    answer = hanna.post(reverse("new-role"), typed)
    assert answer.status_code == 403
    assert "You cannot give what you do not hold" in said(answer)


def test_a_role_is_renamed_and_a_taken_name_is_said_on_its_page(world: World, ada: Client) -> None:
    role = define(world, "Junior", "view_twins")
    answer = ada.post(reverse("rename-role", args=[role.pk]), {"name": "booker"})
    assert answer.status_code == 422
    assert "There is, or was, a role called booker here." in said(answer)
    assert "<h1>Junior</h1>" in answer.text
    answer = ada.post(reverse("rename-role", args=[role.pk]), {"name": "Assistant"}, follow=True)
    assert "It is called Assistant now." in answer.text


def test_a_change_is_shown_before_it_counts(world: World, ada: Client) -> None:
    role = define(world, "Junior", "view_twins", "set_rates")
    eva = let_in(world, "Eva", "Junior")
    let_in(world, "Bo", "Junior", world.bo)  # who has all of it as a booker too
    change = reverse("change-role", args=[role.pk])
    shown = ada.get(change, {"preview": "1", "rights": ["view_twins", "view_money"]})
    assert "Gained May see what is earned, due and paid Bo, Eva" in said(shown)
    assert "Lost May set this agency's prices Eva Confirm" in said(shown)
    assert access.holds(eva, "set_rates", world.agency)
    typed = {"rights": ["view_twins", "view_money"], "seen": ["view_twins", "set_rates"]}
    assert ada.post(change, typed).status_code == 302
    assert not access.holds(eva, "set_rates", world.agency)
    assert access.holds(eva, "view_money", world.agency)
    assert access.holds(world.bo, "set_rates", world.agency)


def test_a_change_that_was_shown_of_another_role_than_it_is_now_is_refused(
    world: World, ada: Client
) -> None:
    role = define(world, "Junior", "view_twins", "set_rates")
    typed = {"rights": ["view_money"], "seen": ["view_twins"]}
    answer = ada.post(reverse("change-role", args=[role.pk]), typed)
    assert answer.status_code == 409
    assert "was changed meanwhile" in said(answer)
    assert rights_of(role) == ["view_twins", "set_rates"]


def test_a_preview_takes_as_many_queries_for_many_as_for_few(world: World, ada: Client) -> None:
    role = define(world, "Junior", "view_twins")
    let_in(world, "Eva", "Junior")
    pages = (
        reverse("change-role", args=[role.pk], query={"rights": "view_money"}),
        reverse("retire-role", args=[role.pk]),
    )
    few = [queries(ada, page) for page in pages]
    for number in range(14):
        let_in(world, f"Person{number}", "Junior")
    assert [queries(ada, page) for page in pages] == few
    assert "and 3 more" in said(ada.get(pages[0]))


def test_nothing_ticked_is_said(world: World, ada: Client) -> None:
    role = define(world, "Junior", "view_twins")
    change = reverse("change-role", args=[role.pk])
    assert "Choose at least one right." in said(ada.get(change, {"preview": "1"}))
    assert "holds exactly this" in said(ada.get(change, {"rights": "view_twins"}))
    assert ada.post(change, {"seen": "view_twins"}).status_code == 422


def test_a_built_in_role_is_neither_changed_nor_retired(world: World, ada: Client) -> None:
    booker = world.agency.roles.get(name="booker")
    for name in ("change-role", "retire-role"):
        answer = ada.get(reverse(name, args=[booker.pk]))
        assert answer.status_code == 409
        assert "copy this one" in answer.text


def test_retiring_says_who_loses_what_and_where_it_is_in_use(world: World, ada: Client) -> None:
    """RULINGS 18."""
    role = define(world, "Junior", "view_twins")
    eva = let_in(world, "Eva", "Junior")
    let_in(world, "Bo", "Junior", world.bo)
    for to in (role, eva):
        give_right(
            codename="judge_twin",
            over=world.twin,
            to=to,
            organisation=world.agency,
            actor=world.ada,
            at=NOON,
        )
    invite(
        organisation=world.agency,
        role=role,
        email="ylva@example.test",
        name="Ylva",
        actor=world.ada,
        at=NOON,
    )
    retire = reverse("retire-role", args=[role.pk])
    page = said(ada.get(retire))
    assert "Retire Junior?" in page
    assert "2 people have it." in page
    assert "May agree to pictures of this model for her agency: Mila Eva" in page
    assert "It holds rights over 1 single model, brief or client, which end." in page
    assert "1 open invitation into it can be accepted no more." in page
    assert "1 person has no other role here, and is no member any more." in page
    assert ada.post(retire).status_code == 302
    assert not access.organisations_of(eva).exists()
    assert not any(table.every.filter(user=eva).exists() for table in personal_tables())
    assert "Retired on 23 November 2026" in said(ada.get(reverse("role", args=[role.pk])))
    assert "Junior since 23 November 2026" in said(ada.get(reverse("roles")))
    assert ada.get(retire).status_code == 409


def test_the_last_in_charge_is_not_retired_and_the_page_says_so(world: World) -> None:
    boss = define(world, "Boss", "manage_people", "view_twins", "judge_for_agency")
    hanna = with_app(let_in(world, "Hanna", "Boss"))
    world.ada.memberships.get().role.memberships.update(ended_at=NOON)
    world.ada.groups.clear()
    page = client_of(hanna).post(reverse("retire-role", args=[boss.pk]))
    assert page.status_code == 409
    assert "Linden Models must keep one admin." in said(page)


def test_a_role_is_not_retired_while_it_would_empty_a_compulsory_stage(world: World) -> None:
    """RULINGS 18: nobody else could give the agency's yes."""
    judges = define(world, "Judges", "view_twins", "judge_for_agency")
    define(world, "Hiring", "manage_people", "view_twins", "judge_for_agency")
    let_in(world, "Eva", "Judges")
    for who in (world.bo, world.ada):
        give = "Hiring" if who is world.ada else "viewer"
        let_in(world, "", give, who)
    world.ada.memberships.exclude(role__name="Hiring").update(ended_at=NOON)
    world.bo.memberships.exclude(role__name="viewer").update(ended_at=NOON)
    for who, role in ((world.ada, "admin"), (world.bo, "booker")):
        who.groups.remove(world.agency.roles.get(name=role).group)
    hiring = world.agency.roles.get(name="Hiring")
    hiring.group.organisationgrouppermission_set.filter(
        permission__codename="judge_for_agency"
    ).delete()
    with pytest.raises(Conflict, match="Nobody else could agree"):
        retire_role(role=judges, actor=world.ada, at=NOON)
