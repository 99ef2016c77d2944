"""What counts is asked again, in the way that she has."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.models import Invitation, User
from portal.web.reauthenticate import is_recent, method_of
from tests.people import NOON, a_world, showed_who_it_is, user, with_app

pytestmark = pytest.mark.django_db

COUNTS = "account_email"


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def mila() -> User:
    return user("Mila")


def request_of(client: Client, who: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user, request.session = who, client.session
    return request


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def page(client: Client) -> HttpResponse:
    return client.get(reverse(COUNTS))  # type: ignore[return-value]


def test_signing_in_counts_for_ten_minutes(mila: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client = Client()
        client.post(reverse("sign-in"), {"login": mila.email, "password": "mila-mila"})
        assert page(client).status_code == 200
        clock.shift(timedelta(minutes=11))
        assert page(client)["Location"].startswith(reverse("account_reauthenticate"))
        client.post(reverse("account_reauthenticate"), {"password": "mila-mila"})
        assert page(client).status_code == 200


@pytest.mark.parametrize(
    ("said", "method"),
    [("password", "password"), ("code", "code"), ("socialaccount", "session")],
)
def test_how_she_showed_it_is_known(said: str, method: str, mila: User) -> None:
    client = showed_who_it_is(signed_in(mila), said)
    assert method_of(request_of(client, mila)) == method


def test_an_organisation_s_provider_vouches_for_nobody_s_signature(mila: User) -> None:
    client = showed_who_it_is(signed_in(mila), "socialaccount")
    assert not is_recent(request_of(client, mila))


def test_what_somebody_else_showed_in_this_browser_is_not_hers(mila: User) -> None:
    client = showed_who_it_is(signed_in(user("Bo")))
    assert not is_recent(request_of(client, mila))


def test_a_code_by_mail_is_sent_when_she_asks_and_only_then(mila: User) -> None:
    client, again = signed_in(mila), reverse("reauthenticate-by-mail")
    client.get(again)
    assert mail.outbox == []
    client.post(again, {"action": "send"})
    assert mail.outbox[-1].to == ["mila@example.test"]
    for _ in range(3):
        client.post(again, {"code": "WRONG1"})
    client.post(again, {"code": str(mail.outbox[0].body).split("    ")[1].split()[0]})
    assert page(client).status_code == 302


def test_who_has_a_second_factor_gets_no_code_by_mail(mila: User) -> None:
    client, again = signed_in(with_app(mila)), reverse("reauthenticate-by-mail")
    assert client.post(again, {"action": "send"}).status_code == 302
    assert mail.outbox == []


def test_she_goes_on_with_what_she_sent_to_an_address_with_a_query() -> None:
    world = a_world()
    bram, url = signed_in(world.bram), reverse("invite", query={"organisation": world.brand.pk})
    role = world.brand.roles.get(name="reviewer").pk
    asked = bram.post(url, {"name": "Eva", "email": "eva@example.test", "role": str(role)})
    again = asked["Location"]
    assert (again.startswith(reverse("account_reauthenticate")), Invitation.objects.count()) == (
        True,
        0,
    )
    done = bram.post(again, {"password": "bram-bram"})
    assert done["Location"] == reverse("people", query={"organisation": world.brand.pk})
    assert Invitation.objects.get().email == "eva@example.test"


def test_what_is_wrong_in_what_she_sent_is_mended_at_its_own_address() -> None:
    world = a_world()
    bram, url = signed_in(world.bram), reverse("invite", query={"organisation": world.brand.pk})
    asked = bram.post(url, {"name": "Eva", "email": "eva"})
    shown = bram.post(asked["Location"], {"password": "bram-bram"})
    assert shown.status_code == 422
    assert f'method="post" action="{url}"' in shown.text


def test_what_she_sent_is_done_nowhere_else() -> None:
    """Somebody changed where she goes on: nothing is sent there."""
    world = a_world()
    bram, url = signed_in(world.bram), reverse("invite", query={"organisation": world.brand.pk})
    role = world.brand.roles.get(name="reviewer").pk
    bram.post(url, {"name": "Eva", "email": "eva@example.test", "role": str(role)})
    elsewhere = reverse("invite", query={"organisation": world.rival.pk})
    again = reverse("account_reauthenticate", query={"next": elsewhere})
    assert bram.post(again, {"password": "bram-bram"})["Location"] == elsewhere
    assert Invitation.objects.count() == 0
