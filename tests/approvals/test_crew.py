"""Crew: bram names greta, she sees her credit by her link, and may wish not to be named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions import brief as briefs
from approvals.actions import crew as acts
from approvals.actions.door import hash_of
from approvals.disclosing import credits_of
from approvals.models import Brief, CrewLink, CrewMember, Publication
from portal.errors import Conflict, Gone, Invalid, NotAllowed
from portal.models import AuditEvent, User
from tests.people import NOON, World, a_world
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db

ADDRESS = "greta@example.test"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def brief(world: World) -> Brief:
    return world.brief()


@pytest.fixture
def live(world: World, brief: Brief) -> Publication:
    draft = world.deliver(brief.runs.get(), seed=3)
    world.agree(draft)
    return world.publish(draft)


def as_(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@dataclass
class Greta:
    """The stylist at her browser."""

    secret: str
    browser: Client

    @property
    def link(self) -> CrewLink:
        return CrewLink.objects.get(secret_hash=hash_of(self.secret))

    def page(self) -> Any:
        return self.browser.get(reverse("crew", args=[self.secret]))

    def come_in(self) -> "Greta":
        code = reverse("crew-code", args=[self.secret])
        assert self.browser.post(code).status_code == 302
        found = re.search(r"^ +(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
        assert found is not None
        assert self.browser.post(code, {"code": found[1]}).status_code == 302
        return self

    def wish(self, named: str) -> int:
        address = reverse("crew-credit", args=[self.secret])
        return self.browser.post(address, {"named": named}).status_code


def credit(world: World, brief: Brief, **typed: str) -> Any:
    said = {"name": "Greta Falk", "role": "stylist", "fee": "350", "email": ADDRESS, **typed}
    return as_(world.bram).post(reverse("credit-crew", args=[brief.pk]), said)


@pytest.fixture
def greta(world: World, brief: Brief) -> Greta:
    assert credit(world, brief).status_code == 302
    letter = mail.outbox[-1]
    assert letter.to == [ADDRESS]
    found = re.search(r"/c/(\S+)", str(letter.body))
    assert found is not None
    return Greta(found[1], Client())


def test_she_is_named_beside_what_is_published(
    world: World, brief: Brief, greta: Greta, live: Publication
) -> None:
    assert credits_of(live) == ("Greta Falk (stylist)",)
    page = greta.come_in().page().content.decode()
    for part in ("Greta Falk", "Nordlicht", "350", live.get_absolute_url()):
        assert part in page


def test_the_link_alone_says_nothing(greta: Greta, live: Publication) -> None:
    page = greta.page().content.decode()
    for part in ("Greta Falk", "Nordlicht", "350", live.public_id, "Winter knits"):
        assert part not in page
    assert greta.wish("no") == 404


def test_another_browser_begins_at_the_door(greta: Greta) -> None:
    greta.come_in()
    other = Greta(greta.secret, Client())
    assert "350" not in other.page().content.decode()
    assert other.wish("no") == 404


def test_a_guest_s_code_opens_no_crew_member_s_door(greta: Greta) -> None:
    """Nor the other way round: a secret is looked for among its own kind."""
    assert Client().get(reverse("guest", args=[greta.secret])).status_code == 404


def test_she_sees_what_is_public_and_nothing_that_is_judged(
    world: World, brief: Brief, greta: Greta, live: Publication
) -> None:
    waiting = world.draft(seed=9)
    page = greta.come_in().page().content.decode()
    assert str(waiting.pk) not in page
    assert waiting.brief.idea not in page
    withdraw_consent(twin=world.twin, actor=world.mila, at=NOON)
    assert live.public_id not in greta.page().content.decode()


def test_who_does_not_want_to_be_named_is_not(greta: Greta, live: Publication) -> None:
    greta.come_in()
    assert greta.wish("no") == 302
    assert credits_of(live) == ()
    assert greta.wish("no") == 302  # once is enough
    assert AuditEvent.objects.filter(act="crew.wants_no_credit").count() == 1
    greta.wish("yes")
    assert credits_of(live) == ("Greta Falk (stylist)",)


def test_who_was_not_let_in_says_nothing_of_her_name(greta: Greta) -> None:
    with pytest.raises(NotAllowed):
        acts.name_me(link=greta.link, named=False, at=NOON)


def test_who_is_taken_out_is_named_no_more_and_her_link_is_over(
    world: World, brief: Brief, greta: Greta, live: Publication
) -> None:
    greta.come_in()
    as_(world.bram).post(reverse("remove-crew", args=[greta.link.member_id]))
    assert credits_of(live) == ()
    assert greta.page().status_code == 410
    with pytest.raises(Gone):
        acts.name_me(link=greta.link, named=True, at=NOON)
    with pytest.raises(Conflict):
        acts.send_link(member=CrewMember.objects.get(), actor=world.bram, at=NOON)


def test_a_new_link_closes_the_old_one(world: World, greta: Greta) -> None:
    greta.come_in()
    as_(world.bram).post(reverse("send-crew", args=[greta.link.member_id]))
    assert greta.page().status_code == 404
    assert CrewLink.objects.count() == 1


def test_a_link_to_another_address_is_another_link(world: World, greta: Greta) -> None:
    greta.come_in()
    member = CrewMember.objects.get()
    acts.send_link(member=member, email="g@elsewhere.test", actor=world.bram, at=NOON)
    assert greta.page().status_code == 404
    assert CrewLink.objects.get().person is None


def test_her_name_and_address_stand_in_rows_that_can_be_deleted(
    world: World, brief: Brief, greta: Greta, live: Publication
) -> None:
    member = CrewMember.objects.get()
    greta.link.delete()
    User.objects.get(person=member.person).delete()
    assert "Greta" not in credits_of(live)[0]


def test_without_an_address_she_is_named_and_nobody_is_written_to(
    world: World, brief: Brief
) -> None:
    assert credit(world, brief, email="").status_code == 302
    assert mail.outbox == []
    assert CrewMember.objects.get().fee == Decimal("350.00")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"name": ""}, 422),
        ({"role": "astronaut"}, 422),
        ({"fee": "much"}, 422),
        ({"fee": "-1"}, 422),
        ({"email": "nowhere"}, 422),
    ],
)
def test_what_is_typed_wrong_is_said_beside_it_and_nothing_is_kept(
    world: World, brief: Brief, typed: dict[str, str], status: int
) -> None:
    answer = credit(world, brief, **typed)
    assert answer.status_code == status
    assert 'id="crew-error"' in answer.content.decode()
    assert not CrewMember.objects.exists()
    assert not User.objects.filter(name="Greta Falk").exists()


def test_nobody_is_named_twice_with_one_role_nor_in_a_closed_brief(
    world: World, brief: Brief, greta: Greta
) -> None:
    assert credit(world, brief).status_code == 409
    assert credit(world, brief, role="hair").status_code == 302
    briefs.close_brief(brief=brief, actor=world.bram, at=NOON)
    assert credit(world, brief, role="retouch").status_code == 409


def test_a_fee_is_no_infinity(world: World, brief: Brief) -> None:
    for fee in (Decimal("-0.01"), Decimal(1_000_000)):
        with pytest.raises(Invalid):
            acts.credit(brief=brief, name="G", role="hair", fee=fee, actor=world.bram, at=NOON)
    assert credit(world, brief, fee="NaN").status_code == 422
    assert credit(world, brief, fee="Infinity").status_code == 422


def test_a_bigger_crew_asks_the_database_no_more(world: World, brief: Brief) -> None:
    browser = as_(world.bram)

    def queries() -> int:
        browser.get(brief.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(brief.get_absolute_url()).status_code == 200
        return len(asked)

    credit(world, brief)
    one = queries()
    for role in ("hair", "retouch", "photographer"):
        credit(world, brief, role=role, email=f"{role}@example.test")
    assert queries() == one


def test_more_publications_ask_the_database_no_more(
    world: World, brief: Brief, greta: Greta, live: Publication
) -> None:
    greta.come_in()

    def queries() -> int:
        greta.page()
        with CaptureQueriesContext(connection) as asked:
            assert greta.page().status_code == 200
        return len(asked)

    one = queries()
    world.publish(live.draft, "instagram-feed")
    assert queries() == one
