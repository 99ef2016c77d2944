"""The pages on which the platform's staff add and close identity providers."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from portal.actions.identity_provider import add_identity_provider, close_identity_provider
from portal.models import AuditEvent, IdentityProvider, Organisation, User
from portal.web import identity_providers
from tests.people import NOON, World, a_world, timedelta, user
from tests.portal.web.asking import client_of, queries, words

pytestmark = pytest.mark.django_db

LIST, NEW = "identity-providers", "new-identity-provider"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def staff() -> User:
    return user("Ida", is_staff=True)


@pytest.fixture
def ida(staff: User) -> Client:
    return client_of(staff)


def typed(organisation: Organisation, **changed: str) -> dict[str, str]:
    return {
        "organisation": str(organisation.pk),
        "issuer": "https://login.linden.test",
        "client_id": "twinset-at-linden",
        "secret": "hush-hush-hush",
        "domains": "linden.test, Linden-models.test",
        "role": "viewer",
        **changed,
    }


def add(world: World, staff: User, number: int = 0, hours: int = 0) -> IdentityProvider:
    return add_identity_provider(
        organisation=world.agency,
        issuer=f"https://login{number}.linden.test",
        client_id="twinset",
        secret="hush-hush-hush",
        domains=[f"n{number}.linden.test"],
        role="viewer",
        actor=staff,
        at=NOON + timedelta(hours=hours),
    )


def test_only_staff_of_the_platform_find_the_pages_and_their_entry(
    world: World, ida: Client
) -> None:
    for who in (world.ada, world.bo, world.mila):
        for name in (LIST, NEW):
            assert client_of(who).get(reverse(name)).status_code == 404
        assert reverse(LIST) not in client_of(who).get("/", follow=True).text
    assert f'href="{reverse(LIST)}"' in ida.get(reverse("recoveries")).text


def test_ida_finds_the_organisation_adds_its_provider_and_sees_where_it_sends_back(
    world: World, ida: Client
) -> None:
    assert "None yet" in words(ida.get(reverse(LIST)))
    page = ida.get(reverse(NEW), {"who": "lind"})
    chosen = f"{reverse(NEW)}?organisation={world.agency.pk}"
    assert chosen in page.text
    page = ida.get(chosen)
    assert '<option value="booker"' in page.text
    assert '<option value="admin"' not in page.text
    answer = ida.post(reverse(NEW), typed(world.agency), follow=True)
    provider = IdentityProvider.objects.get()
    said = words(answer)
    assert "https://login.linden.test" in said
    assert "linden-models.test, linden.test" in said
    assert reverse("openid_connect_callback", args=[provider.app.provider_id]) in said
    assert "hush" not in answer.text
    assert AuditEvent.objects.filter(act="identity_provider.added").count() == 1


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"issuer": "ftp://linden.test"}, 422, "The provider's address begins with https://."),
        ({"issuer": "https://[linden.test"}, 422, "The provider's address begins with https://."),
        ({"domains": f"{'l' * 260}.test"}, 422, "Name the domains of the addresses"),
        ({"domains": "linden"}, 422, "Name the domains of the addresses"),
        ({"domains": "taken.test"}, 409, "Another provider has one of these domains."),
        ({"role": "admin"}, 422, "Role for newcomers"),
        ({"client_id": ""}, 422, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_and_all_that_was_typed_stays_but_the_secret(
    world: World,
    staff: User,
    ida: Client,
    changed: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    add_identity_provider(
        organisation=world.brand,
        issuer="https://login.nordlicht.test",
        client_id="twinset",
        secret="other",
        domains=["taken.test"],
        role="viewer",
        actor=staff,
        at=NOON,
    )
    answer = ida.post(reverse(NEW), typed(world.agency, **changed))
    assert answer.status_code == status
    assert sentence in words(answer).replace("&#x27;", "'")
    for name, value in {**typed(world.agency), **changed}.items():
        if name in ("issuer", "client_id", "domains") and value:
            assert f'value="{value}"' in answer.text, name
    assert "hush" not in answer.text
    assert "Type it again" in answer.text
    assert IdentityProvider.objects.count() == 1


def test_who_is_asked_again_types_the_secret_once_more_and_no_session_keeps_it(
    world: World, staff: User
) -> None:
    client = Client()
    client.force_login(staff)
    answer = client.post(reverse(NEW), typed(world.agency))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    kept = [each.get_decoded() for each in Session.objects.all()]
    assert "twinset-at-linden" in str(kept)
    assert "hush" not in str(kept)
    again = client.post(answer["Location"], {"password": "ida-ida"}, follow=True)
    assert again.status_code == 422
    assert 'value="twinset-at-linden"' in again.text
    assert "Client's secret" in again.text.replace("&#x27;", "'")
    assert not IdentityProvider.objects.exists()


def test_closing_says_first_what_ends(world: World, staff: User, ida: Client) -> None:
    provider = add(world, staff)
    close = reverse("close-identity-provider", args=[provider.pk])
    said = words(ida.get(close))
    assert "Nobody comes in through it any more" in said
    assert "0 people came in through it." in said
    assert IdentityProvider.objects.get().active
    answer = ida.post(close, follow=True)
    assert "Closed. Nobody comes in" in answer.text
    assert not IdentityProvider.objects.get().active
    assert "It is closed already." in words(ida.get(close))
    assert ida.post(close).status_code == 302
    assert AuditEvent.objects.filter(act="identity_provider.closed").count() == 1


def test_one_finds_a_provider_by_organisation_or_domain(
    world: World, staff: User, ida: Client
) -> None:
    add(world, staff)
    for query in ("lind", "n0.", "LINDEN MODELS"):
        assert "login0.linden.test" in words(ida.get(reverse(LIST), {"q": query}))
    assert "None by that name" in words(ida.get(reverse(LIST), {"q": "nordlicht"}))


def test_pages_follow_each_other_there_and_back_the_newest_first(
    world: World, staff: User, ida: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_providers, "ON_PAGE", 2)
    made = [add(world, staff, number, hours=number) for number in range(5)]

    def shown(**query: str) -> list[int]:
        found = ida.get(reverse(LIST), query).context
        return [made.index(line.provider) for line in found["lines"]]

    first = ida.get(reverse(LIST)).context["page"]
    assert shown() == [4, 3]
    assert shown(after=str(first.after)) == [2, 1]
    close_identity_provider(provider=made[3], actor=staff, at=NOON)
    assert shown(after=str(made[1].pk)) == [0]
    assert shown(before=str(made[2].pk)) == [4, 3]
    assert shown(before=str(made[0].pk)) == [2, 1]


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    world: World, staff: User, ida: Client
) -> None:
    add(world, staff)
    few = queries(ida, reverse(LIST))
    for number in range(1, 8):
        add(world, staff, number)
    assert queries(ida, reverse(LIST)) == few
