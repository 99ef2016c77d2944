"""The model's own page, the way out, and her money."""

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.models import Publication
from portal.models import User
from tests.people import World, a_world, showed_who_it_is, user
from twins.models import ConsentEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return showed_who_it_is(client)


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def questions(person: User, name: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        as_(person).get(reverse(name))
    return len(asked)


def test_her_page_says_what_she_agreed_to_who_may_show_her_and_where_she_is(world: World) -> None:
    publication = world.published()
    html = words(as_(world.mila).get(reverse("my-twin")))
    for part in ("Keep my photographs", "30 June 2028", "the whole world", "swimwear"):
        assert part in html
    for part in ("knitwear", "31 December 2027", "Web shop", "at most until 30 April 2027"):
        assert part in html
    assert publication.get_absolute_url() in html
    assert reverse("withdraw-picture", args=[publication.pk]) in html
    assert html.count("/references/") == 2


@pytest.mark.parametrize("name", ["my-twin", "withdraw-consent", "my-money"])
@pytest.mark.parametrize("who", ["bram", "ada", "bo", "sam", "odo"])
def test_these_pages_belong_to_models(world: World, who: str, name: str) -> None:
    assert as_(getattr(world, who)).get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).status_code == 302


def test_a_person_without_a_twin_is_told_what_comes(world: World) -> None:
    newcomer = as_(user("Ines"))
    assert "You have no twin yet" in words(newcomer.get(reverse("my-twin")))
    assert "Nothing earned yet" in words(newcomer.get(reverse("my-money")))
    assert newcomer.get(reverse("withdraw-consent")).status_code == 404


def test_another_model_sees_nothing_of_her(world: World) -> None:
    world.published()
    ines = user("Ines")
    world.new_twin(ines, seed=2)
    html = words(as_(ines).get(reverse("my-twin")))
    assert "Nordlicht" not in html
    assert "Nordlicht" not in words(as_(ines).get(reverse("my-money")))


def test_before_she_withdraws_she_reads_what_follows(world: World) -> None:
    world.published()
    world.draft(seed=8)
    world.brief()
    html = words(as_(world.mila).get(reverse("withdraw-consent")))
    assert "1 order that is being worked on is called off." in html
    assert "2 pictures that are not published yet" in html
    assert "Nordlicht, Winter knits: Web shop" in html
    assert "Everything earned so far stays yours: 424.00 EUR." in html
    assert "Of this still to fall due: 424.00 EUR." in html
    assert "checked" not in html
    assert not ConsentEvent.objects.filter(kind="withdrawn").exists()


def test_nobody_withdraws_for_her_and_what_she_chose_waits_for_her_password(world: World) -> None:
    client = Client()
    client.force_login(world.mila)
    address, again = reverse("withdraw-consent"), reverse("account_reauthenticate")
    for answer in (client.get(address), client.post(address, {"purposes": ["making"]})):
        assert answer.status_code == 302
        assert answer["Location"].startswith(again)
    client.post(f"{again}?next={address}", {"password": "guess"})
    assert not ConsentEvent.objects.filter(kind="withdrawn").exists()
    answer = client.post(f"{again}?next={address}", {"password": "mila-mila"})
    assert "What happened" in words(answer)
    event = ConsentEvent.objects.get(kind="withdrawn")
    assert (event.purposes, event.how) == (["making"], "password")


def test_a_model_who_never_made_a_password_withdraws_with_a_code_by_mail(world: World) -> None:
    world.mila.set_unusable_password()
    world.mila.save()
    client = Client()
    client.force_login(world.mila)
    address, again = reverse("withdraw-consent"), reverse("reauthenticate-by-mail")
    assert client.get(address)["Location"].startswith(again)
    client.post(f"{again}?next={address}", {"action": "send"})
    code = str(mail.outbox[-1].body).split("    ")[1].split()[0]
    answer = client.post(f"{again}?next={address}", {"code": code})
    assert answer["Location"] == address
    client.post(address, {"purposes": ["making"]})
    assert ConsentEvent.objects.get(kind="withdrawn").how == "code"


def test_a_withdrawal_needs_a_choice(world: World) -> None:
    answer = as_(world.mila).post(reverse("withdraw-consent"), {})
    assert answer.status_code == 422
    assert "Choose what you take back." in words(answer)
    answer = as_(world.mila).post(reverse("withdraw-consent"), {"purposes": ["all of it"]})
    assert answer.status_code == 422


def test_it_is_done_and_the_page_says_what_happened(world: World) -> None:
    publication = world.published()
    client = as_(world.mila)
    answer = client.post(
        reverse("withdraw-consent"),
        {"purposes": ["storage", "making", "listing"]},
    )
    assert answer.status_code == 200
    assert "1 published picture: its address answers nobody any more" in words(answer)
    event = ConsentEvent.objects.get(kind="withdrawn")
    assert set(event.purposes) == {"storage", "making", "listing"}
    html = words(client.get(reverse("my-twin")))
    assert "Taken back on 23 November 2026" in html
    assert publication.get_absolute_url() not in html
    assert "There is nothing left to take back" in words(client.get(reverse("withdraw-consent")))
    again = client.post(reverse("withdraw-consent"), {"purposes": ["making"]})
    assert again.status_code == 409


def test_one_purpose_alone_leaves_the_pictures(world: World) -> None:
    publication = world.published()
    client = as_(world.mila)
    answer = client.post(reverse("withdraw-consent"), {"purposes": ["listing"]})
    assert "Your pictures and licences go on as they are." in words(answer)
    assert publication.get_absolute_url() in words(client.get(reverse("my-twin")))


def test_she_takes_one_picture_back(world: World) -> None:
    publication = world.published()
    address = reverse("withdraw-picture", args=[publication.pk])
    for stranger in (world.bram, world.bo, world.odo):
        assert as_(stranger).post(address).status_code == 404
    assert as_(world.mila).get(address).status_code == 405
    assert as_(world.mila).post(address).status_code == 302
    publication.refresh_from_db()
    assert (publication.state, publication.down_because) == ("down", "taken back by the model")
    assert as_(world.mila).post(address).status_code == 409


def test_her_money_stands_by_month_with_a_line_for_each_use(world: World) -> None:
    world.published("instagram-feed")
    html = words(as_(world.mila).get(reverse("my-money")))
    for part in (
        "November 2026",
        "Winter knits",
        "Nordlicht",
        "Social media, the EU, 6 months",
        "360.00 EUR",
        "72.00 EUR",
        "288.00 EUR",
        "40.00 EUR",
        "328.00 EUR",
        "23 December 2026",
    ):
        assert part in html, part


def test_her_pages_ask_as_much_for_many_pictures_as_for_one(world: World) -> None:
    pages = ("my-twin", "my-money", "withdraw-consent")
    world.published()
    few = [questions(world.mila, name) for name in pages]
    for seed in (8, 9):
        draft = world.draft(seed=seed)
        world.agree(draft)
        world.publish(draft, "web")
    assert Publication.objects.live().count() == 3
    assert [questions(world.mila, name) for name in pages] == few
