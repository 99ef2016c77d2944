"""Who can do what: the pages of one model, brief, client and person, and what may be done there."""

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.actions.grant import give_right, take_right
from portal.actions.organisation import add_member
from portal.actions.role import define_role
from portal.effective import held_by, reasons
from portal.models import Cover, User
from portal.roles import EVERY_RIGHT
from portal.web.rights_words import PHRASES
from tests.people import NOON, World, give, showed_who_it_is, timedelta, user, with_app
from tests.portal.test_grant import DECEMBER_31, eva, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
__all__ = ["eva", "world"]


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def as_(who: User) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return showed_who_it_is(client)


def text(answer: Any) -> str:
    """The page's words, on one line."""
    return " ".join(unescape(answer.content.decode()).split())


def of_mila(world: World) -> str:
    return reverse("twin-rights", args=[world.twin.pk])


def of_person(who: User) -> str:
    return reverse("person-rights", args=[who.pk])


def typed(who: User, **changed: Any) -> dict[str, Any]:
    terms = {
        "to": f"person-{who.pk}",
        "rights": ["judge_twin"],
        "until": "2026-12-31",
        "why": "Bo is away",
    }
    return {**terms, **changed}


def right_of_eva(world: World, eva: User, codename: str = "judge_twin") -> list[Any]:
    return reasons(world.twin, world.agency, rights=[codename], users=[eva.pk])


def give_eva(world: World, eva: User, codename: str = "judge_twin", **more: Any) -> None:
    terms = {"over": world.twin, "organisation": world.agency, "actor": world.ada, "at": NOON}
    give_right(codename=codename, to=eva, **{**terms, **more})


def cover(world: World, covered: User, colleague: User) -> Cover:
    return Cover.objects.create(
        organisation=world.agency,
        covered=covered,
        colleague=colleague,
        starts_at=NOON,
        ends_at=NOON + timedelta(days=7),
        zone="Europe/Berlin",
        named_by=world.ada.person,
        named_at=NOON,
    )


def test_it_says_in_each_cell_whether_and_why(world: World, eva: User) -> None:
    give_eva(world, eva, until=DECEMBER_31, why="Bo is away")
    cover(world, world.ada, world.bo)
    page = text(as_(world.ada).get(of_mila(world)))
    assert "by the role Booker" in page
    assert "Goes with the role; it cannot be taken back here." in page
    assert "granted by Ada on 23 November 2026 until 31 December 2026 (Bo is away)" in page
    assert "for Ada, whom Bo covers until" in page
    assert "Agree to pictures of Mila for Linden Models" in page
    assert '<span class="soft">No</span>' in page


def test_before_it_counts_it_says_what_it_means(world: World, eva: User) -> None:
    page = text(as_(world.ada).post(of_mila(world), typed(eva)))
    assert (
        "Eva may, from now until 31 December 2026, agree to pictures of Mila for Linden Models."
        in page
    )
    assert "With it she may see Mila, her rights and her pictures." in page
    assert "Why: Bo is away" in page
    assert right_of_eva(world, eva) == []


def test_confirmed_it_counts_and_the_reason_is_the_first_thing_seen(
    world: World, eva: User
) -> None:
    sent = typed(eva) | {"confirm": "1"}
    answer = as_(world.ada).post(of_mila(world), sent, follow=True)
    assert "granted by Ada on 23 November 2026 until 31 December 2026" in text(answer)
    (why,) = right_of_eva(world, eva)
    assert (str(why.given_by), why.why) == ("Ada", "Bo is away")


def test_who_changes_her_mind_finds_what_she_typed(world: World, eva: User) -> None:
    page = text(as_(world.ada).post(of_mila(world), typed(eva) | {"change": "1"}))
    for kept in ('value="2026-12-31"', 'value="Bo is away"', f'value="person-{eva.pk}" selected'):
        assert kept in page
    assert "needs mending" not in page
    assert right_of_eva(world, eva) == []


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"until": "2026-11-01"}, 422, "This day is over"),
        ({"rights": []}, 422, "needs mending"),
        ({"rights": ["judge_brief"]}, 422, "needs mending"),
        ({"to": "person-unknown"}, 422, "needs mending"),
        ({"to": ""}, 422, "needs mending"),
        ({"until": "soon"}, 422, "needs mending"),
    ],
)
def test_a_refusal_stands_on_the_page_and_keeps_what_was_typed(
    world: World, eva: User, changed: dict[str, Any], status: int, sentence: str
) -> None:
    for more in ({}, {"confirm": "1"}):
        answer = as_(world.ada).post(of_mila(world), typed(eva, **changed) | more)
        assert answer.status_code == status
        assert sentence in text(answer)
        assert 'value="Bo is away"' in text(answer)
    assert right_of_eva(world, eva) == []


def test_nobody_gives_here_what_she_does_not_hold(world: World, eva: User) -> None:
    rights = ["manage_people", "view_twins"]
    hires = define_role(
        organisation=world.agency, name="Hiring", rights=rights, actor=world.ada, at=NOON
    )
    hanna = with_app(user("Hanna"))
    add_member(organisation=world.agency, user=hanna, role=hires.name, actor=world.ada, at=NOON)
    answer = as_(hanna).post(of_mila(world), typed(eva, rights=["see_twin", "judge_twin"]))
    assert answer.status_code == 403
    assert "You cannot give what you do not hold" in text(answer)


def test_of_several_rights_all_are_given_or_none(world: World, eva: User) -> None:
    sent = typed(eva, rights=["see_twin", "license_twin"]) | {"confirm": "1"}
    as_(world.ada).post(of_mila(world), sent)
    assert {each.right for each in reasons(world.twin, world.agency, users=[eva.pk])} == {
        "see_twin",
        "license_twin",
    }


def test_a_right_may_be_given_to_everybody_with_a_role_and_taken_from_it(
    world: World, eva: User
) -> None:
    role = eva.memberships.get().role
    ada = as_(world.ada)
    page = text(ada.post(of_mila(world), typed(eva, to=f"role-{role.pk}")))
    assert "Everybody with the role Books may, from now until" in page
    assert "With it they may see Mila" in page
    ada.post(of_mila(world), typed(eva, to=f"role-{role.pk}") | {"confirm": "1"})
    page = text(ada.get(of_mila(world)))
    assert "Given to everybody with a role" in page
    assert "by the role Books" in page
    taken = {"take": "judge_twin", "of": f"role-{role.pk}"}
    assert "Everybody with the role Books may no longer" in text(ada.get(of_mila(world), taken))
    ada.post(of_mila(world), taken)
    assert right_of_eva(world, eva) == []


def test_taking_back_names_what_goes_with_it_and_what_she_keeps(world: World, eva: User) -> None:
    give_eva(world, eva)
    give_eva(world, world.bo, "see_twin")
    ada = as_(world.ada)
    page = text(ada.get(of_mila(world), {"take": "see_twin", "of": f"person-{eva.pk}"}))
    assert "Eva may no longer see Mila, her rights and her pictures. It ends at once." in page
    assert "With it goes the right to agree to pictures of Mila for Linden Models." in page
    assert len(right_of_eva(world, eva)) == 1  # to look is not to act
    page = text(ada.get(of_mila(world), {"take": "see_twin", "of": f"person-{world.bo.pk}"}))
    assert "Bo may still see Mila, her rights and her pictures: by the role Booker." in page
    ada.post(of_mila(world), {"take": "see_twin", "of": f"person-{eva.pk}"})
    assert reasons(world.twin, world.agency, users=[eva.pk]) == []


def test_what_a_role_brings_is_not_taken_here(world: World) -> None:
    asked = {"take": "judge_twin", "of": f"person-{world.bo.pk}"}
    for answer in (
        as_(world.ada).get(of_mila(world), asked),
        as_(world.ada).post(of_mila(world), asked),
    ):
        assert answer.status_code == 409
        assert "was not given here" in text(answer)
    assert len(right_of_eva(world, world.bo)) == 1


def test_people_are_found_by_name_and_by_having_a_right(world: World, eva: User) -> None:
    ada = as_(world.ada)
    assert "<tr id=" not in text(ada.get(of_mila(world), {"q": "nobody"}))
    assert text(ada.get(of_mila(world), {"q": "ev"})).count("<tr id=") == 1
    assert f'id="person-{eva.pk}"' not in text(ada.get(of_mila(world), {"held": "1"}))
    give_eva(world, eva)
    assert f'id="person-{eva.pk}"' in text(ada.get(of_mila(world), {"held": "1"}))


def test_people_come_25_a_page(world: World) -> None:
    for number in range(24):
        add_member(
            organisation=world.agency,
            user=user(f"Zoe{number:02}"),
            role="viewer",
            actor=world.ada,
            at=NOON,
        )
    ada = as_(world.ada)
    assert text(ada.get(of_mila(world))).count("<tr id=") == 25
    second = text(ada.get(of_mila(world), {"page": "2"}))
    assert second.count("<tr id=") == 1
    assert "26 to 26 of 26" in second


def test_a_guest_stands_there_too(world: World) -> None:
    cleo = user("Cleo")
    give("see_twin", cleo, over=world.twin, by=world.agency)
    page = text(as_(world.ada).get(of_mila(world), {"q": "Cleo"}))
    assert "Not a member" in page
    assert "Take back" in page


def test_only_who_manages_people_opens_it(world: World) -> None:
    brief = reverse("brief-rights", args=[world.brief().pk])
    client = reverse("client-rights", args=[world.brand.pk])
    for who, path, status in (
        (world.ada, of_mila(world), 200),
        (world.bo, of_mila(world), 403),
        (world.mila, of_mila(world), 404),
        (world.bram, of_mila(world), 404),
        (world.bram, brief, 200),
        (world.ada, brief, 404),
        (world.ada, client, 200),
        (world.bo, client, 404),
        (world.bram, client, 404),
        (world.ada, reverse("client-rights", args=[world.rival.pk]), 404),
        (world.ada, of_person(world.bo), 200),
        (world.bo, of_person(world.ada), 404),
        (world.ada, of_person(world.bram), 404),
        (world.ada, of_person(world.mila), 404),
    ):
        assert as_(who).get(path).status_code == status, (who, path)


def test_clients_are_the_brands_with_licences(world: World) -> None:
    page = text(as_(world.ada).get(reverse("clients")))
    assert ("Nordlicht" in page, "Sudwind" in page) == (True, False)
    assert "No client" in text(as_(world.ada).get(reverse("clients"), {"q": "zzz"}))
    assert "Nordlicht" in text(as_(world.ada).get(reverse("clients"), {"q": "nord"}))


def test_the_pages_lead_to_it(world: World) -> None:
    brief = world.brief()
    for who, page, place in (
        (world.ada, reverse("models"), of_mila(world)),
        (world.ada, reverse("models"), reverse("clients")),
        (world.ada, reverse("clients"), reverse("client-rights", args=[world.brand.pk])),
        (world.ada, of_mila(world), of_person(world.bo)),
        (world.ada, of_person(world.bo), ""),
        (world.bram, brief.get_absolute_url(), reverse("brief-rights", args=[brief.pk])),
    ):
        assert f'href="{place}' in text(as_(who).get(page)), page
    assert of_mila(world) not in text(as_(world.bo).get(reverse("models")))


def test_all_that_one_person_may_do_stands_on_one_page(world: World, eva: User) -> None:
    give_eva(world, eva, until=DECEMBER_31)
    give_eva(world, eva, "judge_client", over=world.brand)
    cover(world, world.bo, eva)
    page = text(as_(world.ada).get(of_person(eva)))
    for said in (
        "Everywhere at Linden Models",
        "See what is earned, due and paid at Linden Models",
        "by the role Books, given by Ada on 23 November 2026",
        "for Bo, whom Eva covers, given by Ada",
        "Agree to pictures of Mila for Linden Models",
        "Agree to pictures made for Nordlicht, for Linden Models",
    ):
        assert said in page, said
    found = text(as_(world.ada).get(of_person(eva), {"q": "mila"}))
    assert "Agree to pictures of Mila" in found
    assert "Nordlicht" not in found


def test_it_is_taken_back_there_as_well(world: World, eva: User) -> None:
    give_eva(world, eva)
    asked = {"take": "judge_twin", "over": str(world.twin.pk)}
    ada = as_(world.ada)
    assert "Eva may no longer agree to pictures of Mila" in text(ada.get(of_person(eva), asked))
    assert len(right_of_eva(world, eva)) == 1
    assert ada.post(of_person(eva), asked).status_code == 302
    assert right_of_eva(world, eva) == []
    assert ada.post(of_person(eva), asked).status_code == 404


def test_it_names_nothing_that_the_asker_may_not_see(world: World, eva: User) -> None:
    give_eva(world, eva)
    hires = define_role(
        organisation=world.agency, name="Hiring", rights=["manage_people"], actor=world.ada, at=NOON
    )
    hanna = with_app(user("Hanna"))
    add_member(organisation=world.agency, user=hanna, role=hires.name, actor=world.ada, at=NOON)
    page = text(as_(hanna).get(of_person(eva)))
    assert "Mila" not in page
    asked = {"take": "judge_twin", "over": str(world.twin.pk)}
    assert as_(hanna).post(of_person(eva), asked).status_code == 404


def test_when_she_leaves_the_agency_nothing_over_her_is_listed(world: World, eva: User) -> None:
    give_eva(world, eva)
    world.twin.representations.update(ended_at=NOON)
    assert "Mila" not in {str(each.over) for each in held_by(eva, world.agency, NOON)}
    assert "Mila" not in text(as_(world.ada).get(of_person(eva)))


def test_the_pages_ask_as_often_however_many_people_and_grants_there_are(
    world: World, eva: User
) -> None:
    give_eva(world, eva)
    give_eva(world, eva, "see_client", over=world.brand)
    give_eva(world, eva.memberships.get().role, "see_twin")  # type: ignore[arg-type]
    cover(world, world.bo, eva)
    ada = as_(world.ada)

    def counted() -> dict[str, int]:
        found = {}
        for path in (of_mila(world), of_person(eva), reverse("clients")):
            ada.get(path)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert ada.get(path).status_code == 200
            found[path] = len(queries)
        return found

    few = counted()
    for number in range(12):
        zoe = user(f"Zoe{number}")
        add_member(organisation=world.agency, user=zoe, role="viewer", actor=world.ada, at=NOON)
        give_eva(world, zoe)
        cover(world, world.bo, zoe)
    for number in range(6):
        nora, buyer = user(f"Nora{number}"), user(f"Buyer{number}")
        twin = world.new_twin(nora, seed=40 + number)
        brand = world.found("brand", f"Brand {number}", buyer)
        world.license(twin, nora, brand, buyer)
        give_eva(world, eva, over=twin)
        give_eva(world, eva, "judge_client", over=brand)
    many = counted()
    assert many == few


def test_taking_what_is_gone_meanwhile_is_said_on_the_page(world: World, eva: User) -> None:
    give_eva(world, eva)
    terms = {"codename": "judge_twin", "over": world.twin, "of": eva}
    take_right(**terms, organisation=world.agency, actor=world.ada, at=NOON)  # type: ignore[arg-type]
    asked = {"take": "judge_twin", "of": f"person-{eva.pk}"}
    assert as_(world.ada).post(of_mila(world), asked).status_code == 409


def test_every_right_can_be_told_in_a_sentence() -> None:
    assert set(PHRASES) == set(EVERY_RIGHT)
