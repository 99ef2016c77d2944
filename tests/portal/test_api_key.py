"""Keys for programs: no more than whose they are may, and of that only what she chose."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal import access
from portal.actions.api_key import hash_of, make_key, revoke_key
from portal.actions.cover import Period, name_cover
from portal.actions.organisation import add_member, end_membership
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import ApiKey, AuditEvent, Membership, OrganisationGroupPermission
from tests.people import NOON, World, a_world, showed_who_it_is, user

pytestmark = pytest.mark.django_db
WEB = ("view_briefs",)


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def world() -> World:
    return a_world()


def bram_s_key(world: World, days: int = 30) -> str:
    made = make_key(
        organisation=world.brand, name="Shop", rights=WEB, days=days, actor=world.bram, at=NOON
    )
    return made.secret


def asked(secret: str, path: str = "/api/publications") -> int:
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_program_reads_with_bram_s_key_what_nordlicht_published(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    live = world.publish(draft)
    answer = Client().get(
        "/api/publications", headers={"Authorization": f"Bearer {bram_s_key(world)}"}
    )
    (only,) = answer.json()["items"]
    assert (only["id"], only["state"]) == (live.public_id, "live")
    assert Client().get(only["picture"].replace("http://testserver", "")).status_code == 200


def test_the_database_keeps_no_secret(world: World) -> None:
    secret = bram_s_key(world)
    (key,) = ApiKey.objects.all()
    assert key.secret_hash == hash_of(secret)
    assert secret not in str(AuditEvent.objects.values_list("details", flat=True))


def test_without_a_key_nothing_is_told(world: World) -> None:
    answer = Client().get("/api/publications")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert asked("twinset_guessed") == 401


def test_a_session_is_no_key(world: World) -> None:
    """No page elsewhere can make bram's browser use the API for it."""
    browser = Client()
    browser.force_login(world.bram, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/api/publications").status_code == 401


def test_a_key_is_no_session(world: World) -> None:
    secret = bram_s_key(world)
    assert asked(secret, reverse("briefs")) == 302


def test_a_key_that_was_taken_back_is_refused_at_the_next_request(world: World) -> None:
    secret = bram_s_key(world)
    assert asked(secret) == 200
    revoke_key(key=ApiKey.objects.get(), actor=world.bram, at=NOON)
    assert asked(secret) == 401
    with pytest.raises(Conflict):
        revoke_key(key=ApiKey.objects.get(), actor=world.bram, at=NOON)


def test_a_key_runs_out_to_the_minute(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        secret = bram_s_key(world, days=30)
        clock.move_to(NOON + timedelta(days=30) - timedelta(seconds=1))
        assert asked(secret) == 200
        clock.move_to(NOON + timedelta(days=30))
        assert asked(secret) == 401


def test_who_leaves_takes_the_program_along(world: World) -> None:
    secret = bram_s_key(world)
    add_member(
        organisation=world.brand, user=user("Hanna"), role="owner", actor=world.bram, at=NOON
    )
    end_membership(membership=Membership.objects.get(user=world.bram), actor=world.bram, at=NOON)
    assert asked(secret) == 403


def test_a_closed_account_s_key_opens_nothing(world: World) -> None:
    secret = bram_s_key(world)
    world.bram.is_active = False
    world.bram.save(update_fields=["is_active"])
    assert asked(secret) == 401


def test_a_key_is_no_way_round_the_second_step(world: World) -> None:
    secret = bram_s_key(world)
    world.brand.requires_second_factor = True
    world.brand.save(update_fields=["requires_second_factor"])
    assert asked(secret) == 403


def test_what_a_key_is_not_for_it_does_not_open(world: World) -> None:
    assert asked(bram_s_key(world), "/api/orders") == 403


def test_nobody_gives_a_program_what_she_does_not_hold(world: World) -> None:
    vivi = user("Vivi")
    for actor, where, rights in (
        (vivi, world.brand, WEB),
        (world.odo, world.brand, WEB),
        (world.bram, world.brand, ("fill_orders",)),
    ):
        with pytest.raises(NotAllowed):
            make_key(organisation=where, name="Shop", rights=rights, days=9, actor=actor, at=NOON)


def test_what_she_holds_only_by_a_cover_she_gives_no_program(world: World) -> None:
    vivi = user("Vivi")
    add_member(organisation=world.brand, user=vivi, role="viewer", actor=world.bram, at=NOON)
    name_cover(
        organisation=world.brand,
        covered=world.bram,
        colleague=vivi,
        period=Period(first=NOON.date(), last=NOON.date()),
        actor=world.bram,
        at=NOON,
    )
    viewer = world.brand.roles.get(name="viewer").group
    OrganisationGroupPermission.every.filter(group=viewer).delete()
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        assert access.holds(vivi, "view_briefs", world.brand)
        with pytest.raises(NotAllowed):
            make_key(organisation=world.brand, name="Shop", rights=WEB, days=9, actor=vivi, at=NOON)


@pytest.mark.parametrize(
    ("name", "rights", "days"),
    [("", WEB, 9), ("x" * 121, WEB, 9), ("Shop", (), 9), ("Shop", ("manage_people",), 9),
     ("Shop", WEB, 0), ("Shop", WEB, 367)],
)  # fmt: skip
def test_a_key_needs_a_name_rights_and_a_term(
    world: World, name: str, rights: tuple[str, ...], days: int
) -> None:
    with pytest.raises(Invalid):
        make_key(
            organisation=world.brand, name=name, rights=rights, days=days, actor=world.bram, at=NOON
        )


def test_who_manages_people_ends_everybody_s_keys_and_others_only_theirs(world: World) -> None:
    vivi = user("Vivi")
    add_member(organisation=world.brand, user=vivi, role="viewer", actor=world.bram, at=NOON)
    hers = make_key(
        organisation=world.brand, name="Mine", rights=WEB, days=9, actor=vivi, at=NOON
    ).key
    his = make_key(
        organisation=world.brand, name="His", rights=WEB, days=9, actor=world.bram, at=NOON
    ).key
    with pytest.raises(NotAllowed):
        revoke_key(key=his, actor=vivi, at=NOON)
    assert revoke_key(key=hers, actor=world.bram, at=NOON).revoked_by == world.bram.person


def test_the_page_shows_the_secret_once(world: World) -> None:
    browser = Client()
    browser.force_login(world.bram, backend="allauth.account.auth_backends.AuthenticationBackend")
    typed = {
        "name": "Shop",
        "organisation": str(world.brand.pk),
        "rights": ["view_briefs"],
        "days": "30",
    }
    assert browser.post(reverse("api-keys"), typed).status_code == 302  # who is it?
    showed_who_it_is(browser)
    answer = browser.post(reverse("api-keys"), typed)
    assert "twinset_" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "twinset_" not in browser.get(reverse("api-keys")).content.decode()


def test_who_guesses_keys_is_stopped(world: World) -> None:
    found = [asked(f"twinset_{number}") for number in range(61)]
    assert found == [401] * 60 + [429]
