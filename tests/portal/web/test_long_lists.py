"""Lists of an organisation that grew long: the last row is reached, there and back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from portal.actions.grant import give_right
from portal.models import Cover, Invitation, Membership, Organisation, Role, User
from portal.models.organisation import OrganisationUserPermission
from portal.web import member_grants
from tests.people import NOON, World, a_world, user
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


def walk(client: Client, url: str, rows: str, page: str, prefix: str = "") -> list[list[Any]]:
    """Every page of a list, from the first to the last and back again to the first."""
    answer = client.get(url)
    there = [list(answer.context[rows])]
    while (mark := page_in(answer, page).after) is not None and mark != "":
        answer = client.get(url, {f"{prefix}after": str(mark)})
        there.append(list(answer.context[rows]))
    back = [there[-1]]
    while (mark := page_in(answer, page).before) is not None and mark != "":
        answer = client.get(url, {f"{prefix}before": str(mark)})
        back.append(list(answer.context[rows]))
    assert back[::-1] == there
    return there


def page_in(answer: Any, name: str) -> Any:
    first, _dot, rest = name.partition(".")
    found = answer.context[first]
    return found[rest] if rest else found


# --- invitations ---------------------------------------------------------------------------------


def invite_many(world: World, count: int) -> None:
    Invitation.objects.bulk_create(
        Invitation(
            organisation=world.agency,
            role=world.agency.roles.get(name="viewer"),
            email=f"asked{number}@example.test",
            name=f"Asked {number}",
            secret_hash=f"{number:064}",
            invited_by=world.ada.person,
            invited_at=NOON - timedelta(minutes=number // 2),  # some at the same instant
            expires_at=NOON + timedelta(days=7),
        )
        for number in range(count)
    )


def test_the_51st_invitation_is_reached_and_can_be_searched_for(world: World, ada: Client) -> None:
    invite_many(world, 101)
    pages = walk(ada, reverse("people"), "asked", "asked_page", "asked_")
    assert [len(page) for page in pages] == [50, 50, 1]
    names = [each.invitation.name for page in pages for each in page]
    assert set(names) == {f"Asked {number}" for number in range(101)}
    assert names[-1] == "Asked 100"  # the oldest
    first = ada.get(reverse("people"))
    assert "Invited, and not here yet 101" in words(first)
    assert f"asked_after={first.context['asked_page'].after}#asked" in first.text
    found = ada.get(reverse("people"), {"q": "asked100@"}).context["asked"]
    assert [each.invitation.name for each in found] == ["Asked 100"]


def test_an_invitation_that_was_accepted_marks_its_page_still(world: World, ada: Client) -> None:
    invite_many(world, 52)
    mark = ada.get(reverse("people")).context["asked_page"].after
    Invitation.objects.filter(pk=mark).update(accepted_at=NOON, accepted_by=world.bo.person)
    found = ada.get(reverse("people"), {"asked_after": str(mark)}).context["asked"]
    assert len(found) == 2


def test_a_page_of_which_all_has_gone_shows_the_first_one(world: World, ada: Client) -> None:
    invite_many(world, 52)
    mark = ada.get(reverse("people")).context["asked_page"].after
    shown = ada.get(reverse("people"), {"asked_after": str(mark)}).context["asked"]
    Invitation.objects.filter(pk__in=[each.invitation.pk for each in shown]).update(
        revoked_at=NOON, revoked_by=world.ada.person
    )
    assert len(ada.get(reverse("people"), {"asked_after": str(mark)}).context["asked"]) == 50


# --- a member's rights over single things --------------------------------------------------------

CODENAMES = ("see_client", "judge_client", "license_client")


def grant_many(world: World, who: User, brands: int) -> list[Organisation]:
    made = Organisation.objects.bulk_create(
        Organisation(kind="brand", name=f"Client {number:03}") for number in range(brands)
    )
    permissions = Permission.objects.filter(codename__in=CODENAMES)
    OrganisationUserPermission.every.bulk_create(
        OrganisationUserPermission(
            user=who,
            permission=permission,
            content_object=brand,
            organisation=world.agency,
            given_by=world.ada.person,
            given_at=NOON,
        )
        for brand in made
        for permission in permissions
    )
    return made


def page_of(who: User) -> str:
    return reverse("member", args=[Membership.objects.get(user=who).pk])


def test_the_201st_right_of_a_member_is_reached_and_can_be_searched_for(
    world: World, ada: Client
) -> None:
    grant_many(world, world.bo, 67)

    def lines(**query: str) -> Any:
        return ada.get(page_of(world.bo), query).context["singles"]

    shown, found = [], lines()
    while True:
        shown += [line.sentence for line in found.lines]
        if not found.after:
            break
        found = lines(after=found.after)
    assert len(shown) == len(set(shown)) == found.count == 201
    assert shown[-1].endswith("Client 066")
    back: list[str] = []
    while True:
        back[:0] = [line.sentence for line in found.lines]
        if not found.before:
            break
        found = lines(before=found.before)
    assert back == shown
    assert [line.sentence[-10:] for line in lines(q="CLIENT 066").lines] == ["Client 066"] * 3
    assert "Nothing is called “zzz” among them." in words(ada.get(page_of(world.bo), {"q": "zzz"}))


def test_models_and_clients_stand_in_one_order_whoever_granted_them(
    world: World, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Herself and by a role, over things of several kinds; a page may hold one of them."""
    booker = world.agency.roles.get(name="booker")
    nora = world.new_twin(user("Nora", known_as="Nora"), seed=3)
    (client,) = grant_many(world, world.bo, 1)
    assert str(client) == "Client 000"
    for twin, whose in ((world.twin, world.bo), (nora, booker), (world.twin, booker)):
        give_right(
            codename="see_twin",
            over=twin,
            to=whose,
            organisation=world.agency,
            actor=world.ada,
            at=NOON,
        )
    monkeypatch.setattr(member_grants, "ON_PAGE", 1)
    shown, mark = [], ""
    while True:
        found = ada.get(page_of(world.bo), {"after": mark}).context["singles"]
        shown += [(line.sentence.rpartition(": ")[2], len(line.reasons)) for line in found.lines]
        mark = found.after
        if not mark:
            break
    assert shown == [("Client 000", 1)] * 3 + [("Mila", 2), ("Nora", 1)]
    assert found.count == 5


def test_a_right_that_was_taken_back_marks_its_page_still(world: World, ada: Client) -> None:
    brands = grant_many(world, world.bo, 20)
    found = ada.get(page_of(world.bo)).context["singles"]
    following = ada.get(page_of(world.bo), {"after": found.after}).context["singles"].lines
    for codename in CODENAMES:  # the whole thing is gone, and with it its name
        OrganisationUserPermission.every.filter(
            content_object=brands[16], permission__codename=codename
        ).delete()
    again = ada.get(page_of(world.bo), {"after": found.after}).context["singles"].lines
    assert [each.sentence for each in again] == [
        each.sentence for each in following if "Client 016" not in each.sentence
    ]


@pytest.mark.parametrize("mark", ["nonsense", "see_client.nonsense", "fly.{pk}", "see_twin.{pk}"])
def test_an_odd_mark_shows_the_first_page(world: World, ada: Client, mark: str) -> None:
    grant_many(world, world.bo, 3)
    first = ada.get(page_of(world.bo)).context["singles"].lines
    asked = {"after": mark.format(pk=world.studio.pk)}
    assert ada.get(page_of(world.bo), asked).context["singles"].lines == first


def test_a_long_list_of_rights_takes_as_many_queries_as_a_short_one(
    world: World, ada: Client
) -> None:
    grant_many(world, world.bo, 1)
    few = queries(ada, page_of(world.bo))
    grant_many(world, world.bo, 30)
    assert queries(ada, page_of(world.bo)) == few
    assert member_grants.ON_PAGE < 90


# --- roles ---------------------------------------------------------------------------------------


def define_many(world: World, count: int, **more: Any) -> None:
    prefix = "Old" if more else "Role"
    Role.objects.bulk_create(
        Role(
            organisation=world.agency,
            group=Group.objects.create(name=f"{prefix}{number}"),
            name=f"{prefix} {number:03}",
            created_at=NOON,
            **more,
        )
        for number in range(count)
    )


def test_the_51st_role_is_reached_and_can_be_searched_for(world: World, ada: Client) -> None:
    define_many(world, 51)
    define_many(world, 52, retired_at=NOON)
    own = walk(ada, reverse("roles"), "own", "own_page")
    assert [len(page) for page in own] == [50, 1]
    assert own[1][0][0].name == "Role 050"
    retired = walk(ada, reverse("roles"), "retired", "retired_page", "retired_")
    assert [role.name for role, _day in retired[1]] == ["Old 050", "Old 051"]
    said = words(ada.get(reverse("roles"), {"q": "role 050"}))
    assert "Role 050" in said
    assert "booker" not in said
    assert "None is called “zzz”." in words(ada.get(reverse("roles"), {"q": "zzz"}))


# --- covers --------------------------------------------------------------------------------------


def cover_many(world: World, covered: User, colleague: User, count: int) -> None:
    Cover.objects.bulk_create(
        Cover(
            organisation=world.agency,
            covered=covered,
            colleague=colleague,
            starts_at=NOON + timedelta(days=number),
            ends_at=NOON + timedelta(days=number + 1),
            zone="Europe/Berlin",
            named_by=world.ada.person,
            named_at=NOON,
        )
        for number in range(count)
    )


def test_the_201st_cover_is_reached_by_each_who_may_see_it(world: World, ada: Client) -> None:
    liv, ylva = user("Liv"), user("Ylva")
    for who in (liv, ylva):
        Membership.objects.create(
            organisation=world.agency, user=who, role=world.agency.roles.get(name="viewer")
        )
    cover_many(world, world.bo, liv, 201)
    address = reverse("cover")
    for client, rows in ((client_of(world.bo), "mine"), (client_of(liv), "covering")):
        pages = walk(client, address, rows, f"pages.{rows}", f"{rows}_")
        assert [len(page) for page in pages] == [50, 50, 50, 50, 1]
    pages = walk(ada, address, "others", "pages.others", "others_")
    assert len({line.id for page in pages for line in page}) == 201
    cover_many(world, world.ada, ylva, 1)
    cover_many(world, liv, ylva, 1)
    said = words(ada.get(address, {"q": "ylv"}))
    assert "Liv Ylva 23 November 2026" in said.replace("Who decides ", "")
    assert len(ada.get(address, {"q": "ylv"}).context["others"]) == 1
    assert "Nobody called “zzz” is covered or covers." in words(ada.get(address, {"q": "zzz"}))
    assert client_of(ylva).get(address).context["others"] == []
