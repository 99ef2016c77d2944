"""The page on how people sign in at an organisation."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal import second_factor
from portal.actions.identity_provider import add_identity_provider
from portal.models import AuditEvent
from tests.people import NOON, World, a_world, add_member, user, with_app
from tests.portal.web.asking import client_of, queries, words

pytestmark = pytest.mark.django_db

PAGE = "people-sign-in"


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


def asked(**more: str) -> dict[str, str]:
    return {"preview": "1", **more}


def test_the_page_says_how_many_have_none_and_is_a_tab_beside_the_others(
    world: World, ada: Client
) -> None:
    answer = ada.get(reverse(PAGE))
    assert "1 of 2 members has none." in words(answer)
    for name in ("people", "roles", PAGE):
        assert f'href="{reverse(PAGE)}?organisation={world.agency.pk}"' in (
            ada.get(reverse(name)).text
        )


def test_only_who_manages_people_finds_it(world: World) -> None:
    for who in (world.bo, world.mila):
        assert client_of(who).get(reverse(PAGE)).status_code == 404
        assert client_of(who).post(reverse(PAGE), {"required": "1"}).status_code == 404


def test_what_it_means_is_said_first_and_nothing_counts_before(world: World, ada: Client) -> None:
    add_member(organisation=world.agency, user=user("Eva"), role="viewer", actor=world.ada, at=NOON)
    said = words(ada.get(reverse(PAGE), asked(required="1")))
    assert "2 of 3 members have none, and are sent to set it up at their next request." in said
    assert not second_factor.is_required_of(world.bo)
    answer = ada.post(reverse(PAGE), {"required": "1"}, follow=True)
    assert "Everybody here is asked for a second factor from now on." in answer.text
    assert second_factor.is_missing(world.bo)
    assert client_of(world.bo).get(reverse("desk"))["Location"] == reverse("mfa_index")
    said = words(ada.get(reverse(PAGE), asked()))
    assert "Linden Models no longer asks everybody for a second factor." in said
    assert "needs one all the same" in said
    ada.post(reverse(PAGE), {"required": ""})
    assert not second_factor.is_required_of(world.bo)
    events = AuditEvent.objects.filter(act="organisation.second_factor").order_by("number")
    assert [event.details["required"] for event in events] == [True, False]


def test_what_is_so_already_is_said_and_nobody_can_confirm_it(world: World, ada: Client) -> None:
    answer = ada.get(reverse(PAGE), asked())
    assert "Nothing: it is so already." in words(answer)
    assert ">Confirm<" not in answer.text


def test_who_has_none_is_told_that_the_next_step_is_theirs(world: World) -> None:
    bram = client_of(world.bram)
    own = "You have none yourself: your own next step is to set it up."
    assert own in words(bram.get(reverse(PAGE), asked(required="1")))
    with_app(world.bram)
    said = words(bram.get(reverse(PAGE), asked(required="1")))
    assert own not in said
    assert "Every member has one already, so nobody is held up." in said


def test_it_is_asked_again_who_it_is_before_it_counts(world: World) -> None:
    client = Client()
    client.force_login(world.ada)
    assert client.get(reverse(PAGE)).status_code == 200
    answer = client.post(reverse(PAGE), {"required": "1"})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    world.agency.refresh_from_db()
    assert not world.agency.requires_second_factor


def test_it_shows_the_organisation_s_own_providers_and_how_to_ask_for_one(
    world: World, ada: Client, settings: object
) -> None:
    settings.SUPPORT_EMAIL = "staff@twinset.example"  # type: ignore[attr-defined]
    assert "Linden Models has none: its people sign in here." in words(ada.get(reverse(PAGE)))
    ida = user("Ida", is_staff=True)
    for place, issuer, domains in (
        (world.agency, "https://login.linden.test", ["linden.test", "birch.test"]),
        (world.brand, "https://login.nordlicht.test", ["nordlicht.test"]),
    ):
        provider = add_identity_provider(
            organisation=place,
            issuer=issuer,
            client_id="twinset",
            secret="hush-hush",
            domains=domains,
            role="viewer",
            actor=ida,
            at=NOON,
        )
        if place == world.agency:
            back = reverse("openid_connect_callback", args=[provider.app.provider_id])
    answer = ada.get(reverse(PAGE))
    said = words(answer)
    assert "https://login.linden.test" in said
    assert "birch.test, linden.test" in said
    assert "Since 23 November 2026" in said
    assert f"http://127.0.0.1:8000{back}" in said
    assert "nordlicht" not in said.lower()
    assert "hush" not in answer.text
    assert 'href="mailto:staff@twinset.example"' in answer.text


def test_it_takes_as_many_queries_for_many_as_for_few(world: World, ada: Client) -> None:
    def add(number: int) -> None:
        add_member(
            organisation=world.agency,
            user=user(f"Person{number}"),
            role="viewer",
            actor=world.ada,
            at=NOON,
        )
        add_identity_provider(
            organisation=world.agency,
            issuer="https://login.linden.test",
            client_id="twinset",
            secret="hush-hush",
            domains=[f"n{number}.linden.test"],
            role="viewer",
            actor=ida,
            at=NOON,
        )

    ida = user("Ida", is_staff=True)
    add(0)
    few = queries(ada, reverse(PAGE))
    for number in range(1, 6):
        add(number)
    assert queries(ada, reverse(PAGE)) == few
